"""Hive tables as a warehouse has them: Hive's DDL and Hive's own serdes and output formats, by way of Spark.

Every value is a function of the row's id, so that a table is the same whenever it is made. The tables lie in one
metastore (2.3, the one that Spark speaks to); `clone` makes them known to another one as they are.
"""
import copy
import shutil

ROWS = 600
DATABASE = "shop"


def null_every(n, expression):
    return f"CASE WHEN id % {n} = {n - 1} THEN NULL ELSE {expression} END"


COLUMNS = {
    "id": ("bigint", "id"),
    "c_tiny": ("tinyint", null_every(7, "CAST(pmod(id * 37, 256) - 128 AS TINYINT)")),
    "c_small": ("smallint", null_every(11, "CAST(pmod(id * 7919, 65536) - 32768 AS SMALLINT)")),
    "c_int": ("int", null_every(13, "CASE WHEN id = 0 THEN -2147483648 WHEN id = 1 THEN 2147483647 ELSE CAST(id * 7 AS INT) END")),
    "c_long": ("bigint", null_every(17, "CASE WHEN id = 0 THEN -9223372036854775808 ELSE id * 1000000007 END")),
    "c_float": ("float", null_every(19, "CASE WHEN id = 2 THEN float('NaN') WHEN id = 3 THEN float('Infinity') ELSE CAST(id / 3.0 AS FLOAT) END")),
    "c_double": ("double", null_every(23, "CASE WHEN id = 2 THEN double('NaN') WHEN id = 3 THEN double('-Infinity') ELSE CAST(id AS DOUBLE) / 7 END")),
    "c_money": ("decimal(9,2)", null_every(5, "CAST((id * 12345 % 900000000) / 100.0 - 4000000 AS DECIMAL(9,2))")),
    "c_huge": ("decimal(38,10)", null_every(31, "CAST(id AS DECIMAL(38,10)) * 1.0000000001BD")),
    "c_text": ("string", null_every(37, "CASE WHEN id % 3 = 0 THEN '' WHEN id % 3 = 1 THEN concat('naïve-日本-', id) ELSE concat('quote\" and, ', repeat('x', CAST(id % 40 AS INT))) END")),
    "c_varchar": ("varchar(20)", null_every(41, "substr(concat('v-é-', id * id), 1, 20)")),
    "c_char": ("char(10)", null_every(43, "substr(concat('c', id), 1, 10)")),
    "c_flag": ("boolean", null_every(47, "id % 3 = 0")),
    "c_bytes": ("binary", null_every(53, "unhex(sha2(CAST(id AS STRING), 256))")),
    "c_date": ("date", null_every(59, "CASE WHEN id = 0 THEN DATE'1969-12-31' ELSE date_add(DATE'1970-01-01', CAST(id * 13 % 20000 - 3000 AS INT)) END")),
    "c_time": ("timestamp", null_every(61, "timestamp_micros(id * 86400123457 + 1234567)")),
    "c_list": ("array<string>", null_every(67, "CASE WHEN id % 5 = 0 THEN array() ELSE array(concat('a', id), NULL, 'z') END")),
    "c_map": ("map<string,int>", null_every(71, "CASE WHEN id % 6 = 0 THEN map() ELSE map('k1', CAST(id AS INT), 'k2', NULL) END")),
    "c_struct": ("struct<a:int,b:struct<x:double,y:array<int>>>", null_every(73, "named_struct('a', CAST(id AS INT), 'b', named_struct('x', id / 2.0D, 'y', array(1, CAST(id AS INT))))")),
    "c_lines": ("array<struct<k:string,v:decimal(10,2)>>", null_every(79, "array(named_struct('k', concat('k', id), 'v', CAST(id AS DECIMAL(10,2))), named_struct('k', NULL, 'v', NULL))")),
}
FLAT = ["id", "c_int", "c_double", "c_money", "c_text", "c_date"]
PARTITION_KEYS = "p_date date, p_int int, p_text string"
PARTITION_VALUES = ("date_add(DATE'2021-01-01', CAST(id % 3 AS INT)), CAST(id % 2 AS INT), CASE id % 6 WHEN 0 THEN 'a b' WHEN 1 THEN "
                    "'x/y' WHEN 2 THEN 'ü=日本' WHEN 3 THEN NULL WHEN 4 THEN '100%' ELSE 'c:d#e?f\"g' END")

