"""More tables of the old warehouse: columns that changed, partitions of every key type and value, odd tables.

As in awkward_tables.py, which has the rest.
"""
import copy

from awkward_tables import BY_ROWS, COMMAS, HALF, everywhere
from table_maker import Fill, Table, add_file, fill, rename, retype, set_columns, sql

THREE = "id bigint, a string, b int"
THREE_VALUES = "id, concat('a', id), CAST(id AS INT)"
PLAIN = "id bigint, a string"
PLAIN_VALUES = "id, concat('a', id)"
WIDE = 1000


def three(stored, *steps, rows="", **more):
    return Table(THREE, (Fill(THREE_VALUES, to=HALF),), stored, rows, steps=steps, **more)


def keyed(stored, *steps, rows="", key="p string", first="1", **more):
    """A table with one partition, which steps go on with."""
    return Table(THREE, (Fill(THREE_VALUES, to=HALF, partition=f"PARTITION (p = '{first}')"),), stored, rows,
                 partitions=key, steps=steps, **more)


def second(values=THREE_VALUES, name="2"):
    return fill(Fill(values, start=HALF, partition=f"PARTITION (p = '{name}')"))


def key_of(kind, value, *more_steps):
    """Keys of a type, NULL among them."""
    return Table(PLAIN, (Fill(f"{PLAIN_VALUES}, CASE id % 4 WHEN 3 THEN NULL ELSE CAST({value} AS {kind}) END"),),
                 partitions=f"p {kind}", steps=more_steps)


def add_partition_of_text(maker, table):
    """A partition of text in a table of Parquet."""
    maker.make(f"{table}_text", Table(THREE, (Fill(THREE_VALUES, start=HALF),), "TEXTFILE", COMMAS))
    maker.sql(f"ALTER TABLE {maker.database}.{table} ADD PARTITION (p = 'text')")
    partition = maker.client.get_partition(maker.database, table, ["text"])
    partition.sd = maker.client.get_table(maker.database, f"{table}_text").sd
    maker.client.alter_partition(maker.database, table, partition)
    maker.client.drop_table(maker.database, f"{table}_text", False)


def share_location(maker, table):
    """Two partitions at one directory."""
    first = maker.client.get_partition(maker.database, table, ["1"])
    another = copy.deepcopy(first)
    another.values = ["2"]
    maker.client.add_partition(another)


def become_materialized_view(maker, table):
    maker.declare_again(table, lambda t: setattr(t, "tableType", "MATERIALIZED_VIEW"))


def nest(maker, table):
    """As Hive on Tez leaves a UNION ALL into a partition."""
    folder = maker.folder_of(table) / "p=1"
    for i, file in enumerate(sorted(p for p in folder.iterdir() if p.name[0] not in "._"), 1):
        (folder / f"HIVE_UNION_SUBDIR_{i}").mkdir()
        file.rename(folder / f"HIVE_UNION_SUBDIR_{i}" / file.name)


AVRO_RECORD = '{{"type":"record","name":"r","fields":[{{"name":"id","type":["null","long"]}},{{"name":"a","type":["null","string"]}}%s]}}'
AVRO_ADDED = ',{{"name":"added","type":"string","default":"dflt"}}'
AVRO_TABLE = ("CREATE EXTERNAL TABLE {table} ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.avro.AvroSerDe' STORED AS "
              "INPUTFORMAT 'org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat' "
              "OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat' LOCATION 'file:{folder}' "
              "TBLPROPERTIES ('avro.schema.literal' = '" + AVRO_RECORD % "" + "')")


def set_avro_schema(key):
    """The table's schema has one more field than its files: by the literal, or in a file that the URL names."""

    def step(maker, table):
        text = (AVRO_RECORD % AVRO_ADDED).replace("{{", "{").replace("}}", "}")
        schema = maker.folder / f"{table}.avsc"
        schema.write_text(text)

        def change(t):
            t.parameters.pop("avro.schema.literal")
            t.parameters[key] = text if key.endswith("literal") else f"file:{schema}"

        maker.alter(table, change)

    return step


# P5: each is a value of a partition key, at its own row of id % 16.
VALUES = ["a b", "a/b", "a:b", "100%", "a%20b", "a+b", "k=v", "it''s", 'q"q', "ü日本", "dots...", "~#?*", "{x}", "tab\\tbed", "back\\\\\\\\slash"]
CHOICE = "CASE id % 16 " + " ".join(f"WHEN {i} THEN '{value}'" for i, value in enumerate(VALUES)) + " ELSE '' END"
LONG = "x" * 240  # with p=, as long as a directory's name may be

KEY_TYPES = {
    "boolean": "id % 2 = 0", "tinyint": "id % 3 - 1", "smallint": "id % 3 * 1000", "int": "id % 3 - 1", "bigint": "id % 3 * 10000000000",
    "float": "id % 3 + 0.5", "double": "id % 3 + 0.25", "decimal(10,2)": "id % 3 + 0.25", "date": "date_add(DATE'2020-02-28', CAST(id % 3 AS INT))",
    "timestamp": "timestamp_micros(1580000000000000 + id % 3 * 1000000)", "string": "concat('s', id % 3)",
    "char(5)": "concat('c', id % 3)", "varchar(5)": "concat('v', id % 3)",
}

