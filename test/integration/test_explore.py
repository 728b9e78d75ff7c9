"""`lakeport explore` says of Hive and Iceberg tables what Spark says of them, and of bad input one clear line."""
import os
import pathlib
import re
import subprocess

import pytest

import hive_tables
import lake as lakes
from lake import path_of


@pytest.mark.parametrize("source", ["hive2", "hive3", "hive4"])
def test_hives_databases_and_tables_are_listed(lake, warehouse, source):
    assert {"database": warehouse.database} in lake.explore("databases", source)
    names = [found["table"] for found in lake.explore("tables", source, warehouse.database)]
    assert names == sorted(f"{warehouse.database}.{table}" for table in hive_tables.TABLES)


@pytest.mark.parametrize("source", ["hive2", "hive3", "hive4"])
@pytest.mark.parametrize("name", hive_tables.TABLES)
def test_a_hive_table_is_shown_as_spark_shows_it(lake, spark, warehouse, source, name):
    (table,) = lake.explore("table", source, f"{warehouse.database}.{name}")
    described = spark.catalog.listColumns(name, warehouse.database)
    columns = lambda keys: [(c.name, c.dataType.replace(" ", "")) for c in described if c.isPartition == keys]
    shown = lambda part: [(column["name"], column["type"]) for column in table[part]]
    as_spark = lambda part: [(column, re.sub(r"^(var)?char\(.*", "string", kind)) for column, kind in shown(part)]
    assert as_spark("columns") == columns(False)
    assert as_spark("partition_keys") == columns(True)
    declared = {column: kind for column, (kind, _) in hive_tables.COLUMNS.items() if "char(" in kind}
    assert declared.items() >= {pair for pair in shown("columns") if "char(" in pair[1]}
    partitioned = bool(columns(True))
    assert table["partitions"] == (spark.sql(f"SHOW PARTITIONS {warehouse.database}.{name}").count() if partitioned else 0)
    assert table["type"] == "external"
    assert table["format"] == ("ORC" if name.endswith("orc") else "Parquet")
    assert path_of(table["location"]) == f"{warehouse.folder}/{warehouse.database}.db/{name}"


@pytest.fixture
def taken(lake, warehouse):
    """by_day_parquet in a catalog on SQLite: the connection, the table's name there, its metadata file."""
    run = lake.ingest("hive2", warehouse.database, "by_day_parquet")
    assert run.code == 0, run.messages
    return "lake", f"{warehouse.database}_iceberg.by_day_parquet", run.tables[f"{warehouse.database}.by_day_parquet"]["metadata_location"]


def test_an_iceberg_table_is_shown_as_spark_shows_it(lake, spark, taken):
    connection, name, location = taken
    assert lake.explore("namespaces", connection) == [{"namespace": name.split(".")[0]}]
    (table,) = lake.explore("table", connection, name)
    assert table["metadata_location"] == location
    assert table["partitioned_by"] == ["p_date", "p_int", "p_text"]
    theirs = spark.read.format("iceberg").load(location)
    assert [column["name"] for column in table["columns"]] == theirs.columns
    (snapshot,) = lake.explore("snapshots", connection, name)
    assert table["current_snapshot"] == snapshot
    files = lake.explore("files", connection, name)
    assert sum(file["rows"] for file in files) == theirs.count() == int(snapshot["summary"]["total-records"])
    distinct = theirs.selectExpr("cast(p_date as string)", "p_int", "p_text").distinct().collect()
    partitions = {tuple(file["partition"].values()) for file in files}
    assert partitions == {tuple(row) for row in distinct}
    assert lake.explore("files", "--metadata", location) == files


def test_people_read_text(lake, taken):
    connection, name, location = taken
    for arguments, said in ((("tables", connection, name.split(".")[0]), name), (("table", connection, name), location),
                            (("files", connection, name), "p_text=a b"), (("checksum", connection, name), "600")):
        shown = subprocess.run(lake.command("explore", *arguments), capture_output=True, text=True, check=True)
        assert said in shown.stdout and not shown.stdout.startswith("{")


def expect_error(run, code, *said):
    assert run.code == code
    assert run.messages.startswith("error: ") and run.messages.count("\n") == 1, run.messages
    for words in said:
        assert words in run.messages
    assert not run.events


