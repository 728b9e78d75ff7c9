"""Our metadata equals what Iceberg's Java library writes for the same operation: Spark's add_files of the same files.

Left out are ids, times and names of files, what only says which engine wrote, and what Lakeport adds on purpose.
"""
import json

import fastavro
import pytest

from lake import path_of

TABLES = ["all_parquet", "all_orc", "by_day_parquet", "grown_parquet", "grown_orc"]


def read_avro(location):
    with open(path_of(location), "rb") as file:
        reader = fastavro.reader(file)
        return reader.metadata, reader.writer_schema, list(reader)


class Table:
    """A table's current metadata, its manifest list and its manifests, read with nothing of Lakeport's."""

    def __init__(self, metadata_location):
        with open(path_of(metadata_location), encoding="utf-8") as file:
            self.metadata = json.load(file)
        (self.snapshot,) = [s for s in self.metadata["snapshots"]
                            if s["snapshot-id"] == self.metadata["current-snapshot-id"]]
        self.list_header, self.list_schema, self.manifests = read_avro(self.snapshot["manifest-list"])
        self.manifest_header, self.manifest_schema, _ = read_avro(self.manifests[0]["manifest_path"])

    def files(self):
        """Each data file's entry, by path."""
        entries = {}
        for manifest in self.manifests:
            for entry in read_avro(manifest["manifest_path"])[2]:
                data_file = entry["data_file"]
                data_file["nan_value_counts"] = data_file["nan_value_counts"] or []  # none, or of no column: the same
                entries[path_of(data_file.pop("file_path"))] = (entry["status"], entry["sequence_number"],
                                                                entry["file_sequence_number"], data_file)
        return entries


@pytest.fixture(scope="module", params=TABLES)
def pair(request, spark, warehouse, metastores, tmp_path_factory):
    """The same Hive table, adopted by Spark and by Lakeport."""
    import lake as lakes

    name = request.param
    columns = ", ".join(f"{f.name} {f.dataType.simpleString()}" for f in without_char(spark, warehouse, name))
    keys = [c.name for c in spark.catalog.listColumns(name, warehouse.database) if c.isPartition]
    partitions = f"PARTITIONED BY ({', '.join(keys)})" if keys else ""
    spark.sql(f"CREATE TABLE files.golden.{name} ({columns}) USING iceberg {partitions}")
    spark.sql(f"CALL files.system.add_files(table => 'golden.{name}', source_table => '{warehouse.database}.{name}')")
    folder = spark.conf.get("spark.sql.catalog.files.warehouse") + f"/golden/{name}/metadata"
    version = open(path_of(folder) + "/version-hint.text", encoding="utf-8").read().strip()
    theirs = Table(f"{folder}/v{version}.metadata.json")

    lake = lakes.Lake(tmp_path_factory.mktemp("golden")).connect("hive", type="hive", uri=metastores["2"]).sqlite_catalog()
    run = lake.ingest("hive", warehouse.database, name, mode="in-place")
    assert run.code == 0, run.messages
    return Table(run.tables[f"{warehouse.database}.{name}"]["metadata_location"]), theirs


def without_char(spark, warehouse, name):
    """The table's columns as Iceberg's types have them: no tinyint, smallint, char, varchar; timestamps without zone."""
    from pyspark.sql import types

    near = {"tinyint": types.IntegerType(), "smallint": types.IntegerType(), "timestamp": types.TimestampNTZType()}
    fields = []
    for field in spark.table(f"{warehouse.database}.{name}").schema.fields:
        fields.append(types.StructField(field.name, near.get(field.dataType.simpleString(), field.dataType)))
    return fields


def test_schemas_specs_and_orders_are_equal(pair):
    ours, theirs = (table.metadata for table in pair)
    for member in ("format-version", "last-column-id", "schemas", "current-schema-id", "partition-specs", "default-spec-id",
                   "last-partition-id", "sort-orders", "default-sort-order-id", "last-sequence-number"):
        assert ours[member] == theirs[member], member
    assert set(theirs) - set(ours) == set()


def test_snapshots_are_equal(pair):
    ours, theirs = (table.snapshot for table in pair)
    assert set(ours) == set(theirs)
    for member in ("sequence-number", "schema-id"):
        assert ours[member] == theirs[member]
    whose = {"spark.app.id", "app-id", "engine-name", "engine-version", "app-name", "iceberg-version"}
    # Spark's add_files of a partitioned table does not count these, or counts 0.
    lacking = {"added-files-size", "total-files-size", "changed-partition-count"}
    counts = lambda summary: {k: v for k, v in summary.items()
                              if k not in whose | lacking and not k.startswith("lakeport.")}
    assert counts(ours["summary"]) == counts(theirs["summary"])


def test_manifest_lists_are_equal(pair):
    ours, theirs = pair
    assert ours.list_schema == theirs.list_schema
    assert set(ours.list_header) == set(theirs.list_header)
    totals = lambda table, member: sum(manifest[member] for manifest in table.manifests)
    for member in ("added_files_count", "existing_files_count", "deleted_files_count", "added_rows_count",
                   "existing_rows_count", "deleted_rows_count"):
        assert totals(ours, member) == totals(theirs, member), member


def test_manifests_are_equal_entry_by_entry(pair):
    ours, theirs = pair
    assert ours.manifest_schema == theirs.manifest_schema
    assert set(ours.manifest_header) == set(theirs.manifest_header)
    our_files, their_files = ours.files(), theirs.files()
    assert set(our_files) == set(their_files)
    for path, entry in their_files.items():
        assert our_files[path] == entry, path
