"""A REST catalog, Iceberg's own server, is one catalog to Lakeport, Spark and PyIceberg."""
import uuid

import pytest
from pyiceberg.catalog.rest import RestCatalog

import orders
from lake import Lake


class Shared:
    """A Hive directory, and a namespace of the REST catalog."""

    def __init__(self, folder, uri):
        self.uri = uri
        self.namespace = "n_" + uuid.uuid4().hex
        self.lake = Lake(folder / "lakeport")
        self.lake.connect("hive", type="hive-directory", location=orders.make_warehouse(folder / "hive"))
        self.lake.connect("rest", type="iceberg-rest", uri=uri, credential="lakeport:any")

    def ingest(self, **options):
        return self.lake.ingest("hive", "sales", to="rest", namespace=self.namespace, **options)

    def pyiceberg(self):
        return RestCatalog("rest", uri=self.uri)

    def ids(self):
        return orders.ids(self.pyiceberg().load_table(f"{self.namespace}.orders").scan().to_arrow())


@pytest.fixture
def shared(tmp_path, rest):
    return Shared(tmp_path, rest)


def test_pyiceberg_lists_and_reads_what_lakeport_made(shared):
    run = shared.ingest()
    assert run.code == 0, run.messages
    catalog = shared.pyiceberg()
    assert (shared.namespace,) in catalog.list_namespaces()
    assert catalog.list_tables(shared.namespace) == [(shared.namespace, "orders")]
    table = catalog.load_table(f"{shared.namespace}.orders")
    assert table.metadata_location == run.tables["sales.orders"]["metadata_location"]
    assert shared.ids() == orders.IDS


def test_spark_and_pyiceberg_write_and_lakeport_goes_on_from_there(shared, spark):
    first = shared.ingest()
    assert first.code == 0, first.messages
    for key, value in {"": "org.apache.iceberg.spark.SparkCatalog", ".type": "rest", ".uri": shared.uri,
                       ".cache-enabled": "false"}.items():
        spark.conf.set(f"spark.sql.catalog.rest{key}", value)
    table = f"rest.{shared.namespace}.orders"
    spark.sql(f"INSERT INTO {table} SELECT id + 100, name, day FROM {table} WHERE id < 3")
    assert shared.ids() == [*orders.IDS, 101, 102]
    shared.pyiceberg().load_table(f"{shared.namespace}.orders").delete("id = 101")
    assert shared.ids() == [*orders.IDS, 102]
    again = shared.ingest(if_exists="replace")
    assert again.code == 0, again.messages
    assert sorted(row.id for row in spark.table(table).select("id").collect()) == orders.IDS
    history = shared.pyiceberg().load_table(f"{shared.namespace}.orders").metadata.snapshots
    assert len(history) >= 4


def test_a_table_that_is_there_is_left_as_it_is(shared):
    assert shared.ingest().code == 0
    run = shared.ingest()
    assert run.code == 10
    assert run.tables["sales.orders"]["status"] == "refused"
    assert shared.ids() == orders.IDS


def test_a_server_that_is_not_there_may_be_tried_again(shared):
    shared.lake.connect("rest", type="iceberg-rest", uri="http://127.0.0.1:1")
    assert shared.ingest().code == 11
