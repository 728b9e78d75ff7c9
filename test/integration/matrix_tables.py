"""The tables of the matrix: each format with every type that it can hold, partitioned in each way, one column a type.

Every value is a function of the row's id.
"""
from awkward_tables import HCAT_JSON, MODES, OPEN_CSV
from hive_tables import null_every
from table_maker import TEXT_FILES, Fill, Table, set_columns, set_zone

DATABASE = "matrix"
ROWS = 40

# name: (Hive's type, the value)
TYPES = {
    "boolean": ("boolean", "id % 3 = 0"),
    "tinyint": ("tinyint", "CAST(pmod(id * 37, 256) - 128 AS TINYINT)"),
    "smallint": ("smallint", "CAST(pmod(id * 7919, 65536) - 32768 AS SMALLINT)"),
    "int": ("int", "CASE WHEN id = 0 THEN -2147483648 WHEN id = 1 THEN 2147483647 ELSE CAST(id * 7 AS INT) END"),
    "bigint": ("bigint", "CASE WHEN id = 0 THEN -9223372036854775808 WHEN id = 1 THEN 9223372036854775807 ELSE id * 1000000007 END"),
    "float": ("float", "CASE id WHEN 2 THEN float('NaN') WHEN 3 THEN float('Infinity') WHEN 4 THEN float('-0.0') ELSE CAST(id / 3.0 AS FLOAT) END"),
    "double": ("double", "CASE id WHEN 2 THEN double('NaN') WHEN 3 THEN double('-Infinity') WHEN 4 THEN double('-0.0') ELSE CAST(id AS DOUBLE) / 7 END"),
    "decimal_9": ("decimal(9,2)", "CAST((id * 12345 % 900000000) / 100.0 - 4000000 AS DECIMAL(9,2))"),
    "decimal_18": ("decimal(18,4)", "CAST(id * 1234567.8901BD - 5 AS DECIMAL(18,4))"),
    "decimal_38": ("decimal(38,10)", "CASE id WHEN 0 THEN CAST('9999999999999999999999999999.9999999999' AS DECIMAL(38,10)) WHEN 1 THEN CAST('-9999999999999999999999999999.9999999999' AS DECIMAL(38,10)) ELSE CAST(id * 1.0000000001BD AS DECIMAL(38,10)) END"),
    "decimal_38_38": ("decimal(38,38)", "CAST(concat('0.', id, '1234567890123456789012345678901234') AS DECIMAL(38,38))"),
    "string": ("string", "CASE id % 3 WHEN 0 THEN '' WHEN 1 THEN concat('naïve-日本-', id) ELSE concat('quote\" and, ', repeat('x', CAST(id % 40 AS INT))) END"),
    "varchar": ("varchar(20)", "substr(concat('v-é-', id * id), 1, 20)"),
    "char": ("char(10)", "substr(concat('c', id), 1, 10)"),
    "binary": ("binary", "unhex(sha2(CAST(id AS STRING), 256))"),
    "date": ("date", "CASE id WHEN 0 THEN DATE'1969-12-31' WHEN 1 THEN DATE'1600-02-29' WHEN 2 THEN DATE'9999-12-31' ELSE date_add(DATE'1970-01-01', CAST(id * 497 - 3000 AS INT)) END"),
    "date_julian": ("date", "date_add(DATE'1500-03-01', CAST(id * 100 AS INT))"),
    "timestamp": ("timestamp", "CASE id WHEN 0 THEN TIMESTAMP'1969-12-31 23:59:59.999' WHEN 1 THEN TIMESTAMP'1900-01-01 00:00:00' WHEN 2 THEN TIMESTAMP'2200-06-15 12:34:56.789' ELSE timestamp_micros(id * 86400123000 + 1234000) END"),
    "timestamp_micros": ("timestamp", "timestamp_micros(id * 86400123457 + 1234567)"),
    "timestamp_julian": ("timestamp", "timestamp_micros(-14825808000000000 + id * 86400123000)"),
    "array": ("array<string>", "CASE WHEN id % 5 = 0 THEN array() ELSE array(concat('a', id), NULL, 'z') END"),
    "map": ("map<string,int>", "CASE WHEN id % 6 = 0 THEN map() ELSE map('k1', CAST(id AS INT), 'k2', NULL) END"),
    "map_bigint": ("map<bigint,string>", "map(id, concat('v', id), -id - 1, NULL)"),
    "map_decimal": ("map<decimal(10,2),double>", "map(CAST(id + 0.25BD AS DECIMAL(10,2)), id / 2.0D)"),
    "map_date": ("map<date,boolean>", "map(date_add(DATE'2020-01-01', CAST(id AS INT)), id % 2 = 0)"),
    "struct": ("struct<a:int,b:struct<x:double,y:array<int>>>", "named_struct('a', CAST(id AS INT), 'b', named_struct('x', id / 2.0D, 'y', array(1, CAST(id AS INT))))"),
    "array_of_structs": ("array<struct<k:string,v:decimal(10,2)>>", "array(named_struct('k', concat('k', id), 'v', CAST(id AS DECIMAL(10,2))), named_struct('k', NULL, 'v', NULL))"),
    "map_of_arrays": ("map<string,array<int>>", "map('a', array(CAST(id AS INT), NULL), 'b', NULL)"),
}
NESTED = [name for name, (kind, _) in TYPES.items() if "<" in kind]
# What a format has no place for, by Hive's word.
NO_PLACE = {
    "avro": ["map_bigint", "map_decimal", "map_date"],
    "csv": NESTED + ["binary"],
    "json": ["binary", "float", "double"],
    "regex": NESTED + ["binary"],
}
# What Parquet and ORC have in a table of its own, for it decides on the whole table.
APART = {
    "parquet": ["date_julian", "timestamp_julian", "map_decimal"],
    "orc": ["date_julian", "timestamp_julian"],
}
FORMATS = {
    "parquet": ("PARQUET", ""),
    "orc": ("ORC", ""),
    "avro": ("AVRO", ""),
    "text": ("TEXTFILE", ""),
    "csv": (TEXT_FILES, OPEN_CSV),
    "json": (TEXT_FILES, HCAT_JSON),
    "sequencefile": ("SEQUENCEFILE", ""),
    "rcfile": ("RCFILE", ""),
    "regex": ("TEXTFILE", "ROW FORMAT DELIMITED FIELDS TERMINATED BY '|'"),
}
# name: (the keys, their values)
PARTITIONINGS = {
    "none": ("", ""),
    "one key": ("p string", "CASE id % 4 WHEN 0 THEN 'a b' WHEN 1 THEN 'x/y:%+=' WHEN 2 THEN NULL ELSE 'ü' END"),
    "three keys": ("p_date date, p_int int, p_text varchar(40)",
                   "date_add(DATE'2021-01-01', CAST(id % 2 AS INT)), CAST(id % 2 AS INT), CASE id % 3 WHEN 0 THEN 'a' WHEN 1 THEN 'Z' END"),
}
TIMES = {"date": TYPES["date"], "timestamp": TYPES["timestamp"], "timestamp_micros": TYPES["timestamp_micros"]}


