#!/usr/bin/env python3
"""Runs the same ingest with Lakeport, Spark and PyIceberg, each in a process of its own, and prints ratios.

For each run: wall seconds, CPU seconds (user and system) and peak memory of the process, as the kernel counts them.
The last columns say how many times more than Lakeport's in-place ingest the run took.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import time

import pyspark
import tables

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "bench" / "ingest"
LAKEPORT = ROOT / "build" / "release" / "lakeport"


def measure(command, environment=None):
    started = time.monotonic()
    with open(WORK / "last.log", "wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    if status != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}\n{(WORK / 'last.log').read_text()[-2000:]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def fresh(name):
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def lakeport(table, mode):
    target = fresh("lakeport")
    (target / "lakeport.toml").write_text(
        f'[connections.from]\ntype = "hive-directory"\nlocation = "file://{WORK}/warehouse"\n'
        f'[connections.to]\ntype = "iceberg-sql"\nuri = "sqlite:///{target}/catalog.db"\nname = "to"\n'
        f'warehouse = "file://{target}"\n')
    return measure([LAKEPORT, "ingest", "--config", target / "lakeport.toml", "--from", "from", "--database", "bench",
                    "--table", table, "--to", "to", "--mode", mode])


def pyiceberg(folder):
    return measure([sys.executable, ROOT / "bench/ingest/pyiceberg_add_files.py", folder, fresh("pyiceberg")])


def spark(folder):
    target = fresh("spark")
    columns = ", ".join(f"{name} {kind}" for name, kind, _ in tables.COLUMNS)
    script = target / "add_files.sql"
    script.write_text(
        f"create table c.bench.t ({columns}, p string) using iceberg partitioned by (p);\n"
        f"call c.system.add_files(table => 'bench.t', source_table => '`parquet`.`file://{folder}`');\n")
    jars = ":".join(map(str, sorted((ROOT / "build/peers/spark").glob("*.jar"))))
    settings = {
        "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false",
        "spark.local.dir": target / "local", "spark.sql.warehouse.dir": target / "warehouse",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        "spark.sql.catalog.c": "org.apache.iceberg.spark.SparkCatalog", "spark.sql.catalog.c.type": "hadoop",
        "spark.sql.catalog.c.warehouse": f"file://{target}/lake",
    }
    home = pathlib.Path(pyspark.__file__).parent
    command = [home / "bin/spark-sql", "--master", "local[2]", "--driver-memory", "2g", "--driver-class-path", jars]
    for key, value in settings.items():
        command += ["--conf", f"{key}={value}"]
    environment = dict(os.environ, SPARK_HOME=str(home), SPARK_LOCAL_IP="127.0.0.1")
    return measure(command + ["-f", script], environment)


def report(files, runs):
    base = runs["lakeport in-place"]
    print(f"\n{files} files of {tables.ROWS} rows, in {files // tables.FILES_IN_PARTITION} partitions")
    print(f"{'':<22}{'wall s':>8}{'CPU s':>8}{'MiB':>7}{'x wall':>9}{'x CPU':>8}{'x MiB':>8}")
    for name, values in runs.items():
        ratios = [value / max(reference, 1e-9) for value, reference in zip(values, base)]
        print(f"{name:<22}{values[0]:8.2f}{values[1]:8.2f}{values[2]:7.0f}{ratios[0]:9.1f}{ratios[1]:8.1f}{ratios[2]:8.1f}",
              flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", default="1000,5000")
    parser.add_argument("--lakeport-only", action="store_true")
    options = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    for files in map(int, options.files.split(",")):
        table = f"files_{files}"
        folder = tables.make(WORK / "warehouse", "bench", table, files)
        runs = {"lakeport in-place": lakeport(table, "in-place"), "lakeport copy": lakeport(table, "copy")}
        if not options.lakeport_only:
            runs["pyiceberg add_files"] = pyiceberg(folder)
            runs["spark add_files"] = spark(folder)
        report(files, runs)


if __name__ == "__main__":
    main()
