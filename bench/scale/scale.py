#!/usr/bin/env python3
"""Plans and adopts tables of more and more files out of a metastore, and prints how time and memory grow with them.

For each run: wall seconds, CPU seconds and peak memory of the process, the middle one of three; then what each is of
the smallest table's, beside how many times as many files there are. Time that grows as the files do is linear, memory
whose ratio stays near 1 is flat.
"""
import argparse
import shutil

import metastore
import warehouse
from side_by_side import Bench, median

BENCH = Bench("scale")
WAYS = {"plan": ["--plan"], "in-place": ["--mode", "in-place"], "copy": ["--mode", "copy"]}


def growth(way, figures):
    """A line for each number of files."""
    least, (wall_1, cpu_1, memory_1) = next(iter(figures.items()))
    print(f"\n{way}\n{'files':>8}{'partitions':>12}{'wall s':>8}{'CPU s':>8}{'MiB':>7}{'files/s':>9}{'x files':>9}"
          f"{'x wall':>8}{'x CPU':>7}{'x MiB':>7}")
    for files, (wall, cpu, memory) in figures.items():
        partitions = files // warehouse.FILES_IN_PARTITION
        print(f"{files:8}{partitions:12}{wall:8.2f}{cpu:8.2f}{memory:7.0f}{files / wall:9.0f}{files / least:9.0f}"
              f"{wall / wall_1:8.1f}{cpu / cpu_1:7.1f}{memory / memory_1:7.2f}", flush=True)


def measure(uri, sizes, ways):
    tables = {files: f"files_{files}" for files in sorted(sizes)}
    for files, table in tables.items():
        folder, values = warehouse.make(BENCH.work / "warehouse", table, files)
        metastore.register(uri, table, folder, warehouse.COLUMNS, "parquet", warehouse.KEY, values)
    for way in ways:
        growth(way, {files: median(lambda: BENCH.ingest(BENCH.fresh("lakeport"), metastore.source(uri), table, WAYS[way]),
                                   times=3) for files, table in tables.items()})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", default="10000,100000")
    parser.add_argument("--ways", default=",".join(WAYS))
    options = parser.parse_args()
    try:
        with metastore.serve(BENCH.work / "servers") as uri:
            measure(uri, map(int, options.files.split(",")), options.ways.split(","))
    finally:
        shutil.rmtree(BENCH.work)


if __name__ == "__main__":
    main()