TABLES = ["all_parquet", "all_orc", "by_day_parquet", "by_day_orc", "empty", "grown_parquet", "grown_orc"]


def ddl(names):
    return ", ".join(f"{name} {COLUMNS[name][0]}" for name in names)


def select(names):
    cast = lambda name: COLUMNS[name][0].replace("varchar(20)", "string").replace("char(10)", "string")
    return ", ".join(f"CAST({COLUMNS[name][1]} AS {cast(name)}) AS {name}" for name in names)


class Warehouse:
    """Makes the tables in Spark's session catalog, under `folder`."""

    def __init__(self, spark, folder, database=DATABASE):
        self.spark, self.folder, self.database = spark, folder, database

    def make_all(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.spark.sql(f"DROP DATABASE IF EXISTS {self.database} CASCADE")
        self.spark.sql(f"CREATE DATABASE {self.database} LOCATION 'file:{self.folder}/{self.database}.db'")
        for file_format in ("parquet", "orc"):
            self.create(f"all_{file_format}", ddl(COLUMNS), file_format)
            self.fill(f"all_{file_format}", select(COLUMNS), files=2)
            self.create(f"by_day_{file_format}", ddl(FLAT), file_format, f"PARTITIONED BY ({PARTITION_KEYS})")
            self.fill(f"by_day_{file_format}", select(FLAT) + ", " + PARTITION_VALUES)
            self.make_grown(f"grown_{file_format}", file_format)
        self.create("empty", ddl(FLAT), "parquet")
        return self

    def make_grown(self, table, file_format):
        """A column is added after the first files were written."""
        self.create(table, "id bigint, a string", file_format)
        self.fill(table, "id, concat('a', id)", to=ROWS // 2)
        self.spark.sql(f"ALTER TABLE {self.database}.{table} ADD COLUMNS (b int, c decimal(12,3))")
        self.fill(table, "id, concat('a', id), CAST(id AS INT), CAST(id AS DECIMAL(12,3))", start=ROWS // 2)

    def create(self, table, columns, file_format, partitions=""):
        self.spark.sql(f"CREATE EXTERNAL TABLE {self.database}.{table} ({columns}) {partitions} STORED AS {file_format} "
                       f"LOCATION 'file:{self.folder}/{self.database}.db/{table}'")

    def fill(self, table, expressions, start=0, to=ROWS, files=1):
        self.spark.range(start, to, 1, files).createOrReplaceTempView("ids")
        self.spark.sql(f"INSERT INTO {self.database}.{table} SELECT {expressions} FROM ids")


def connect(uri):
    """PyIceberg's Thrift client of a metastore: for what no SQL of Spark's can say."""
    from hive_metastore.ThriftHiveMetastore import Client
    from thrift.protocol import TBinaryProtocol
    from thrift.transport import TSocket, TTransport

    host, port = uri.removeprefix("thrift://").split(":")
    transport = TTransport.TBufferedTransport(TSocket.TSocket(host, int(port)))
    transport.open()
    return Client(TBinaryProtocol.TBinaryProtocol(transport))


def clone(source_uri, target_uri, database=DATABASE):
    """Makes a metastore's tables known to another one, with their partitions, where they lie."""
    from hive_metastore.ttypes import Database

    source, target = connect(source_uri), connect(target_uri)
    if database not in target.get_all_databases():
        location = source.get_database(database).locationUri
        target.create_database(Database(name=database, description="", locationUri=location, parameters={}))
    for name in source.get_all_tables(database):
        table = copy.deepcopy(source.get_table(database, name))
        table.tableType, table.parameters["EXTERNAL"] = "EXTERNAL_TABLE", "TRUE"
        target.create_table(table)
        partitions = source.get_partitions(database, name, -1) if table.partitionKeys else []
        if partitions:
            target.add_partitions(partitions)
