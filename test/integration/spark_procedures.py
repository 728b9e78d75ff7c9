"""What Iceberg's own Spark procedures make of Hive tables: snapshot, add_files, migrate."""
import re

import sums

SETTINGS = {"spark.sql.catalog.spark_catalog": "org.apache.iceberg.spark.SparkSessionCatalog",
            "spark.sql.catalog.spark_catalog.type": "hive",
            "spark.sql.catalog.spark_catalog.cache-enabled": "false"}
NAMES = ("snapshot", "add_files", "migrate")
TARGETS = "procedures"  # the database for what they make


def snapshot(spark, database, table):
    spark.sql(f"CALL spark_catalog.system.snapshot(source_table => '{database}.{table}', table => '{TARGETS}.s_{table}')")
    return spark.table(f"{TARGETS}.s_{table}")


def add_files(spark, database, table):
    source = spark.table(f"{database}.{table}")
    keys = [f"`{column.name}`" for column in spark.catalog.listColumns(f"{database}.{table}") if column.isPartition]
    source.limit(0).createOrReplaceTempView("no_rows")
    partitioned = f"PARTITIONED BY ({', '.join(keys)})" if keys else ""
    spark.sql(f"CREATE TABLE {TARGETS}.a_{table} USING iceberg {partitioned} AS SELECT * FROM no_rows")
    spark.sql(f"CALL spark_catalog.system.add_files(table => '{TARGETS}.a_{table}', source_table => '{database}.{table}')")
    return spark.table(f"{TARGETS}.a_{table}")


def migrate(spark, database, table):
    """The table itself becomes another: the last that is tried."""
    spark.sql(f"CALL spark_catalog.system.migrate(table => '{database}.{table}')")
    return spark.table(f"{database}.{table}")


def cause(error):
    """The innermost cause's first line, without what differs from run to run."""
    text = str(error)
    causes = re.findall(r"(?:Caused by|^): ?([\w.$]+(?:Exception|Error)): ([^\n]*)", text, re.M)
    line = causes[-1][1] if causes else text.split("\n")[0]
    line = re.sub(r"file:[^ ,]*/", ".../", line)
    return line[:120].strip() or type(error).__name__


def attempt(procedure, spark, database, table, hive):
    try:
        frame = procedure(spark, database, table)
    except Exception as error:
        return "fails: " + cause(error)
    try:
        seen = sums.of_spark(frame)
    except Exception as error:
        return "succeeds, then reading fails: " + cause(error)
    if seen["rows"] != hive["rows"]:
        return f"{seen['rows']} rows of {hive['rows']}"
    wrong = sorted(name for name in hive["columns"] if seen["columns"].get(name) != hive["columns"][name])
    return "wrong values in " + ", ".join(wrong) if wrong else "right"


def try_all(warehouse):
    """{table: {procedure: "right", or what is wrong}}; tables that Spark itself can't read are left out."""
    spark, tried = warehouse.spark, {}
    spark.sql(f"CREATE DATABASE IF NOT EXISTS {TARGETS} LOCATION 'file:{warehouse.maker.folder}-{TARGETS}'")
    for table in warehouse.tables:
        try:
            hive = warehouse.hive(table)
        except Exception as error:
            hive = {"rows": cause(error), "columns": {}}
        tried[table] = {name: attempt(procedure, spark, warehouse.database, table, hive)
                        for name, procedure in zip(NAMES, (snapshot, add_files, migrate))}
        print(table, tried[table], flush=True)
    return tried
