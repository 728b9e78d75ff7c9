"""Makes Hive tables by Hive's DDL and Hive's serdes, by way of Spark; what no SQL of Spark's can say is said to the
metastore itself."""
import dataclasses
import shutil
import typing

from hive_tables import ROWS, connect

TEXT_FILES = ("INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat' "
              "OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'")


@dataclasses.dataclass(frozen=True)
class Fill:
    """An INSERT of the rows from `start` to `to`."""

    values: str
    start: int = 0
    to: int = ROWS
    files: int = 1
    partition: str = ""


@dataclasses.dataclass(frozen=True)
class Table:
    """How a table is made: created, filled, then changed by `steps`, which get the Maker and the table's name."""

    columns: str = ""
    fills: tuple = ()
    stored: str = "PARQUET"
    rows: str = ""  # ROW FORMAT
    partitions: str = ""
    clustered: str = ""
    properties: str = ""
    settings: tuple = ()  # of Spark's session, while it is filled
    create: str = ""  # a statement in place of CREATE EXTERNAL TABLE
    steps: tuple = ()
    # What is to become of it: () when every mode takes it; else the words of the refusal, by mode.
    refused: typing.Any = ()
    # Rows that Spark shows and Hive does not.
    hive_only: str = ""


class Maker:
    """Makes tables in Spark's session catalog, which is the metastore at `uri`, under `folder`."""

    def __init__(self, spark, uri, folder, database):
        self.spark, self.folder, self.database = spark, folder, database
        self.client = connect(uri)

    def make_all(self, tables):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.sql(f"DROP DATABASE IF EXISTS {self.database} CASCADE")
        self.sql(f"CREATE DATABASE {self.database} LOCATION 'file:{self.folder}/{self.database}.db'")
        for name, table in tables.items():
            self.make(name, table)
        return self

    def make(self, name, table, start=0):
        for key, value in table.settings:
            self.sql(f"SET {key}={value}")
        self.sql((table.create or "CREATE EXTERNAL TABLE {table} ({columns}) {partitions} {clustered} {rows} STORED AS "
                  "{stored} LOCATION 'file:{folder}' {properties}").format(
            table=f"{self.database}.{name}", database=self.database, folder=self.folder_of(name),
            columns=table.columns, stored=table.stored, rows=table.rows, clustered=table.clustered,
            partitions=table.partitions and f"PARTITIONED BY ({table.partitions})",
            properties=table.properties and f"TBLPROPERTIES ({table.properties})"))
        for one in table.fills:
            self.fill(name, dataclasses.replace(one, start=one.start or start))
        for key, _ in table.settings:
            self.sql(f"RESET {key}")
        for step in table.steps:
            step(self, name)

    def folder_of(self, table):
        return self.folder / f"{self.database}.db" / table

    def sql(self, text):
        return self.spark.sql(text)

    def fill(self, table, fill):
        self.spark.range(fill.start, fill.to, 1, fill.files).createOrReplaceTempView("ids")
        self.sql(f"INSERT INTO {self.database}.{table} {fill.partition} SELECT {fill.values} FROM ids")

    def alter(self, name, change):
        """Changes what the metastore says of a table, as Hive would; Spark keeps a copy, which is taken away."""
        self.client.alter_table(self.database, name, self._changed(name, change))
        self.sql(f"REFRESH TABLE {self.database}.{name}")

    def declare_again(self, name, change):
        """As DROP TABLE, which leaves the files of an external table, and CREATE TABLE do."""
        table = self._changed(name, change)
        self.client.drop_table(self.database, name, False)
        self.client.create_table(table)

    def _changed(self, name, change):
        table = self.client.get_table(self.database, name)
        change(table)
        for key in [key for key in table.parameters if key.startswith("spark.")]:
            del table.parameters[key]
        return table


# --- steps that change a table after it was filled ----------------------------------------------------------------------


def sql(text):
    return lambda maker, table: maker.sql(text.format(table=f"{maker.database}.{table}", folder=maker.folder_of(table)))


def fill(*fills):
    return lambda maker, table: [maker.fill(table, one) for one in fills]


def rename(position, name):
    return lambda maker, table: maker.alter(table, lambda t: setattr(t.sd.cols[position], "name", name))


def retype(**types):
    def change(table):
        for column in table.sd.cols + table.partitionKeys:
            column.type = types.get(column.name, column.type)

    return lambda maker, table: maker.alter(table, change)


def set_columns(columns, known_to_spark=True):
    """The columns become these, whatever they were."""

    def step(maker, table):
        from hive_metastore.ttypes import FieldSchema

        named = [FieldSchema(*column.split(" ", 1), "") for column in columns.split(", ")]
        maker.declare_again(table, lambda t: setattr(t.sd, "cols", named))
        if known_to_spark:
            maker.sql(f"REFRESH TABLE {maker.database}.{table}")

    return step


def add_file(name, text=""):
    def step(maker, table):
        path = maker.folder_of(table) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return step


def remove(name=""):
    return lambda maker, table: shutil.rmtree(maker.folder_of(table) / name, ignore_errors=True)


def set_zone(zone, *fills):
    """Fills the table where the clocks show the time of another zone."""

    def step(maker, table):
        zones = maker.spark._jvm.java.util.TimeZone
        here = zones.getDefault()
        zones.setDefault(zones.getTimeZone(zone))
        maker.sql(f"SET spark.sql.session.timeZone={zone}")
        try:
            for one in fills:
                maker.fill(table, one)
        finally:
            maker.sql(f"SET spark.sql.session.timeZone={here.getID()}")
            zones.setDefault(here)

    return step
