"""The hadoop catalog, a directory, is one catalog to Lakeport and Spark: each lists, reads and goes on with the other's."""
import pathlib
import uuid

import pytest
from pyiceberg.table import StaticTable

import orders
from lake import Lake, path_of


class Shared:
    """A Hive directory, and the directory that Spark knows as the catalog `files`."""

    def __init__(self, folder, warehouse, spark):
        self.spark = spark
        self.warehouse = pathlib.Path(warehouse)
        self.namespace = "n_" + uuid.uuid4().hex
        self.table = f"files.{self.namespace}.orders"
        self.lake = Lake(folder / "lakeport")
        self.lake.connect("hive", type="hive-directory", location=orders.make_warehouse(folder / "hive"))
        self.lake.connect("files", type="iceberg-hadoop", warehouse=f"file://{warehouse}")

    def ingest(self, **options):
        return self.lake.ingest("hive", "sales", to="files", namespace=self.namespace, **options)

    def spark_ids(self):
        return sorted(row.id for row in self.spark.table(self.table).select("id").collect())

    def metadata_files(self):
        return sorted(path.name for path in (self.warehouse / self.namespace / "orders" / "metadata").glob("*.json"))


@pytest.fixture
def shared(tmp_path, work, spark):
    return Shared(tmp_path, work / "hadoop-catalog", spark)


def test_spark_lists_and_reads_what_lakeport_made(shared):
    run = shared.ingest()
    assert run.code == 0, run.messages
    namespaces = [row.namespace for row in shared.spark.sql("SHOW NAMESPACES IN files").collect()]
    assert shared.namespace in namespaces
    tables = shared.spark.sql(f"SHOW TABLES IN files.{shared.namespace}").collect()
    assert [row.tableName for row in tables] == ["orders"]
    assert shared.spark_ids() == orders.IDS
    location = run.tables["sales.orders"]["metadata_location"]
    assert location.endswith("/metadata/v1.metadata.json")
    assert orders.ids(StaticTable.from_metadata(location).scan().to_arrow()) == orders.IDS


def test_spark_appends_and_lakeport_goes_on_from_there(shared):
    assert shared.ingest().code == 0
    shared.spark.sql(f"INSERT INTO {shared.table} SELECT id + 100, name, day FROM {shared.table} WHERE id < 3")
    shared.spark.sql(f"ALTER TABLE {shared.table} SET TBLPROPERTIES ('write.metadata.compression-codec' = 'gzip')")
    assert shared.spark_ids() == [*orders.IDS, 101, 102]
    again = shared.ingest(if_exists="replace")
    assert again.code == 0, again.messages
    location = again.tables["sales.orders"]["metadata_location"]
    assert location.endswith("/metadata/v4.gz.metadata.json")
    assert shared.spark_ids() == orders.IDS
    shared.spark.sql(f"DELETE FROM {shared.table} WHERE id = 3")
    assert shared.spark_ids() == [1, 2, 4, 5]
    assert shared.metadata_files() == ["v1.metadata.json", "v2.metadata.json", "v3.gz.metadata.json",
                                       "v4.gz.metadata.json", "v5.gz.metadata.json"]
    history = shared.spark.sql(f"SELECT count(*) AS n FROM {shared.table}.snapshots").collect()
    assert history[0].n == 4


def test_lakeport_leaves_a_table_of_spark_as_it_is(shared):
    shared.spark.sql(f"CREATE NAMESPACE files.{shared.namespace}")
    shared.spark.sql(f"CREATE TABLE {shared.table} (id bigint) USING iceberg")
    shared.spark.sql(f"INSERT INTO {shared.table} VALUES (7)")
    run = shared.ingest()
    assert run.code == 10
    assert run.tables["sales.orders"]["status"] == "refused"
    assert shared.spark_ids() == [7]


def test_a_version_hint_that_lags_or_is_lost_loses_no_commit(shared):
    run = shared.ingest()
    assert run.code == 0, run.messages
    metadata = pathlib.Path(path_of(run.tables["sales.orders"]["metadata_location"])).parent
    shared.spark.sql(f"INSERT INTO {shared.table} SELECT id + 100, name, day FROM {shared.table} WHERE id = 1")
    (metadata / ".version-hint.text.crc").unlink()
    (metadata / "version-hint.text").write_text("1")
    assert shared.ingest(if_exists="replace").code == 0
    assert (metadata / "version-hint.text").read_text() == "3"
    (metadata / "version-hint.text").unlink()
    assert shared.ingest(if_exists="replace").code == 0
    assert (metadata / "version-hint.text").read_text() == "4"
    assert shared.spark_ids() == orders.IDS