def types_of(file_format):
    left_out = NO_PLACE.get(file_format, []) + APART.get(file_format, [])
    return {name: pair for name, pair in TYPES.items() if name not in left_out}


def columns(types):
    return ", ".join(["id bigint"] + [f"c_{name} {kind}" for name, (kind, _) in types.items()])


def values(types):
    """Every column has its nulls, each in another row."""
    plain = lambda kind: "string" if kind.startswith(("char", "varchar")) else kind
    return ", ".join(["id"] + [f"CAST({null_every(9 + i % 5, value)} AS {plain(kind)}) AS c_{name}"
                               for i, (name, (kind, value)) in enumerate(types.items())])


def read_by_regex(maker, table):
    """RegexSerDe can't write: what another SerDe wrote is declared to be its own."""

    def change(storage):
        storage.serdeInfo.serializationLib = "org.apache.hadoop.hive.serde2.RegexSerDe"
        storage.serdeInfo.parameters["input.regex"] = "\\|".join(["([^|]*)"] * len(storage.cols))

    maker.alter(table, lambda t: change(t.sd))
    for partition in maker.client.get_partitions(maker.database, table, -1):
        change(partition.sd)
        maker.client.alter_partition(maker.database, table, partition)


def of_format(file_format, keys, key_values):
    types = types_of(file_format)
    stored, rows = FORMATS[file_format]
    fills = (Fill(values(types) + (f", {key_values}" if key_values else ""), to=ROWS, files=2),)
    steps = (read_by_regex,) if file_format == "regex" else ()
    return Table(columns(types), fills, stored, rows, partitions=keys, steps=steps)


