"""The SQL catalog is one catalog to Lakeport and PyIceberg: each lists, reads and goes on with what the other made."""
import sqlite3
import urllib.parse
import uuid

import psycopg2
import pyarrow as pa
import pytest
from pyiceberg.catalog.sql import SqlCatalog

import orders
from lake import Lake

V0_TABLES = """
CREATE TABLE iceberg_tables(catalog_name VARCHAR(255) NOT NULL, table_namespace VARCHAR(255) NOT NULL,
  table_name VARCHAR(255) NOT NULL, metadata_location VARCHAR(1000), previous_metadata_location VARCHAR(1000),
  PRIMARY KEY (catalog_name, table_namespace, table_name));
CREATE TABLE iceberg_namespace_properties(catalog_name VARCHAR(255) NOT NULL, namespace VARCHAR(255) NOT NULL,
  property_key VARCHAR(255), property_value VARCHAR(1000), PRIMARY KEY (catalog_name, namespace, property_key));
"""


@pytest.fixture(scope="module")
def postgres_database(postgres):
    """The URI of an empty PostgreSQL database."""
    name = "sql_catalog_" + uuid.uuid4().hex
    connection = psycopg2.connect(postgres)
    connection.autocommit = True
    connection.cursor().execute(f"CREATE DATABASE {name}")
    yield urllib.parse.urlsplit(postgres)._replace(path="/" + name).geturl()
    connection.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


class Shared:
    """A Hive directory with sales.orders (5 rows, 2 days), and a catalog that Lakeport and PyIceberg both open."""

    def __init__(self, folder, uri):
        self.folder, self.uri = folder, uri
        self.name = "lake_" + uuid.uuid4().hex
        self.lake = Lake(folder / "lakeport")
        self.lake.connect("hive", type="hive-directory", location=orders.make_warehouse(folder / "warehouse"))
        self.lake.connect(self.name, type="iceberg-sql", uri=uri, warehouse=f"file://{folder}/iceberg")

    def ingest(self, namespace="sales_iceberg", **options):
        return self.lake.ingest("hive", "sales", to=self.name, namespace=namespace, **options)

    def pyiceberg(self):
        return SqlCatalog(self.name, uri=self.uri.replace("postgresql://", "postgresql+psycopg2://"),
                          warehouse=f"file://{self.folder}/iceberg")


@pytest.fixture(params=["sqlite", "postgres"])
def shared(request, tmp_path):
    if request.param == "postgres":
        return Shared(tmp_path, request.getfixturevalue("postgres_database"))
    return Shared(tmp_path, f"sqlite:///{tmp_path}/catalog.db")


def ids(table):
    return orders.ids(table.scan().to_arrow())


def test_pyiceberg_lists_and_reads_what_lakeport_made(shared):
    run = shared.ingest()
    assert run.code == 0, run.messages
    catalog = shared.pyiceberg()
    assert catalog.list_namespaces() == [("sales_iceberg",)]
    assert catalog.list_tables("sales_iceberg") == [("sales_iceberg", "orders")]
    assert catalog.load_namespace_properties("sales_iceberg") == {"exists": "true"}
    table = catalog.load_table("sales_iceberg.orders")
    assert table.metadata_location == run.tables["sales.orders"]["metadata_location"]
    assert ids(table) == [1, 2, 3, 4, 5]


def test_pyiceberg_commits_to_what_lakeport_made(shared):
    first = shared.ingest().tables["sales.orders"]["metadata_location"]
    table = shared.pyiceberg().load_table("sales_iceberg.orders")
    with table.transaction() as transaction:
        transaction.set_properties(seen="by pyiceberg")
    table.delete("id = 3")
    assert ids(shared.pyiceberg().load_table("sales_iceberg.orders")) == [1, 2, 4, 5]
    assert table.metadata.metadata_log[0].metadata_file == first


def test_lakeport_leaves_a_table_of_pyiceberg_as_it_is(shared):
    catalog = shared.pyiceberg()
    catalog.create_namespace("sales_iceberg", {"owner": "pyiceberg"})
    rows = pa.table({"id": pa.array([7], pa.int64())})
    theirs = catalog.create_table("sales_iceberg.orders", schema=rows.schema)
    theirs.append(rows)
    run = shared.ingest()
    assert run.code == 10
    assert run.tables["sales.orders"]["status"] == "refused"
    assert "sales_iceberg.orders" in run.tables["sales.orders"]["message"]
    assert ids(catalog.load_table("sales_iceberg.orders")) == [7]


def test_lakeport_makes_tables_in_a_namespace_of_pyiceberg(shared):
    catalog = shared.pyiceberg()
    catalog.create_namespace("theirs", {"owner": "pyiceberg"})
    run = shared.ingest(namespace="theirs")
    assert run.code == 0, run.messages
    assert catalog.load_namespace_properties("theirs") == {"owner": "pyiceberg"}
    assert ids(catalog.load_table("theirs.orders")) == [1, 2, 3, 4, 5]


def test_a_catalog_of_the_first_version_stays_one(tmp_path):
    with sqlite3.connect(tmp_path / "catalog.db") as database:
        database.executescript(V0_TABLES)
    shared = Shared(tmp_path, f"sqlite:///{tmp_path}/catalog.db")
    run = shared.ingest()
    assert run.code == 0, run.messages
    with sqlite3.connect(tmp_path / "catalog.db") as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(iceberg_tables)")]
    assert "iceberg_type" not in columns
    assert ids(shared.pyiceberg().load_table("sales_iceberg.orders")) == [1, 2, 3, 4, 5]
