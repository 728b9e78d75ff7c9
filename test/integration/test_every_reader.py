"""What Lakeport makes of a Hive table is read by everyone with the rows that Hive has, and with its checksum per column."""
import pathlib

import pytest

import checksum
import hive_tables
import rows
import sums
from lake import path_of

MODES = {
    "copy": {"mode": "copy"},
    "in-place": {"mode": "in-place"},
    "rewrite": {"mode": "rewrite", "target_file_size": "512MB"},  # every file anew
}


def with_null_partitions(row):
    """Hive's default partition stands for NULL; Spark, reading by Hive's serdes, shows the directory's name instead."""
    return {name: None if value == "__HIVE_DEFAULT_PARTITION__" else value for name, value in row.items()}


@pytest.fixture(scope="session")
def hive_rows(spark, warehouse):
    """What Hive itself has in a table, read by its own serdes."""
    read = {}

    def of(table):
        if table not in read:
            read[table] = [with_null_partitions(row) for row in rows.of_spark(spark.table(f"{warehouse.database}.{table}"))]
        return read[table]

    return of


@pytest.fixture(scope="session")
def hive_sums(spark, warehouse):
    """The checksums of what Hive itself has in a table; of what PyIceberg is to show of it."""
    computed = {}

    def of(table, to_be_seen=sums.of_hive):
        if (table, to_be_seen) not in computed:
            computed[table, to_be_seen] = to_be_seen(spark.table(f"{warehouse.database}.{table}"))
        return computed[table, to_be_seen]

    return of


def as_pyiceberg_shows(expected):
    """PyIceberg 0.12 shows a list of structs that is NULL as an empty one, whoever wrote the table."""
    return [row | {"c_lines": row["c_lines"] or []} if "c_lines" in row else row for row in expected]


def spark_rows(spark, metadata_location):
    return rows.of_spark(spark.read.format("iceberg").load(metadata_location))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("source", ["hive2", "hive3", "hive4"])
def test_every_table_of_a_metastore_is_taken_whole(lake, warehouse, hive_rows, hive_sums, source, mode):
    run = lake.ingest(source, warehouse.database, **MODES[mode])
    assert run.code == 0, run.messages
    assert sorted(run.tables) == sorted(f"{warehouse.database}.{name}" for name in hive_tables.TABLES)
    for name in hive_tables.TABLES:
        result = run.tables[f"{warehouse.database}.{name}"]
        assert result["status"] == "committed"
        assert result["rows"] == len(hive_rows(name)), name
        assert rows.of_pyiceberg(result["metadata_location"]) == as_pyiceberg_shows(hive_rows(name)), name
        assert lake.checksum("lake", f"{warehouse.database}_iceberg.{name}") == hive_sums(name), name
        assert sums.of_pyiceberg(result["metadata_location"]) == hive_sums(name, sums.as_pyiceberg_shows), name


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("table", hive_tables.TABLES)
def test_spark_reads_what_hive_has(lake, spark, warehouse, hive_rows, hive_sums, table, mode):
    result = lake.ingest("hive2", warehouse.database, table, **MODES[mode]).tables[f"{warehouse.database}.{table}"]
    location = result["metadata_location"]
    assert spark_rows(spark, location) == hive_rows(table)
    assert sums.of_spark(spark.read.format("iceberg").load(location)) == hive_sums(table)
    assert lake.checksum("--metadata", location) == hive_sums(table)


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_a_hive_catalog_holds_tables_that_others_find(lake, spark, warehouse, hive_rows, hive_sums, version):
    lake.connect("target", type="iceberg-hive", uri=lake.connections[f"hive{version}"]["uri"],
                 warehouse=f"file://{lake.folder}/target")
    namespace = f"readers_{version}"
    run = lake.ingest("hive2", warehouse.database, to="target", namespace=namespace)
    assert run.code == 0, run.messages
    names = [found["table"] for found in lake.explore("tables", "target", namespace)]
    assert names == sorted(f"{namespace}.{table}" for table in hive_tables.TABLES)
    for table in hive_tables.TABLES:
        location = run.tables[f"{warehouse.database}.{table}"]["metadata_location"]
        assert rows.of_pyiceberg(location) == as_pyiceberg_shows(hive_rows(table))
        assert sums.of_pyiceberg(location) == hive_sums(table, sums.as_pyiceberg_shows)
        assert lake.checksum("target", f"{namespace}.{table}") == hive_sums(table)
        assert lake.checksum("--metadata", location) == hive_sums(table)
        if version == "4":  # Spark 3.5 can't speak to a metastore 4; it reads the table by its location
            theirs = spark.read.format("iceberg").load(location)
        else:
            theirs = spark.table(f"hive{version}.{namespace}.{table}")
        assert rows.of_spark(theirs) == hive_rows(table)
        assert sums.of_spark(theirs) == hive_sums(table)


