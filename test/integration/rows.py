"""Rows as every reader should see them: Arrow in, comparable Python values out."""
import datetime
import math


def canonical(value):
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else value
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
    if isinstance(value, dict):
        return {key: canonical(item) for key, item in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], tuple):
        return sorted(((key, canonical(item)) for key, item in value), key=repr)
    if isinstance(value, (list, tuple)):
        return [canonical(item) for item in value]
    return value


def from_arrow(table):
    """The rows sorted by id; char columns without Hive's padding, which Iceberg has no type for."""
    rows = []
    for row in table.to_pylist():
        row = {name: canonical(value) for name, value in row.items()}
        if isinstance(row.get("c_char"), str):
            row["c_char"] = row["c_char"].rstrip(" ")
        rows.append(row)
    return sorted(rows, key=lambda row: row["id"])


def arrow_of_spark(frame):
    import pyarrow as pa
    from pyspark.sql.pandas.types import to_arrow_schema

    batches = frame._collect_as_arrow()
    return pa.Table.from_batches(batches) if batches else to_arrow_schema(frame.schema).empty_table()


def arrow_of_pyiceberg(metadata_location):
    from pyiceberg.table import StaticTable

    return StaticTable.from_metadata(metadata_location).scan().to_arrow()


def of_spark(frame):
    return from_arrow(arrow_of_spark(frame))


def of_pyiceberg(metadata_location):
    return from_arrow(arrow_of_pyiceberg(metadata_location))
