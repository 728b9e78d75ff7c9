"""One Spark for all tests, the metastores that scripts/test started, and the Hive tables, made once."""
import os
import pathlib

import pytest

import hive_tables
import lake as lakes

ROOT = pathlib.Path(__file__).resolve().parents[2]


def _metastores():
    """{"2": "thrift://...", ...} as scripts/test says in LAKEPORT_TEST_METASTORES."""
    listed = os.environ.get("LAKEPORT_TEST_METASTORES")
    if not listed:
        pytest.exit("LAKEPORT_TEST_METASTORES is not set; run scripts/test integration, which starts the servers", 2)
    return dict(pair.split("=", 1) for pair in listed.split(","))


@pytest.fixture(scope="session")
def metastores():
    return _metastores()


@pytest.fixture(scope="session")
def postgres():
    return os.environ["LAKEPORT_TEST_POSTGRES"]


@pytest.fixture(scope="session")
def rest():
    return os.environ["LAKEPORT_TEST_REST"]


@pytest.fixture(scope="session")
def work(tmp_path_factory):
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="session")
def spark(metastores, work):
    from pyspark.sql import SparkSession

    jars = ":".join(map(str, sorted((ROOT / "build" / "peers" / "spark").glob("*.jar"))))
    settings = {
        "spark.driver.memory": "2g", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.sql.session.timeZone": "UTC",
        "spark.driver.extraClassPath": jars, "spark.sql.shuffle.partitions": "2",
        "spark.local.dir": str(work / "spark"), "spark.sql.warehouse.dir": f"file:{work}/spark-warehouse",
        "spark.driver.extraJavaOptions": f"-Duser.timezone=UTC -Dderby.stream.error.file={work}/derby.log",
        "spark.hadoop.hive.metastore.uris": metastores["2"],
        # Hive's own serdes write, as Hive would; Spark's native writers would leave other files.
        "spark.sql.hive.convertMetastoreParquet": "false", "spark.sql.hive.convertMetastoreOrc": "false",
        "spark.hadoop.hive.exec.dynamic.partition.mode": "nonstrict",
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
    }
    for name, kind in {"hive2": metastores["2"], "hive3": metastores["3"]}.items():
        settings |= {f"spark.sql.catalog.{name}": "org.apache.iceberg.spark.SparkCatalog",
                     f"spark.sql.catalog.{name}.type": "hive", f"spark.sql.catalog.{name}.uri": kind,
                     f"spark.sql.catalog.{name}.cache-enabled": "false"}
    settings |= {"spark.sql.catalog.files": "org.apache.iceberg.spark.SparkCatalog",
                 "spark.sql.catalog.files.type": "hadoop",
                 "spark.sql.catalog.files.warehouse": f"file://{work}/hadoop-catalog",
                 "spark.sql.catalog.files.cache-enabled": "false"}
    builder = SparkSession.builder.appName("lakeport-tests").master("local[2]").enableHiveSupport()
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def warehouse(spark, metastores, work):
    """The Hive tables, known to all three metastores."""
    made = hive_tables.Warehouse(spark, work / "hive").make_all()
    for version in ("3", "4"):
        hive_tables.clone(metastores["2"], metastores[version])
    return made


@pytest.fixture
def lake(tmp_path, metastores):
    """A Lakeport of its own for each test, with connections to the metastores: hive2, hive3, hive4."""
    made = lakes.Lake(tmp_path / "lakeport")
    for version, uri in metastores.items():
        made.connect(f"hive{version}", type="hive", uri=uri)
    return made.sqlite_catalog()
