"""The checksums of what each reader sees of a table; checksum.py says what they are."""
import pyarrow as pa
import pyarrow.compute as pc

import checksum
import rows


def replaced(table, name, change):
    if name not in table.column_names:
        return table
    return table.set_column(table.column_names.index(name), name, change(table[name]))


def without_padding(table):
    return replaced(table, "c_char", lambda column: pc.utf8_rtrim(column, " "))


def of_spark(frame):
    return checksum.of_table(rows.arrow_of_spark(frame))


def hive_table(frame):
    """A Hive table as Spark reads it by Hive's serdes, without what only Hive shows so: char padded with spaces, which
    Iceberg has no type for, and the default partition's name in place of NULL."""
    table = without_padding(rows.arrow_of_spark(frame))
    for name in ("p", "p_text"):
        table = replaced(table, name, without_default_partition)
    return table


def without_default_partition(column):
    if not pa.types.is_string(column.type):
        return column
    return pc.if_else(pc.equal(column, "__HIVE_DEFAULT_PARTITION__"), None, column)


def of_hive(frame):
    return checksum.of_table(hive_table(frame))


def of_pyiceberg(metadata_location):
    """Without the padding of char in ORC files, which ORC's C++ library shows and its Java library does not."""
    return checksum.of_table(without_padding(rows.arrow_of_pyiceberg(metadata_location)))


def as_pyiceberg_shows(frame):
    """What PyIceberg is to see of a Hive table: it shows a list of structs that is NULL as an empty one."""
    filled = lambda column: pa.chunked_array([pa.array([value or [] for value in column.to_pylist()], column.type)])
    return checksum.of_table(replaced(hive_table(frame), "c_lines", filled))
