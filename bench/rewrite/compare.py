#!/usr/bin/env python3
"""Turns TPC-H's lineitem into zstd Parquet with Lakeport, Spark and DuckDB, each in a process of its own; prints ratios.

For each run: wall seconds, CPU seconds (user and system), peak memory and the size of what came out. The last columns
say how many times more than Lakeport the run took. DuckDB writes one file and no Iceberg table, and does not read ORC.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import time

import pyspark
import lineitem

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "bench" / "rewrite"
LAKEPORT = ROOT / "build" / "release" / "lakeport"


def measure(command, target, environment=None):
    started = time.monotonic()
    with open(WORK / "last.log", "wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    if status != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}\n{(WORK / 'last.log').read_text()[-2000:]}")
    size = sum(path.stat().st_size for path in target.rglob("*.parquet"))
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, size / 1e6


def fresh(name):
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def lakeport(folder, table, options):
    target = fresh("lakeport")
    (target / "lakeport.toml").write_text(
        f'[connections.from]\ntype = "hive-directory"\nlocation = "file://{folder.parent.parent}"\n'
        f'[connections.to]\ntype = "iceberg-sql"\nuri = "sqlite:///{target}/catalog.db"\nname = "to"\n'
        f'warehouse = "file://{target}"\n')
    return measure([LAKEPORT, "ingest", "--config", target / "lakeport.toml", "--from", "from", "--database", "bench",
                    "--table", table, "--to", "to", "--mode", "rewrite", *options], target)


def duckdb(form, folder):
    target = fresh("duckdb")
    script = ROOT / "bench/rewrite/duckdb_copy.py"
    return measure([sys.executable, script, form, folder, target / "lineitem.parquet"], target)


def spark(form, folder, partitioning):
    target = fresh("spark")
    columns = ", ".join(f"{name} {kind}" for name, kind in lineitem.COLUMNS)
    kind = form if form in ("orc", "parquet") else "csv"
    separator = {"text": ", sep '|'", "csv": ", sep ','"}.get(form, "")
    script = target / "ctas.sql"
    script.write_text(
        f"create temporary view source ({columns}) using {kind} options (path 'file://{folder}/*_0'{separator});\n"
        f"create table c.bench.t using iceberg {partitioning} "
        "tblproperties ('write.parquet.compression-codec'='zstd') as select * from source;\n")
    jars = ":".join(map(str, sorted((ROOT / "build/peers/spark").glob("*.jar"))))
    settings = {
        "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false",
        "spark.local.dir": target / "local", "spark.sql.warehouse.dir": target / "warehouse",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        "spark.sql.catalog.c": "org.apache.iceberg.spark.SparkCatalog", "spark.sql.catalog.c.type": "hadoop",
        "spark.sql.catalog.c.warehouse": f"file://{target}/lake",
    }
    home = pathlib.Path(pyspark.__file__).parent
    command = [home / "bin/spark-sql", "--master", "local[2]", "--driver-memory", "2g", "--driver-class-path", jars]
    for key, value in settings.items():
        command += ["--conf", f"{key}={value}"]
    environment = dict(os.environ, SPARK_HOME=str(home), SPARK_LOCAL_IP="127.0.0.1")
    return measure(command + ["-f", script], target, environment)


def report(title, runs):
    base = next(iter(runs.values()))
    print(f"\n{title}")
    print(f"{'':<24}{'wall s':>8}{'CPU s':>8}{'MiB':>7}{'MB out':>8}{'x wall':>9}{'x CPU':>8}{'x MiB':>8}")
    for name, values in runs.items():
        ratios = [value / max(reference, 1e-9) for value, reference in zip(values, base)]
        print(f"{name:<24}{values[0]:8.2f}{values[1]:8.2f}{values[2]:7.0f}{values[3]:8.1f}"
              f"{ratios[0]:9.1f}{ratios[1]:8.1f}{ratios[2]:8.1f}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--formats", default="orc,parquet")
    parser.add_argument("--lakeport-only", action="store_true")
    options = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    for form in options.formats.split(","):
        folder, rows = lineitem.make(WORK / "warehouse", form, options.scale)
        table = folder.name
        runs = {"lakeport": lakeport(folder, table, ["--target-file-size", "512MB"])}
        if not options.lakeport_only:
            if form != "orc":
                runs["duckdb COPY"] = duckdb(form, folder)
            runs["spark CTAS"] = spark(form, folder, "")
        report(f"lineitem, {rows} rows, {form}", runs)
        months = {"lakeport by month": lakeport(folder, table, ["--partition-by", "month(l_shipdate)",
                                                                "--sort-by", "l_orderkey"])}
        if not options.lakeport_only:
            months["spark CTAS by month"] = spark(form, folder, "partitioned by (months(l_shipdate))")
        report(f"lineitem, {rows} rows, {form}, by month; Lakeport's are sorted too", months)


if __name__ == "__main__":
    main()
