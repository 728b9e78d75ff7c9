"""Lakeport and its peers on the same work, each in a process of its own: what they took, and how many times more."""
import json
import os
import pathlib
import shutil
import subprocess
import sys

import pyspark

ROOT = pathlib.Path(__file__).resolve().parents[1]
LAKEPORT = ROOT / "build" / "release" / "lakeport"


# Starts a program and waits for it. Linux counts the memory of whoever starts a program as the program's own until it
# runs: this one is small, and a bench that has just made its data is not.
STARTER = """
import json, os, sys, time
report, log, *command = sys.argv[1:]
started = time.monotonic()
pid = os.fork()
if pid == 0:
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.execvp(command[0], command)
_, status, usage = os.wait4(pid, 0)
took = time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
json.dump([status, *took], open(report, "w"))
"""


def directory(warehouse):
    """A warehouse without a metastore, as a source's settings."""
    return f'type = "hive-directory"\nlocation = "file://{warehouse}"\n'


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
        log, figures = self.work / "last.log", self.work / "last.json"
        figures.unlink(missing_ok=True)
        subprocess.run([sys.executable, "-S", "-E", "-c", STARTER, figures, log, *command], env=environment, check=True)
        status, *took = json.loads(figures.read_text())
        if status != 0:
            sys.exit(f"failed: {' '.join(map(str, command))}\n{log.read_text()[-2000:]}")
        return took

    def ingest(self, target, source, table, options):
        """Lakeport's ingest of the table `table` of the database bench, into a catalog on SQLite; the source's settings."""
        (target / "lakeport.toml").write_text(
            f'[connections.from]\n{source}'
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


def median(run, times=5):
    """The middle one by wall time: a run of a fraction of a second depends on what the machine did just before."""
    return sorted(run() for _ in range(times))[times // 2]


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
