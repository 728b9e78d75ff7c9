"""A table that was brought up to date holds what Hive holds, whoever reads it; what others wrote stays; a revert takes it back."""
import datetime
import shutil
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import rows
from lake import Lake

MODES = ["copy", "in-place", "rewrite"]
# Every file written anew, partition by partition.
OPTIONS = {"copy": {}, "in-place": {}, "rewrite": {"target_file_size": "64MB"}}


class Shop:
    """sales.orders in a Hive directory, by day, and a SQL catalog that Lakeport, Spark and PyIceberg all open."""

    def __init__(self, folder):
        self.folder = folder
        self.table = folder / "warehouse" / "sales.db" / "orders"
        self.lake = Lake(folder / "lakeport")
        self.lake.connect("hive", type="hive-directory", location=f"file://{folder}/warehouse")
        self.lake.sqlite_catalog()
        self.write("2024-01-01", "000000_0", [1, 2])
        self.write("2024-01-02", "000000_0", [3, 4, 5])

    def write(self, day, name, ids, type=pa.int32(), **columns):
        partition = self.table / f"day={day}"
        partition.mkdir(parents=True, exist_ok=True)
        table = pa.table({"id": pa.array(ids, type), "name": [f"order {i}" for i in ids], **columns})
        pq.write_table(table, partition / name)

    def ingest(self, mode, **options):
        run = self.lake.ingest("hive", "sales", mode=mode, **OPTIONS[mode], **options)
        self.job = run.code == 0 and self.job_of(run)
        return run

    def job_of(self, run):
        location = run.tables["sales.orders"]["metadata_location"]
        from pyiceberg.table import StaticTable

        return StaticTable.from_metadata(location).properties["lakeport.job-id"]

    def sync(self, mode):
        run = self.ingest(mode, if_exists="sync")
        assert run.code == 0, run.messages
        return run.tables["sales.orders"]

    def catalog(self):
        from pyiceberg.catalog.sql import SqlCatalog

        return SqlCatalog("lake", uri=f"sqlite:///{self.lake.folder}/lake.db",
                          warehouse=f"file://{self.lake.folder}/lake")

    def pyiceberg(self):
        return self.catalog().load_table("sales_iceberg.orders")

    def tables(self):
        """Every table of the catalog."""
        catalog = self.catalog()
        return [name for namespace in catalog.list_namespaces() for name in catalog.list_tables(namespace)]

    def ids(self):
        return sorted(self.pyiceberg().scan().to_arrow()["id"].to_pylist())


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


def spark_ids(spark, metadata_location, snapshot=None):
    reader = spark.read.format("iceberg")
    reader = reader if snapshot is None else reader.option("snapshot-id", snapshot)
    return sorted(row["id"] for row in rows.of_spark(reader.load(metadata_location)))


def files(folder):
    """What lies below a folder: {path: (length, time)}."""
    return {str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns)
            for path in folder.rglob("*") if path.is_file()}


def snapshots(table):
    return [snapshot.summary.operation.value for snapshot in table.snapshots()]


@pytest.mark.parametrize("mode", MODES)
def test_what_is_new_changed_and_gone_comes_and_goes_in_one_snapshot(shop, spark, mode):
    assert shop.ingest(mode).code == 0
    shop.write("2024-01-03", "000000_0", [6])
    shop.write("2024-01-01", "000000_0", [1, 2, 7])
    shutil.rmtree(shop.table / "day=2024-01-02")
    result = shop.sync(mode)
    assert result["status"] == "committed"
    counts = result["accounting"]
    assert counts["listed"] == counts["added"] + counts["rewritten"] == 2
    assert shop.ids() == [1, 2, 6, 7]
    assert spark_ids(spark, result["metadata_location"]) == [1, 2, 6, 7]
    assert snapshots(shop.pyiceberg()) == ["append", "overwrite"]
    # The snapshot before is still there to be read; in place, Hive has taken its files.
    if mode == "in-place":
        return
    for snapshot, ids in zip(shop.pyiceberg().snapshots(), ([1, 2, 3, 4, 5], [1, 2, 6, 7])):
        assert sorted(shop.pyiceberg().scan(snapshot_id=snapshot.snapshot_id).to_arrow()["id"].to_pylist()) == ids
        assert spark_ids(spark, result["metadata_location"], snapshot.snapshot_id) == ids


@pytest.mark.parametrize("mode", MODES)
def test_nothing_new_commits_nothing_and_takes_no_time(shop, mode):
    shop.ingest(mode)
    before = shop.pyiceberg().metadata_location
    start = time.monotonic()
    assert shop.sync(mode)["status"] == "unchanged"
    assert time.monotonic() - start < 30
    assert shop.pyiceberg().metadata_location == before


