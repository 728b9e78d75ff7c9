"""Partitioned Hive tables of very many small Parquet files."""
import io

import pyarrow as pa
import pyarrow.parquet as pq

FILES_IN_PARTITION = 10
KEY = "day"
COLUMNS = [("id", "bigint"), ("name", "string"), ("price", "double")]


def small_file():
    """The bytes of a Parquet file of ten rows."""
    sink = io.BytesIO()
    rows = {"id": range(10), "name": [f"name {i}" for i in range(10)], "price": [i / 4 for i in range(10)]}
    pq.write_table(pa.table(rows), sink, compression="snappy")
    return sink.getvalue()


def make(warehouse, table, files):
    """<warehouse>/bench.db/<table>/day=<n>/<n>_0; the folder and the key's values."""
    content = small_file()
    folder = warehouse / "bench.db" / table
    values = []
    for number in range(files):
        partition, place = divmod(number, FILES_IN_PARTITION)
        if place == 0:
            values.append(f"{partition:06}")
            (folder / f"{KEY}={values[-1]}").mkdir(parents=True)
        (folder / f"{KEY}={values[-1]}" / f"{place:06}_0").write_bytes(content)
    return folder, values
