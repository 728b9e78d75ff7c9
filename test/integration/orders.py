"""The smallest Hive warehouse: a directory with sales.orders, 5 rows in 2 days."""
import pyarrow as pa
import pyarrow.parquet as pq

IDS = [1, 2, 3, 4, 5]


def make_warehouse(folder):
    """Its location."""
    for day, ids in (("2024-01-01", IDS[:2]), ("2024-01-02", IDS[2:])):
        partition = folder / "sales.db" / "orders" / f"day={day}"
        partition.mkdir(parents=True)
        rows = pa.table({"id": pa.array(ids, pa.int64()), "name": [f"order {i}" for i in ids]})
        pq.write_table(rows, partition / "000000_0")
    return f"file://{folder}"


def ids(arrow_table):
    return sorted(arrow_table["id"].to_pylist())