def by_spark(setting, value):
    """Parquet that Spark's own writer makes."""
    return Table(settings=((setting, value),), create="CREATE TABLE {table} USING parquet LOCATION 'file:{folder}' AS "
                 f"SELECT {values(TIMES)} FROM range({ROWS})")


def in_zone(file_format):
    """Written where the clocks show another time; read where they show UTC."""
    fills = (Fill(values(TIMES), to=ROWS),)
    return Table(columns(TIMES), stored=FORMATS[file_format][0], steps=(set_zone("America/Los_Angeles", *fills),))


def of_one_type(file_format, name):
    types = {name: TYPES[name]}
    return Table(columns(types), (Fill(values(types), to=ROWS),), FORMATS[file_format][0])


def of_no_type(kind):
    """A table with a column of a type that Iceberg has none for."""
    return Table("id bigint, c_odd int", (Fill("id, CAST(id AS INT)", to=ROWS),), steps=(set_columns(f"id bigint, c_odd {kind}", known_to_spark=False),))


# (format, partitioning): the table
TABLES = {(file_format, name): of_format(file_format, *keys)
          for file_format in FORMATS for name, keys in PARTITIONINGS.items()}
TABLES |= {(f"{file_format}, {name}", "none"): of_one_type(file_format, name)
           for file_format, names in APART.items() for name in names}
TABLES |= {
    ("parquet by Spark, INT96", "none"): by_spark("spark.sql.parquet.outputTimestampType", "INT96"),
    ("parquet by Spark, micros", "none"): by_spark("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS"),
    ("parquet by Spark, millis", "none"): by_spark("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MILLIS"),
    ("parquet by Spark, legacy", "none"): by_spark("spark.sql.parquet.writeLegacyFormat", "true"),
    ("parquet, written in another zone", "none"): in_zone("parquet"),
    ("orc, written in another zone", "none"): in_zone("orc"),
    ("parquet, interval", "none"): of_no_type("interval_day_time"),
    ("parquet, union", "none"): of_no_type("uniontype<int,string>"),
}
# Where what we make is not what Hive shows: (format, column): (modes, who sees it so, why).
KNOWN = {
    ("parquet, timestamp_julian", "c_timestamp_julian"):
        (("in-place", "copy"), "Iceberg's readers", "times before 1582 are days off; INT96 has no bounds to tell by"),
    ("orc, written in another zone", "c_timestamp"):
        (MODES, "Lakeport's reader", "times within hours of 1970 are a second off (ORC-763)"),
    ("orc, written in another zone", "c_timestamp_micros"):
        (MODES, "Lakeport's reader", "times within hours of 1970 are a second off (ORC-763)"),
}


def name_of(key):
    """The table's name in the metastore."""
    return "_".join("".join(c if c.isalnum() else " " for c in " ".join(key)).lower().split())
