#!/usr/bin/env python3
"""Lays out a warehouse for the browser tests: <folder>/<database>.db/<table>/...

shop    a small database as one meets them: Parquet and ORC, partitioned and not
trouble one good table between a truncated one, a deeper directory and a format that is refused
many    400 tables of one file each: a job that takes long enough to be cancelled
big     10,000 tables without files: for lists

usage: make_warehouse.py <folder> <database>...
"""
import pathlib
import sys

import pyarrow as pa
import pyarrow.orc as orc
import pyarrow.parquet as pq

MANY, BIG = 400, 10_000
KINDS = ["agg", "dim", "fact", "raw", "stg", "tmp"]
NOUNS = ["customers", "events", "invoices", "orders", "prices", "returns", "sessions", "shipments", "tickets"]


def rows(count, start=0):
    ids = list(range(start, start + count))
    return pa.table({
        "id": pa.array(ids, pa.int64()),
        "name": pa.array([f"row {i}" for i in ids]),
        "amount": pa.array([i * 1.5 for i in ids], pa.float64()),
    })


def write_parquet(table, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path)


def make_shop(database):
    for day in range(1, 11):
        write_parquet(rows(100, day * 100), database / "orders" / f"day=2024-01-{day:02}" / "000000_0")
    write_parquet(rows(500), database / "customers" / "000000_0")
    write_parquet(rows(20), database / "regions" / "000000_0")
    products = database / "products" / "000000_0"
    products.parent.mkdir(parents=True)
    orc.write_table(rows(300), str(products))


def make_trouble(database):
    write_parquet(rows(10), database / "good" / "000000_0")
    write_parquet(rows(1000), database / "cut" / "000000_0")
    whole = (database / "cut" / "000000_0").read_bytes()
    (database / "cut" / ".whole").write_bytes(whole)  # hidden: what a test mends the table with
    (database / "cut" / "000000_0").write_bytes(whole[: len(whole) // 2])
    write_parquet(rows(10), database / "deep" / "000000_0")
    write_parquet(rows(10), database / "deep" / "HIVE_UNION_SUBDIR_1" / "000000_0")


def make_many(database):
    write_parquet(rows(5), database / "part_000" / "000000_0")
    content = (database / "part_000" / "000000_0").read_bytes()
    for number in range(1, MANY):
        table = database / f"part_{number:03}"
        table.mkdir()
        (table / "000000_0").write_bytes(content)


def big_names():
    return [f"{KINDS[i % 6]}_{NOUNS[i // 6 % 9]}_{i // 54:03}" for i in range(BIG)]


def make_big(database):
    for name in big_names():
        (database / name).mkdir(parents=True)


MAKERS = {"shop": make_shop, "trouble": make_trouble, "many": make_many, "big": make_big}


def main(folder, *databases):
    for name in databases:
        MAKERS[name](pathlib.Path(folder) / f"{name}.db")


if __name__ == "__main__":
    main(*sys.argv[1:])
