"""Spark works on with the tables that Lakeport made, and what it leaves is read by our own reader with the same checksums."""
import pytest

import rows
import sums


class Adopted:
    """A Hive table that Lakeport brought into metastore 2.3, where Spark knows it too."""

    def __init__(self, lake, spark, namespace, name):
        self.lake, self.spark, self.short = lake, spark, f"{namespace}.{name}"
        self.in_spark = f"hive2.{self.short}"

    def sql(self, text):
        return self.spark.sql(text.format(table=self.in_spark))

    def rows(self):
        return {row["id"]: row for row in rows.of_spark(self.spark.table(self.in_spark))}

    def check_our_reader(self):
        assert self.lake.checksum("target", self.short) == sums.of_spark(self.spark.table(self.in_spark))

    def check_every_snapshot(self):
        for snapshot in self.lake.explore("snapshots", "target", self.short):
            number = snapshot["snapshot_id"]
            theirs = self.sql(f"SELECT * FROM {{table}} VERSION AS OF {number}")
            assert self.lake.checksum("target", self.short, "--snapshot", number) == sums.of_spark(theirs)

    def check_files(self):
        ours = {file["path"]: (file["format"], file["rows"], file["bytes"])
                for file in self.lake.explore("files", "target", self.short)}
        theirs = self.sql("SELECT file_path, lower(file_format), record_count, file_size_in_bytes FROM {table}.files")
        assert ours == {row[0]: tuple(row[1:]) for row in theirs.collect()}


@pytest.fixture
def adopted(lake, spark, warehouse):
    """Brings a table into metastore 2.3, in the mode asked for."""

    def make(namespace, name, mode):
        lake.connect("target", type="iceberg-hive", uri=lake.connections["hive2"]["uri"],
                     warehouse=f"file://{lake.folder}/target")
        run = lake.ingest("hive2", warehouse.database, name, to="target", namespace=namespace, mode=mode)
        assert run.code == 0, run.messages
        table = Adopted(lake, spark, namespace, name)
        table.check_our_reader()
        return table

    return make


def hive_files(warehouse, name):
    folder = warehouse.folder / f"{warehouse.database}.db" / name
    return {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("mode", ["copy", "in-place"])
@pytest.mark.parametrize("name", ["by_day_parquet", "by_day_orc"])
def test_append_merge_compact_expire(adopted, warehouse, name, mode):
    before = hive_files(warehouse, name)
    table = adopted(f"goes_on_{mode.replace('-', '_')}", name, mode)
    expected = table.rows()

    table.sql("INSERT INTO {table} SELECT id + 100000, c_int, c_double, c_money, c_text, c_date, p_date, p_int, p_text "
              "FROM {table} WHERE id < 50")
    table.check_our_reader()
    table.sql("MERGE INTO {table} t USING (SELECT id FROM {table} WHERE id BETWEEN 10 AND 19) s ON t.id = s.id "
              "WHEN MATCHED THEN UPDATE SET c_text = 'merged'")
    table.check_our_reader()
    table.sql("DELETE FROM {table} WHERE id BETWEEN 20 AND 29")
    table.check_our_reader()
    for key in [key for key in expected if key < 50]:
        expected[key + 100000] = expected[key] | {"id": key + 100000}
    for key in range(10, 20):
        expected[key] = expected[key] | {"c_text": "merged"}
    for key in range(20, 30):
        del expected[key]
    assert table.rows() == expected
    table.check_files()

    table.sql(f"CALL hive2.system.rewrite_data_files(table => '{table.short}', options => map('rewrite-all', 'true'))")
    table.check_our_reader()
    table.check_every_snapshot()
    try:
        table.sql(f"CALL hive2.system.expire_snapshots(table => '{table.short}', "
                  "older_than => TIMESTAMP '2100-01-01 00:00:00', retain_last => 1)")
    except Exception as refused:  # a table that refers to Hive's files does not let its files be deleted
        assert mode == "in-place" and "GC is disabled" in str(refused)
    assert table.rows() == expected
    table.check_our_reader()
    table.check_files()
    assert hive_files(warehouse, name) == before


@pytest.mark.parametrize("name", ["by_day_parquet", "by_day_orc"])
def test_columns_and_partitions_that_spark_changes_are_read_as_spark_reads_them(adopted, name):
    """P7: each file's partition values go by the spec that it was written under."""
    table = adopted("evolves", name, "copy")
    table.sql("ALTER TABLE {table} RENAME COLUMN c_text TO c_words")
    table.sql("ALTER TABLE {table} ADD COLUMN c_text string")
    table.sql("ALTER TABLE {table} ALTER COLUMN c_int TYPE bigint")
    table.sql("ALTER TABLE {table} ALTER COLUMN p_int TYPE bigint")
    table.sql("ALTER TABLE {table} ADD COLUMN c_gone int")  # Hive's metastore lets none but the last column go
    table.check_our_reader()
    table.sql("ALTER TABLE {table} ADD PARTITION FIELD bucket(4, id)")
    table.sql("ALTER TABLE {table} DROP PARTITION FIELD p_text")
    table.sql("INSERT INTO {table} (id, c_int, c_double, c_money, c_words, c_date, p_date, p_int, p_text, c_text, "
              "c_gone) SELECT id + 100000, c_int, c_double, c_money, c_words, c_date, p_date, p_int, 'new', concat('added ', id), 7 "
              "FROM {table} WHERE id < 50")
    table.check_our_reader()
    table.sql("ALTER TABLE {table} DROP COLUMN c_gone")
    table.check_our_reader()
    table.check_every_snapshot()
    table.check_files()


def test_delete_files_are_refused_until_the_table_is_compacted(adopted):
    table = adopted("deletes", "by_day_parquet", "copy")
    table.sql("ALTER TABLE {table} SET TBLPROPERTIES ('write.delete.mode' = 'merge-on-read')")
    table.sql("DELETE FROM {table} WHERE id BETWEEN 20 AND 29")
    run = table.lake.run("explore", "checksum", "target", table.short)
    assert run.code == 10
    assert "the snapshot has delete files, such as file:" in run.messages and run.messages.count("\n") == 1
    assert "position-deletes" in {file["content"] for file in table.lake.explore("files", "target", table.short)}
    table.sql(f"CALL hive2.system.rewrite_data_files(table => '{table.short}', "
              "options => map('delete-file-threshold', '1', 'remove-dangling-deletes', 'true'))")
    table.check_our_reader()
    assert not set(range(20, 30)) & set(table.rows())


def test_dropping_a_table_in_place_leaves_hives_files(adopted, spark, warehouse):
    before = hive_files(warehouse, "by_day_parquet")
    table = adopted("dropped", "by_day_parquet", "in-place")
    table.sql("DROP TABLE {table}")
    assert hive_files(warehouse, "by_day_parquet") == before
    assert spark.table(f"{warehouse.database}.by_day_parquet").count() == 600
