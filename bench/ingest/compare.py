#!/usr/bin/env python3
"""Runs the same ingest with Lakeport, Spark and PyIceberg, each in a process of its own, and prints ratios.

For each run: wall seconds, CPU seconds (user and system) and peak memory of the process, as the kernel counts them.
Lakeport's and PyIceberg's are the middle one of five, Spark's is one. The last columns say how many times more than
Lakeport's in-place ingest the run took.
"""
import argparse
import sys

import tables
from side_by_side import ROOT, Bench, directory, median, report

BENCH = Bench("ingest")


def lakeport(table, mode):
    return BENCH.ingest(BENCH.fresh("lakeport"), directory(BENCH.work / "warehouse"), table, ["--mode", mode])


def pyiceberg(folder):
    return BENCH.measure([sys.executable, ROOT / "bench/ingest/pyiceberg_add_files.py", folder, BENCH.fresh("pyiceberg")])


def spark(folder):
    columns = ", ".join(f"{name} {kind}" for name, kind, _ in tables.COLUMNS)
    script = (f"create table c.bench.t ({columns}, p string) using iceberg partitioned by (p);\n"
              f"call c.system.add_files(table => 'bench.t', source_table => '`parquet`.`file://{folder}`');\n")
    return BENCH.spark_sql(BENCH.fresh("spark"), script,
                           {"spark.sql.sources.partitionColumnTypeInference.enabled": "false"})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", default="1000,5000")
    parser.add_argument("--lakeport-only", action="store_true")
    options = parser.parse_args()
    for files in map(int, options.files.split(",")):
        table = f"files_{files}"
        folder = tables.make(BENCH.work / "warehouse", "bench", table, files)
        runs = {f"lakeport {mode}": median(lambda: lakeport(table, mode)) for mode in ("in-place", "copy")}
        if not options.lakeport_only:
            runs["pyiceberg add_files"] = median(lambda: pyiceberg(folder))
            runs["spark add_files"] = spark(folder)
        report(f"{files} files of {tables.ROWS} rows, in {files // tables.FILES_IN_PARTITION} partitions", runs)


if __name__ == "__main__":
    main()
