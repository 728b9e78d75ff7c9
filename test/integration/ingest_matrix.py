"""What becomes of each Hive table in each mode, held against what Spark reads of the same table by Hive's serdes, and
printed as docs/compatibility/ingest.md.

    scripts/matrix            makes the tables, takes them in, writes the document
"""
import pathlib
import sys
import tempfile

import awkward_tables
import evolved_tables
import lake as lakes
import matrix_document
import matrix_tables
import spark_session
import sums
from awkward_tables import MODES
from table_maker import Maker

DOCUMENT = lakes.ROOT / "docs" / "compatibility" / "ingest.md"


class Warehouse:
    """A database of Hive tables, and what is taken of it in each mode."""

    def __init__(self, spark, uri, work, database, tables):
        self.spark, self.database, self.tables = spark, database, tables
        self.maker = Maker(spark, uri, work / database, database).make_all(tables)
        self.lake = lakes.Lake(work / f"{database}-lake").connect("hive2", type="hive", uri=uri).sqlite_catalog()
        self.runs = {mode: self.lake.ingest("hive2", database, mode=mode, namespace=mode.replace("-", "_"))
                     for mode in MODES}
        self.read, self.found = {}, {}

    def result(self, table, mode):
        return self.runs[mode].tables[f"{self.database}.{table}"]

    def hive(self, table):
        """The checksums of what Spark reads of a table by Hive's serdes, without the rows that Hive itself leaves out."""
        if table not in self.read:
            frame = self.spark.table(f"{self.database}.{table}")
            only = self.tables[table].hive_only
            self.read[table] = sums.of_hive(frame.where(only) if only else frame)
        return self.read[table]

    def seen(self, table, mode):
        """By whom, and the checksums of what they read of the new table."""
        if (table, mode) not in self.found:
            self.found[table, mode] = self._look(table, mode)
        return self.found[table, mode]

    def _look(self, table, mode):
        location = self.result(table, mode)["metadata_location"]
        seen = {"spark": sums.of_spark(self.spark.read.format("iceberg").load(location))}
        run = self.lake.run("explore", "checksum", "--metadata", location)
        if run.code == 0:
            seen["lakeport"] = {"rows": run.events[0]["rows"], "columns": run.events[0]["columns"]}
        else:
            assert "Unsupported: " in run.messages, run.messages
        return seen

    def outcome(self, table, mode):
        """{"refused": why}, or {"wrong": columns, [] when all are right}; "unread" when our own reader can't say."""
        result = self.result(table, mode)
        if result["status"] != "committed":
            return {"refused": matrix_document.reason(result["message"])}
        hive, seen = self.hive(table), self.seen(table, mode)
        wrong = {column for sums_of in seen.values() for column in hive["columns"] | sums_of["columns"]
                 if sums_of["columns"].get(column) != hive["columns"].get(column)}
        if any(sums_of["rows"] != hive["rows"] for sums_of in seen.values()):
            wrong.add("the number of rows")
        return {"wrong": sorted(wrong)} | ({} if "lakeport" in seen else {"unread": True})

    def outcomes(self):
        return {table: {mode: self.outcome(table, mode) for mode in MODES} for table in self.tables}


OLD_TABLES = awkward_tables.TABLES | evolved_tables.TABLES


def matrix(spark, uri, work):
    tables = {matrix_tables.name_of(key): table for key, table in matrix_tables.TABLES.items()}
    return Warehouse(spark, uri, work, matrix_tables.DATABASE, tables)


def decade(spark, uri, work):
    return Warehouse(spark, uri, work, awkward_tables.DATABASE, OLD_TABLES)


def document(outcomes):
    return matrix_document.text(outcomes)


def main(uri):
    with tempfile.TemporaryDirectory(prefix="lakeport-matrix-") as folder:
        spark = spark_session.open_spark({"2": uri, "3": uri}, pathlib.Path(folder))
        DOCUMENT.parent.mkdir(parents=True, exist_ok=True)
        DOCUMENT.write_text(document(matrix(spark, uri, pathlib.Path(folder)).outcomes()))
        spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