@pytest.mark.parametrize("mode", MODES)
def test_columns_that_hive_got_are_added_and_widened(shop, spark, mode):
    shop.ingest(mode)
    before = {field.name: field.field_id for field in shop.pyiceberg().schema().fields}
    shop.write("2024-01-03", "000000_0", [2**40], type=pa.int64(), note=["urgent"])
    result = shop.sync(mode)
    after = {field.name: field.field_id for field in shop.pyiceberg().schema().fields}
    assert {name: after[name] for name in before} == before
    assert str(shop.pyiceberg().schema().find_type("id")) == "long"
    notes = {row["id"]: row["note"] for row in shop.pyiceberg().scan().to_arrow().to_pylist()}
    assert notes == {1: None, 2: None, 3: None, 4: None, 5: None, 2**40: "urgent"}
    assert spark_ids(spark, result["metadata_location"]) == [1, 2, 3, 4, 5, 2**40]


@pytest.mark.parametrize("mode", MODES)
def test_rows_that_pyiceberg_wrote_stay(shop, spark, mode):
    shop.ingest(mode)
    theirs = shop.pyiceberg()
    theirs.append(pa.table({"id": pa.array([100], pa.int32()), "name": ["theirs"], "day": [datetime.date(2024, 1, 2)]},
                           schema=theirs.schema().as_arrow()))
    shutil.rmtree(shop.table / "day=2024-01-02")
    shop.write("2024-01-03", "000000_0", [6])
    result = shop.sync(mode)
    assert shop.ids() == [1, 2, 6, 100]
    assert spark_ids(spark, result["metadata_location"]) == [1, 2, 6, 100]


@pytest.mark.parametrize("mode", MODES)
def test_rows_that_pyiceberg_deleted_do_not_come_back(shop, mode):
    shop.ingest(mode)
    shop.pyiceberg().delete("id = 3")
    shop.write("2024-01-03", "000000_0", [6])
    run = shop.ingest(mode, if_exists="sync")
    assert run.code == 10
    assert "somebody else has removed or rewritten files" in run.tables["sales.orders"]["message"]
    assert shop.ids() == [1, 2, 4, 5]


@pytest.mark.parametrize("mode", MODES)
def test_a_revert_takes_back_a_sync_and_then_the_table(shop, spark, mode):
    lake = shop.lake.folder / "lake"
    assert shop.ingest(mode).code == 0
    first = shop.job
    data = {path for path in files(lake) if not path.endswith(".metadata.json")}
    columns = shop.pyiceberg().schema()
    shop.write("2024-01-03", "000000_0", [6], note=["urgent"])
    shop.write("2024-01-01", "000000_0", [1, 2, 7])
    hive = files(shop.table)
    shop.sync(mode)
    revert = lambda job: shop.lake.ingest("hive", "sales", revert=job)
    assert revert(first).code == 10
    taken_back = revert(shop.job)
    assert taken_back.code == 0, taken_back.messages
    assert taken_back.tables["sales.orders"]["status"] == "reverted"
    assert {path for path in files(lake) if not path.endswith(".metadata.json")} == data
    assert shop.pyiceberg().schema() == columns
    if mode != "in-place":  # where the table has what Hive has made of its files
        assert shop.ids() == [1, 2, 3, 4, 5]
        assert spark_ids(spark, shop.pyiceberg().metadata_location) == [1, 2, 3, 4, 5]
    assert revert(first).code == 0
    assert files(lake) == {}
    assert shop.tables() == []
    assert files(shop.table) == hive


@pytest.mark.parametrize("mode", MODES)
def test_spark_goes_on_with_what_was_synchronized(shop, spark, mode):
    shop.ingest(mode)
    shop.write("2024-01-01", "000000_0", [1, 2, 7])
    shop.write("2024-01-03", "000000_0", [6])
    result = shop.sync(mode)
    name = "files.synced_" + mode.replace("-", "_")
    spark.sql(f"CALL files.system.register_table(table => '{name.split('.', 1)[1]}.orders', "
              f"metadata_file => '{result['metadata_location']}')")
    table = f"{name}.orders"
    spark.sql(f"INSERT INTO {table} SELECT id + 1000, name, day FROM {table} WHERE id < 3")
    spark.sql(f"CALL files.system.rewrite_manifests('{name.split('.', 1)[1]}.orders')")
    spark.sql(f"DELETE FROM {table} WHERE id = 7")
    assert sorted(row["id"] for row in rows.of_spark(spark.table(table))) == [1, 2, 3, 4, 5, 6, 1001, 1002]
