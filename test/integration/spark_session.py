"""Spark as the tests use it: Hive's serdes, Iceberg's extensions and catalogs, all times in UTC."""
import lake


def open_spark(metastores, work, **more):
    """`metastores`: {"2": "thrift://...", ...}; what Spark writes for itself goes to `work`."""
    from pyspark.sql import SparkSession

    jars = ":".join(map(str, sorted((lake.ROOT / "build" / "peers" / "spark").glob("*.jar"))))
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
    settings |= more
    builder = SparkSession.builder.appName("lakeport-tests").master("local[2]").enableHiveSupport()
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session