TABLES = {
    # P13, P14: columns that changed after files were written.
    "evo_drop_parquet": three("PARQUET", set_columns("id bigint, a string"), fill(Fill(PLAIN_VALUES, start=HALF))),
    "evo_drop_orc": three("ORC", set_columns("id bigint, a string"), fill(Fill(PLAIN_VALUES, start=HALF))),
    "evo_reorder_parquet": three("PARQUET", set_columns("b int, id bigint, a string")),
    "evo_reorder_orc": three("ORC", set_columns("b int, id bigint, a string")),
    "evo_readd_parquet": three("PARQUET", set_columns("id bigint, b int"), set_columns("id bigint, b int, a string"),
                               fill(Fill("id, CAST(id AS INT), 'again'", start=HALF))),
    "evo_widen_orc": Table("id bigint, a int, f float", (Fill("id, CAST(id AS INT), CAST(id AS FLOAT)", to=HALF),), "ORC",
                           steps=(retype(a="bigint", f="double"), fill(Fill("id, id * 10000000000, CAST(id AS DOUBLE)", start=HALF)))),
    "evo_widen_small": Table("id bigint, a tinyint, b smallint", (Fill("id, CAST(id % 100 AS TINYINT), CAST(id AS SMALLINT)", to=HALF),),
                             steps=(retype(a="int", b="int"), fill(Fill("id, CAST(id * 1000 AS INT), CAST(id * 1000 AS INT)", start=HALF)))),
    "evo_reorder_text": three("TEXTFILE", rename(1, "c"), rows=COMMAS, refused=BY_ROWS),
    "avro_literal": Table(fills=(Fill(PLAIN_VALUES),), create=AVRO_TABLE, steps=(set_avro_schema("avro.schema.literal"),), refused=BY_ROWS),
    "avro_url": Table(fills=(Fill(PLAIN_VALUES),), create=AVRO_TABLE, steps=(set_avro_schema("avro.schema.url"),), refused=BY_ROWS),
    # P12: names in the case that Spark wrote them in.
    "case_parquet": Table("Id bigint, MixedCase string, St struct<InnerA:int>",
                          (Fill("id, concat('m', id), named_struct('InnerA', CAST(id AS INT))"),),
                          settings=(("spark.sql.hive.convertMetastoreParquet", "true"),)),
    # P13, P46: a partition whose own schema or format is another than the table's.
    "part_grown_parquet": keyed("PARQUET", sql("ALTER TABLE {table} ADD COLUMNS (c string)"), second(THREE_VALUES + ", 'c'")),
    "part_grown_orc": keyed("ORC", sql("ALTER TABLE {table} ADD COLUMNS (c string)"), second(THREE_VALUES + ", 'c'")),
    "part_grown_text": keyed("TEXTFILE", sql("ALTER TABLE {table} ADD COLUMNS (c string)"), second(THREE_VALUES + ", 'c'"), refused=BY_ROWS),
    "part_renamed_text": keyed("TEXTFILE", rename(1, "a_renamed"), second(), refused=BY_ROWS),
    "part_widened_text": keyed("TEXTFILE", retype(b="bigint"), second("id, concat('a', id), id * 10000000000"), refused=BY_ROWS),
    "part_widened_parquet": keyed("PARQUET", retype(b="bigint"), second("id, concat('a', id), id * 10000000000")),
    "part_text_in_parquet": keyed("PARQUET", add_partition_of_text, refused=BY_ROWS),
    # P4, P5, P6: keys and their values.
    **{f"key_{kind.split('(')[0]}": key_of(kind, value) for kind, value in KEY_TYPES.items()},
    "part_values": Table(PLAIN, (Fill(f"{PLAIN_VALUES}, {CHOICE}"),), partitions="p string"),
    "part_long": keyed("PARQUET", second(name=LONG)),
    "part_shared": keyed("PARQUET", share_location,
                         refused=everywhere("to two of its partitions at once")),
    "part_union": keyed("PARQUET", nest, refused=everywhere("say --nested-directories take")),
    # P2, P3
    "part_hidden": keyed("PARQUET", add_file("p=1/_$folder$"), add_file("p=1_$folder$"), add_file("p=1/.x/f", "garbage"),
                         add_file("p=1/_x/f", "garbage"), add_file("p=1/zero")),
    "wide_parquet": Table(", ".join(["id bigint"] + [f"c{i} int" for i in range(WIDE)]),
                          (Fill("id, " + ", ".join(f"CAST(id + {i} AS INT)" for i in range(WIDE)), to=10),)),
    "wide_text": Table(", ".join(["id bigint"] + [f"c{i} int" for i in range(WIDE)]),
                       (Fill("id, " + ", ".join(f"CAST(id + {i} AS INT)" for i in range(WIDE)), to=10),), "TEXTFILE", refused=BY_ROWS),
    "materialized": Table(PLAIN, (Fill(PLAIN_VALUES),), steps=(become_materialized_view,), refused=everywhere("it is a view")),
}
