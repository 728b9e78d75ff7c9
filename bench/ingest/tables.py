"""Makes a Hive-style partitioned Parquet table of many small files: what a warehouse looks like after years of hourly jobs."""
import datetime
import decimal
import pathlib
import shutil

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 1000  # in a file
FILES_IN_PARTITION = 50

COLUMNS = [
    ("id", "bigint", pa.int64()),
    ("customer", "int", pa.int32()),
    ("quantity", "double", pa.float64()),
    ("price", "decimal(15,2)", pa.decimal128(15, 2)),
    ("paid", "boolean", pa.bool_()),
    ("day", "date", pa.date32()),
    ("name", "string", pa.string()),
    ("note", "string", pa.string()),
] + [(f"m{i}", "bigint", pa.int64()) for i in range(8)]


def rows(first):
    ids = range(first, first + ROWS)
    values = {
        "id": list(ids),
        "customer": [i % 1000 for i in ids],
        "quantity": [i / 3 for i in ids],
        "price": [decimal.Decimal(i % 100_000) / 100 for i in ids],
        "paid": [i % 2 == 0 for i in ids],
        "day": [datetime.date(2020, 1, 1) + datetime.timedelta(i % 500) for i in ids],
        "name": [f"name{i % 77}" for i in ids],
        "note": [None if i % 5 else f"note {i}" for i in ids],
    }
    values |= {f"m{k}": [i * (k + 1) for i in ids] for k in range(8)}
    return pa.table({name: pa.array(values[name], kind) for name, _, kind in COLUMNS})


def make(warehouse, database, table, files):
    """<warehouse>/<database>.db/<table>/p=<n>/part-<n>.parquet; made once."""
    folder = pathlib.Path(warehouse) / f"{database}.db" / table
    done = folder.parent / f".{table}.done"
    if done.exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    for number in range(files):
        partition = folder / f"p={number // FILES_IN_PARTITION:05}"
        partition.mkdir(parents=True, exist_ok=True)
        pq.write_table(rows(number * ROWS), partition / f"part-{number:05}.parquet", compression="snappy")
    done.touch()
    return folder