def test_pyiceberg_finds_our_tables_in_its_sql_catalog(lake, warehouse, hive_rows, hive_sums):
    from pyiceberg.catalog.sql import SqlCatalog

    assert lake.ingest("hive3", warehouse.database, "all_parquet").code == 0
    catalog = SqlCatalog("lake", uri=f"sqlite:///{lake.folder}/lake.db", warehouse=f"file://{lake.folder}/lake")
    table = catalog.load_table(f"{warehouse.database}_iceberg.all_parquet")
    read = table.scan().to_arrow()
    assert rows.from_arrow(read) == as_pyiceberg_shows(hive_rows("all_parquet"))
    assert checksum.of_table(read) == hive_sums("all_parquet", sums.as_pyiceberg_shows)
    assert lake.checksum("lake", f"{warehouse.database}_iceberg.all_parquet") == hive_sums("all_parquet")


def test_spark_finds_our_tables_in_its_jdbc_catalog_on_postgresql(lake, spark, warehouse, hive_rows, hive_sums, postgres):
    lake.connect("pg", type="iceberg-sql", uri=postgres, name="pg", warehouse=f"file://{lake.folder}/pg")
    run = lake.ingest("hive2", warehouse.database, "by_day_orc", to="pg", namespace="on_postgresql")
    assert run.code == 0, run.messages
    user, host = postgres.removeprefix("postgresql://").split("@")
    name, password = user.split(":")
    settings = {"": "org.apache.iceberg.spark.SparkCatalog", ".type": "jdbc", ".uri": f"jdbc:postgresql://{host}",
                ".jdbc.user": name, ".jdbc.password": password, ".warehouse": f"file://{lake.folder}/pg"}
    for key, value in settings.items():
        spark.conf.set(f"spark.sql.catalog.pg{key}", value)
    theirs = spark.table("pg.on_postgresql.by_day_orc")
    assert rows.of_spark(theirs) == hive_rows("by_day_orc")
    assert sums.of_spark(theirs) == hive_sums("by_day_orc")
    assert lake.checksum("pg", "on_postgresql.by_day_orc") == hive_sums("by_day_orc")


def test_a_plan_writes_nothing(lake, warehouse):
    run = lake.run("ingest", "--from", "hive2", "--database", warehouse.database, "--to", "lake", "--plan")
    assert run.code == 0, run.messages
    planned = [table for event in run.of("plan") for table in event["plan"]["tables"]]
    assert {table["action"] for table in planned} == {"create"}
    assert sorted(table["table"] for table in planned) == sorted(f"{warehouse.database}.{t}" for t in hive_tables.TABLES)
    assert not (lake.folder / "lake").exists()


def test_copies_are_byte_for_byte_and_in_place_copies_nothing(lake, warehouse):
    copied = lake.ingest("hive2", warehouse.database, "all_parquet").tables[f"{warehouse.database}.all_parquet"]
    folder = path_of(copied["metadata_location"]).rsplit("/metadata/", 1)[0]
    originals = sorted(p.read_bytes() for p in (warehouse.folder / "shop.db" / "all_parquet").iterdir()
                       if p.name[0] not in "._")
    copies = sorted(p.read_bytes() for p in pathlib.Path(folder, "data").rglob("*") if p.is_file() and p.name[0] not in "._")
    assert copies == originals
    placed = lake.ingest("hive2", warehouse.database, "all_parquet", mode="in-place", namespace="placed")
    location = path_of(placed.tables[f"{warehouse.database}.all_parquet"]["metadata_location"])
    assert not pathlib.Path(location).parent.parent.joinpath("data").exists()
