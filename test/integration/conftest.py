"""One Spark for all tests, the metastores that scripts/test started, and the Hive tables, made once."""
import os

import pytest

import hive_tables
import ingest_matrix
import lake as lakes
import spark_session


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
    session = spark_session.open_spark(metastores, work)
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


@pytest.fixture(scope="session")
def decade(spark, metastores, work):
    """The awkward tables of an old warehouse, and what is made of them in each mode."""
    return ingest_matrix.decade(spark, metastores["2"], work)
