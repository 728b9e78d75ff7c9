"""Spark works on with the tables that Lakeport made."""
import pytest

import rows


@pytest.fixture
def adopted(lake, spark, warehouse):
    """A table of by_day_parquet in metastore 2.3, in the mode asked for; with its name in Spark."""

    def make(namespace, mode):
        lake.connect("target", type="iceberg-hive", uri=lake.connections["hive2"]["uri"],
                     warehouse=f"file://{lake.folder}/target")
        run = lake.ingest("hive2", warehouse.database, "by_day_parquet", to="target", namespace=namespace, mode=mode)
        assert run.code == 0, run.messages
        return f"hive2.{namespace}.by_day_parquet"

    return make


def hive_files(warehouse):
    folder = warehouse.folder / f"{warehouse.database}.db" / "by_day_parquet"
    return {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("mode", ["copy", "in-place"])
def test_append_merge_compact_expire(adopted, spark, warehouse, mode):
    before = hive_files(warehouse)
    table = adopted(f"goes_on_{mode.replace('-', '_')}", mode)
    expected = {row["id"]: row for row in rows.of_spark(spark.table(table))}

    spark.sql(f"INSERT INTO {table} SELECT id + 100000, c_int, c_double, c_money, c_text, c_date, p_date, p_int, p_text "
              f"FROM {table} WHERE id < 50")
    spark.sql(f"MERGE INTO {table} t USING (SELECT id FROM {table} WHERE id BETWEEN 10 AND 19) s ON t.id = s.id "
              "WHEN MATCHED THEN UPDATE SET c_text = 'merged'")
    spark.sql(f"DELETE FROM {table} WHERE id BETWEEN 20 AND 29")
    for key in [key for key in expected if key < 50]:
        expected[key + 100000] = expected[key] | {"id": key + 100000}
    for key in range(10, 20):
        expected[key] = expected[key] | {"c_text": "merged"}
    for key in range(20, 30):
        del expected[key]
    assert {row["id"]: row for row in rows.of_spark(spark.table(table))} == expected

    catalog, name = table.split(".", 1)
    spark.sql(f"CALL {catalog}.system.rewrite_data_files(table => '{name}', options => map('rewrite-all', 'true'))")
    try:
        spark.sql(f"CALL {catalog}.system.expire_snapshots(table => '{name}', "
                  "older_than => TIMESTAMP '2100-01-01 00:00:00', retain_last => 1)")
    except Exception as refused:  # a table that refers to Hive's files does not let its files be deleted
        assert mode == "in-place" and "GC is disabled" in str(refused)
    assert {row["id"]: row for row in rows.of_spark(spark.table(table))} == expected
    assert hive_files(warehouse) == before


def test_dropping_a_table_in_place_leaves_hives_files(adopted, spark, warehouse):
    before = hive_files(warehouse)
    table = adopted("dropped", "in-place")
    spark.sql(f"DROP TABLE {table}")
    assert hive_files(warehouse) == before
    assert spark.table(f"{warehouse.database}.by_day_parquet").count() == 600
