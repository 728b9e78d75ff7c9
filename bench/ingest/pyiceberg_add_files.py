"""PyIceberg's add_files of a folder into a new table of a SQLite catalog. usage: <folder> <catalog folder>"""
import glob
import sys

from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import IdentityTransform
from pyiceberg.types import (BooleanType, DateType, DecimalType, DoubleType, IntegerType, LongType, NestedField,
                             StringType)

TYPES = {"bigint": LongType(), "int": IntegerType(), "double": DoubleType(), "decimal(15,2)": DecimalType(15, 2),
         "boolean": BooleanType(), "date": DateType(), "string": StringType()}


def main(folder, target):
    from tables import COLUMNS

    catalog = SqlCatalog("bench", uri=f"sqlite:///{target}/catalog.db", warehouse=f"file://{target}")
    catalog.create_namespace("bench")
    columns = [(name, TYPES[kind]) for name, kind, _ in COLUMNS] + [("p", StringType())]
    schema = Schema(*[NestedField(i, name, kind, required=False) for i, (name, kind) in enumerate(columns, 1)])
    spec = PartitionSpec(PartitionField(len(columns), 1000, IdentityTransform(), "p"))
    table = catalog.create_table("bench.t", schema, partition_spec=spec)
    table.add_files([f"file://{path}" for path in sorted(glob.glob(folder + "/**/*.parquet", recursive=True))])


if __name__ == "__main__":
    main(*sys.argv[1:])