def test_what_is_not_there_is_one_line(lake, taken):
    connection, name, _ = taken
    expect_error(lake.run("explore", "table", "nowhere", name), 10, "nowhere", "lakeport.toml")
    expect_error(lake.run("explore", "tables", connection, "none"), 10, "none")
    expect_error(lake.run("explore", "checksum", connection, name + "2"), 10, name + "2")
    expect_error(lake.run("explore", "files", connection, name, "--snapshot", 17), 10, "no snapshot 17", name)
    expect_error(lake.run("explore", "table", "hive4", "shop.none"), 10, "shop.none")
    expect_error(lake.run("explore", "tables", "hive3", "none"), 10, "none")
    expect_error(lake.run("explore", "checksum", "hive2", "shop.all_orc"), 10, "hive2", "no Iceberg catalog")
    expect_error(lake.run("explore", "table", connection, "by_day_parquet"), 2, "NAMESPACE.TABLE")
    expect_error(lake.run("explore", "checksum", "--metadata", f"file://{lake.folder}/none.metadata.json"), 10, "none.metadata.json")


@pytest.mark.parametrize("name", ["shop.a'; DROP TABLE iceberg_tables; --", 'shop."x"', "shop.../../etc/passwd", "../shop.t",
                                  "shop.t\n\x1b[2J", "shop." + "x" * 5000, "shop.%s%n", "日本.表"])
def test_no_name_does_harm(lake, taken, name):
    for connection in ("lake", "hive2", "hive4"):
        run = lake.run("explore", "table", connection, name)
        assert run.code == 10, run.messages
        assert run.messages.startswith("error: ") and run.messages.count("\n") == 1 and "\x1b" not in run.messages
    assert lake.explore("checksum", *taken[:2])[0]["rows"] == 600


def test_a_metastore_that_is_away_may_be_asked_again(lake):
    lake.connect("away", type="hive", uri="thrift://127.0.0.1:1")
    expect_error(lake.run("explore", "databases", "away"), 11, "127.0.0.1:1")


def test_damaged_files_are_named(lake, taken, tmp_path):
    connection, name, location = taken
    metadata = pathlib.Path(path_of(location))
    short = tmp_path / "v1.metadata.json"
    for length in (0, 1, 700, metadata.stat().st_size - 2):
        short.write_bytes(metadata.read_bytes()[:length])
        for view in ("table", "snapshots", "files", "checksum"):
            expect_error(lake.run("explore", view, "--metadata", short), 10, str(short))
    data = pathlib.Path(path_of(lake.explore("files", connection, name)[3]["path"]))
    whole = data.read_bytes()
    data.write_bytes(whole[:-100])
    expect_error(lake.run("explore", "checksum", connection, name), 10, str(data))
    data.write_bytes(whole[:200] + bytes(len(whole) - 200))
    expect_error(lake.run("explore", "checksum", connection, name), 10, str(data))
    data.unlink()
    expect_error(lake.run("explore", "checksum", connection, name), 10, str(data))
    assert len(lake.explore("files", connection, name)) > 3
    manifest_list = pathlib.Path(path_of(lake.explore("snapshots", connection, name)[0]["manifest_list"]))
    manifest_list.write_bytes(manifest_list.read_bytes()[:-40])
    expect_error(lake.run("explore", "files", connection, name), 10, str(manifest_list))


def test_files_are_listed_in_the_same_memory_however_many(tmp_path):
    """30,000 files take hardly more memory than 300."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    peaks = {}
    for count in (300, 30_000):
        folder = tmp_path / str(count)
        table = folder / "warehouse" / "shop.db" / "many"
        table.mkdir(parents=True)
        pq.write_table(pa.table({"id": pa.array([1, 2, 3], pa.int64())}), table / "f0")
        for number in range(1, count):
            os.link(table / "f0", table / f"f{number}")
        lake = lakes.Lake(folder / "lakeport").connect("hive", type="hive-directory", location=f"file://{folder}/warehouse")
        run = lake.sqlite_catalog().ingest("hive", "shop", mode="in-place")
        assert run.code == 0, run.messages
        for view, lines in (("files", count), ("checksum", 1)):
            out = folder / view
            with open(out, "wb") as file:
                process = subprocess.Popen(lake.command("--json", "explore", view, "lake", "shop_iceberg.many"), stdout=file)
                _, status, usage = os.wait4(process.pid, 0)
            assert os.waitstatus_to_exitcode(status) == 0
            assert out.read_bytes().count(b"\n") == lines
            peaks[view, count] = usage.ru_maxrss
    for view in ("files", "checksum"):
        assert peaks[view, 30_000] < peaks[view, 300] + 60_000, peaks  # KB
