"""Lakeport and its peers on the same work, each in a process of its own: what they took, and how many times more."""
import os
import pathlib
import shutil
import subprocess
import sys
import time

import pyspark

ROOT = pathlib.Path(__file__).resolve().parents[1]
LAKEPORT = ROOT / "build" / "release" / "lakeport"


class Bench:
    """Runs programs in build/bench/NAME."""

    def __init__(self, name):
        self.work = ROOT / "build" / "bench" / name
        self.work.mkdir(parents=True, exist_ok=True)

    def fresh(self, name):
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def measure(self, command, environment=None):
        """(wall seconds, CPU seconds of user and system, peak MiB) of the process, as the kernel counts them."""
        log_file = self.work / "last.log"
        started = time.monotonic()
        with open(log_file, "wb") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
            _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        if status != 0:
            sys.exit(f"failed: {' '.join(map(str, command))}\n{log_file.read_text()[-2000:]}")
        return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

    def ingest(self, target, warehouse, table, options):
        """Lakeport's ingest of the table `table` of the database bench, into a catalog on SQLite."""
        (target / "lakeport.toml").write_text(
            f'[connections.from]\ntype = "hive-directory"\nlocation = "file://{warehouse}"\n'
            f'[connections.to]\ntype = "iceberg-sql"\nuri = "sqlite:///{target}/catalog.db"\nname = "to"\n'
            f'warehouse = "file://{target}"\n')
        return self.measure([LAKEPORT, "ingest", "--config", target / "lakeport.toml", "--from", "from", "--database",
                             "bench", "--table", table, "--to", "to", *options])

    def spark_sql(self, target, text, settings=None):
        """Spark's SQL on two cores, with an Iceberg catalog named c in a directory."""
        script = target / "script.sql"
        script.write_text(text)
        jars = ":".join(map(str, sorted((ROOT / "build/peers/spark").glob("*.jar"))))
        settings = {
            "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false",
            "spark.local.dir": target / "local", "spark.sql.warehouse.dir": target / "warehouse",
            "spark.sql.catalogImplementation": "in-memory",
            "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
            "spark.sql.catalog.c": "org.apache.iceberg.spark.SparkCatalog", "spark.sql.catalog.c.type": "hadoop",
            "spark.sql.catalog.c.warehouse": f"file://{target}/lake",
        } | (settings or {})
        home = pathlib.Path(pyspark.__file__).parent
        command = [home / "bin/spark-sql", "--master", "local[2]", "--driver-memory", "2g", "--driver-class-path", jars]
        for key, value in settings.items():
            command += ["--conf", f"{key}={value}"]
        environment = dict(os.environ, SPARK_HOME=str(home), SPARK_LOCAL_IP="127.0.0.1")
        return self.measure(command + ["-f", script], environment)


def report(title, runs):
    """A line for each of {name: (wall, CPU, MiB)}, or with the MB that came out: how many times more than the first."""
    base = next(iter(runs.values()))
    out = f"{'MB out':>8}" if len(base) > 3 else ""
    print(f"\n{title}\n{'':<24}{'wall s':>8}{'CPU s':>8}{'MiB':>7}{out}{'x wall':>9}{'x CPU':>8}{'x MiB':>8}")
    for name, (wall, cpu, memory, *size) in runs.items():
        out = "".join(f"{megabytes:8.1f}" for megabytes in size)
        ratios = [value / max(reference, 1e-9) for value, reference in zip((wall, cpu, memory), base)]
        print(f"{name:<24}{wall:8.2f}{cpu:8.2f}{memory:7.0f}{out}{ratios[0]:9.1f}{ratios[1]:8.1f}{ratios[2]:8.1f}",
              flush=True)
