"""TPC-H's lineitem, by the real dbgen (DuckDB's tpch extension), as a Hive table of one format after the other."""
import glob
import importlib.util
import os
import pathlib

import duckdb
import pyarrow as pa
import pyarrow.orc as orc

COLUMNS = [
    ("l_orderkey", "bigint"), ("l_partkey", "bigint"), ("l_suppkey", "bigint"), ("l_linenumber", "bigint"),
    ("l_quantity", "decimal(15,2)"), ("l_extendedprice", "decimal(15,2)"), ("l_discount", "decimal(15,2)"),
    ("l_tax", "decimal(15,2)"), ("l_returnflag", "string"), ("l_linestatus", "string"), ("l_shipdate", "date"),
    ("l_commitdate", "date"), ("l_receiptdate", "date"), ("l_shipinstruct", "string"), ("l_shipmode", "string"),
    ("l_comment", "string"),
]
FILES = 4  # as many as tasks that wrote them


def columns(form):
    """As Hive has them: to OpenCSVSerde all are strings."""
    return [(name, "string" if form == "csv" else kind) for name, kind in COLUMNS]


def extension(name):
    folder = os.path.dirname(importlib.util.find_spec(f"duckdb_extension_{name}").origin)
    return glob.glob(f"{folder}/**/{name}.duckdb_extension", recursive=True)[0]


def _open(folder, scale):
    connection = duckdb.connect(str(folder / "tpch.duckdb"))
    connection.execute("set threads = 2; set memory_limit = '3GB'")
    connection.execute(f"load '{extension('tpch')}'")
    if not connection.execute("select 1 from duckdb_tables() where table_name = 'lineitem'").fetchall():
        connection.execute(f"call dbgen(sf = {scale})")
    return connection


def _write_orc(connection, part, path):
    reader = connection.execute(part).to_arrow_reader(100_000)
    with orc.ORCWriter(str(path), compression="zlib", stripe_size=64 << 20) as writer:
        for batch in reader:
            writer.write(pa.Table.from_batches([batch]))


def make(warehouse, form, scale):
    """The folder of lineitem in this format; (folder, rows)."""
    work = pathlib.Path(warehouse) / f"sf{scale}"
    work.mkdir(parents=True, exist_ok=True)
    connection = _open(work, scale)
    rows = connection.execute("select count(*) from lineitem").fetchone()[0]
    folder = work / "bench.db" / f"lineitem_{form}"
    if not (folder / "_SUCCESS").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for i in range(FILES):
            part = f"select * from lineitem limit {-(-rows // FILES)} offset {-(-rows // FILES) * i}"
            path = folder / f"{i:06}_0"
            if form == "orc":
                _write_orc(connection, part, path)
            elif form == "parquet":
                connection.execute(f"copy ({part}) to '{path}' (format parquet, compression snappy, row_group_size 200000)")
            else:
                delimiter = "|" if form == "text" else ","
                connection.execute(f"copy ({part}) to '{path}' (format csv, delimiter '{delimiter}', header false)")
        (folder / "_SUCCESS").touch()
    connection.close()
    return folder, rows
