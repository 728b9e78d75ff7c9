"""One file of zstd Parquet from a folder of lineitem, by DuckDB's COPY: duckdb_copy.py FORMAT FOLDER TARGET"""
import sys

import duckdb

import lineitem

form, folder, target = sys.argv[1:]
connection = duckdb.connect()
connection.execute("set threads = 2; set preserve_insertion_order = false")
if form == "parquet":
    source = f"read_parquet('{folder}/*_0')"
else:
    columns = ", ".join(f"'{name}': '{'varchar' if kind == 'string' else kind}'" for name, kind in lineitem.columns(form))
    delimiter = "|" if form == "text" else ","
    source = f"read_csv('{folder}/*_0', delim = '{delimiter}', header = false, columns = {{{columns}}})"
connection.execute(f"copy (select * from {source}) to '{target}' (format parquet, compression zstd)")
