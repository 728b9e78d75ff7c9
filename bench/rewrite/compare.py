#!/usr/bin/env python3
"""Turns TPC-H's lineitem into zstd Parquet with Lakeport, Spark and DuckDB, each in a process of its own; prints ratios.

For each run: wall seconds, CPU seconds (user and system), peak memory and the size of what came out. The last columns
say how many times more than Lakeport the run took. DuckDB writes one file and no Iceberg table, and does not read ORC.
Text is LazySimpleSerDe's, CSV OpenCSVSerde's, to which all columns are strings: they are to the others too.
"""
import argparse
import sys

import lineitem
import metastore
from side_by_side import ROOT, Bench, directory, report

BENCH = Bench("rewrite")


def megabytes_of(target):
    return sum(path.stat().st_size for path in target.rglob("*.parquet")) / 1e6


def lakeport(source, table, options):
    target = BENCH.fresh("lakeport")
    took = BENCH.ingest(target, source, table, ["--mode", "rewrite", *options])
    return *took, megabytes_of(target)


def duckdb(form, folder):
    target = BENCH.fresh("duckdb")
    script = ROOT / "bench/rewrite/duckdb_copy.py"
    return *BENCH.measure([sys.executable, script, form, folder, target / "lineitem.parquet"]), megabytes_of(target)


def spark(form, folder, partitioning):
    target = BENCH.fresh("spark")
    columns = ", ".join(f"{name} {kind}" for name, kind in lineitem.columns(form))
    kind = form if form in ("orc", "parquet") else "csv"
    separator = {"text": ", sep '|'", "csv": ", sep ','"}.get(form, "")
    script = (
        f"create temporary view source ({columns}) using {kind} options (path 'file://{folder}/*_0'{separator});\n"
        f"create table c.bench.t using iceberg {partitioning} "
        "tblproperties ('write.parquet.compression-codec'='zstd') as select * from source;\n")
    return *BENCH.spark_sql(target, script), megabytes_of(target)


def compare(form, folder, rows, source, alone):
    """`alone`: without the others."""
    table = folder.name
    runs = {"lakeport": lakeport(source, table, ["--target-file-size", "512MB"])}
    if not alone:
        if form != "orc":
            runs["duckdb COPY"] = duckdb(form, folder)
        runs["spark CTAS"] = spark(form, folder, "")
    report(f"lineitem, {rows} rows, {form}", runs)
    if form == "csv":  # whose dates are strings, of which no month can be taken
        return
    months = {"lakeport by month": lakeport(source, table, ["--partition-by", "month(l_shipdate)",
                                                            "--sort-by", "l_orderkey"])}
    if not alone:
        months["spark CTAS by month"] = spark(form, folder, "partitioned by (months(l_shipdate))")
    report(f"lineitem, {rows} rows, {form}, by month; Lakeport's are sorted too", months)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--formats", default="orc,parquet,text,csv")
    parser.add_argument("--lakeport-only", action="store_true")
    options = parser.parse_args()
    for form in options.formats.split(","):
        folder, rows = lineitem.make(BENCH.work / "warehouse", form, options.scale)
        if form in ("orc", "parquet"):
            compare(form, folder, rows, directory(folder.parent.parent), options.lakeport_only)
            continue
        with metastore.serve(BENCH.work / "servers") as uri:
            metastore.register(uri, folder.name, folder, lineitem.columns(form), form)
            compare(form, folder, rows, metastore.source(uri), options.lakeport_only)


if __name__ == "__main__":
    main()
