"""The tables of a warehouse grown over ten years, each awkward in its own way, and what is to become of each.

Every value is a function of the row's id.
"""
import hive_tables
from hive_tables import COLUMNS, PARTITION_KEYS, PARTITION_VALUES, ROWS, ddl, select
from table_maker import TEXT_FILES, Fill, Table, add_file, fill, remove, rename, retype, sql

DATABASE = "decade"
HALF = ROWS // 2
MODES = ("in-place", "copy", "rewrite")

FLAT = hive_tables.FLAT + ["c_time"]
# JSON has no bytes, and no NaN or infinity.
JSON = [name for name in COLUMNS if name not in ("c_bytes", "c_float", "c_double")]

DELIMITED = ("ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' ESCAPED BY '\\\\' COLLECTION ITEMS TERMINATED BY ';' "
             "MAP KEYS TERMINATED BY ':' NULL DEFINED AS 'NULL'")
COMMAS = "ROW FORMAT DELIMITED FIELDS TERMINATED BY ','"
OPEN_CSV = ("ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' "
            "WITH SERDEPROPERTIES ('separatorChar' = ';', 'quoteChar' = '\"', 'escapeChar' = '\\\\')")
HCAT_JSON = "ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'"
REGEX = ("ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe' "
         "WITH SERDEPROPERTIES ('input.regex' = '([^ ]*) ([0-9]*) ([0-9]*)')")


def everywhere(words):
    return {mode: words for mode in MODES}


BY_ROWS = {mode: "say --mode rewrite, which writes them anew" for mode in ("in-place", "copy")}
SPARK = everywhere("use the spark executor")


def whole(stored, rows="", names=COLUMNS, **more):
    """A table of all types, in two files."""
    return Table(ddl(names), (Fill(select(names), files=2),), stored, rows, **more)


def flat(stored="PARQUET", rows="", files=1, **more):
    return Table(ddl(FLAT), (Fill(select(FLAT), files=files),), stored, rows, **more)


def by_three_keys(stored, **more):
    return Table(ddl(FLAT), (Fill(f"{select(FLAT)}, {PARTITION_VALUES}"),), stored, partitions=PARTITION_KEYS, **more)


def halves(first, second, **more):
    """Two partitions of a half each; no second one without a name."""
    fills = [Fill(select(FLAT), to=HALF, partition=f"PARTITION (p = '{first}')")]
    if second:
        fills.append(Fill(select(FLAT), start=HALF, partition=f"PARTITION (p = '{second}')"))
    return Table(ddl(FLAT), tuple(fills), partitions="p string", **more)


def move_files_into_union_directories(maker, table):
    """As Hive on Tez leaves the branches of a UNION ALL."""
    folder = maker.folder_of(table)
    for i, file in enumerate(sorted(p for p in folder.iterdir() if p.name[0] not in "._"), 1):
        (folder / f"HIVE_UNION_SUBDIR_{i}").mkdir()
        file.rename(folder / f"HIVE_UNION_SUBDIR_{i}" / "000000_0")


def make_transactional(maker, table):
    def change(t):
        t.parameters["transactional"] = "true"
        t.parameters.pop("EXTERNAL", None)
        t.tableType = "MANAGED_TABLE"

    maker.alter(table, change)


def add_partition_of_orc(maker, table):
    """A partition of other classes, at another table's files."""
    other = f"{table}_orc"
    maker.make(other, flat("ORC"), start=HALF)
    maker.sql(f"ALTER TABLE {maker.database}.{table} ADD PARTITION (p = 'orc')")
    partition = maker.client.get_partition(maker.database, table, ["orc"])
    storage = maker.client.get_table(maker.database, other).sd
    partition.sd.inputFormat, partition.sd.outputFormat = storage.inputFormat, storage.outputFormat
    partition.sd.serdeInfo, partition.sd.location = storage.serdeInfo, storage.location
    maker.client.alter_partition(maker.database, table, partition)
    maker.client.drop_table(maker.database, other, False)


WIDENED = {"a": "bigint", "f": "double", "d": "decimal(18,2)"}
JUNK = (add_file("_SUCCESS"), add_file("000000_zero"), add_file(".hidden.crc"),
        add_file(".hive-staging_hive_2020-01-01/-ext-10000/000000_0", "garbage\n"),
        add_file("_temporary/0/part-0", "garbage\n"))
SMALL = "id, concat('a', id), CAST(id AS INT)"
GROWN = (Fill("id, concat('a', id)", to=HALF),)
GROWS = (sql("ALTER TABLE {table} ADD COLUMNS (b int, c decimal(12,3))"),
         fill(Fill(f"{SMALL}, CAST(id AS DECIMAL(12,3))", start=HALF)))


def grown(stored, **more):
    return Table("id bigint, a string", GROWN, stored, steps=GROWS, **more)


def renamed(stored):
    return Table("id bigint, a string, z int", (Fill(SMALL, to=HALF),), stored,
                 steps=(rename(1, "a_renamed"), fill(Fill(SMALL, start=HALF))))


def csv_lines():
    lines = [f"{i},{i * 2},{i}.5,{i}.25,str {i},2020-01-{i % 28 + 1:02},2020-01-01 00:00:{i % 60:02}" for i in range(ROWS)]
    return "\n".join([",".join(FLAT)] + lines) + "\n"


def log_lines():
    lines = [f"10.0.0.{i % 250} {200 + i % 3} {i * 17}" for i in range(ROWS)]
    return "\n".join(lines + ["malformed line"]) + "\n"


TABLES = {
    # Every format that Hive has.
    "all_parquet": whole("PARQUET"),
    "all_orc": whole("ORC"),
    "all_avro": whole("AVRO", refused=BY_ROWS),
    "all_seq": whole("SEQUENCEFILE", refused=SPARK),
    "all_rc": whole("RCFILE", refused=SPARK),
    "all_text": whole("TEXTFILE", refused=BY_ROWS),
    "text_delim": whole("TEXTFILE", DELIMITED, refused=BY_ROWS),
    "text_gz": flat("TEXTFILE", COMMAS, refused=BY_ROWS, settings=(
        ("hive.exec.compress.output", "true"),
        ("mapreduce.output.fileoutputformat.compress.codec", "org.apache.hadoop.io.compress.GzipCodec"))),
    "csv_open": whole(TEXT_FILES, OPEN_CSV, FLAT + ["c_flag"], refused=BY_ROWS),
    "csv_header": Table(ddl(FLAT), stored="TEXTFILE", rows=COMMAS, properties="'skip.header.line.count' = '1'",
                        steps=(add_file("part1.csv", csv_lines()),), refused=BY_ROWS, hive_only="id IS NOT NULL"),
    "json_hcat": whole(TEXT_FILES, HCAT_JSON, JSON, refused=BY_ROWS),
    "regex_log": Table("host string, status string, size string", stored="TEXTFILE", rows=REGEX,
                       steps=(add_file("a.log", log_lines()),), refused=BY_ROWS),
    # Partitions.
    "part_parquet": by_three_keys("PARQUET"),
    "part_orc": by_three_keys("ORC"),
    "part_avro": by_three_keys("AVRO", refused=BY_ROWS),
    "part_text": by_three_keys("TEXTFILE", refused=BY_ROWS),
    "part_customloc": halves("in", None, steps=(
        sql("ALTER TABLE {table} ADD PARTITION (p = 'out') LOCATION 'file:{folder}_elsewhere/odd dir'"),
        fill(Fill(select(FLAT), start=HALF, partition="PARTITION (p = 'out')")))),
    "part_mixedfmt": halves("pq", None, steps=(add_partition_of_orc,)),
    "part_missingdir": halves("have", None, steps=(
        sql("ALTER TABLE {table} ADD PARTITION (p = 'gone')"), remove("p=gone")),
        refused=everywhere("p=gone; restore what is missing, or drop it in Hive")),
    "part_badtyped": halves("7", "seven", steps=(retype(p="int"),),
                            refused=everywhere('"seven" is no value of type int')),
    "part_empty": Table(ddl(FLAT), partitions="p string"),
    # Columns that changed after the first files were written.
    "evo_add_parquet": grown("PARQUET"),
    "evo_add_orc": grown("ORC"),
    "evo_add_avro": grown("AVRO", refused=BY_ROWS),
    "evo_add_text": grown("TEXTFILE", refused=BY_ROWS),
    "evo_rename_orc": renamed("ORC"),
    "evo_rename_parquet": renamed("PARQUET"),
    "evo_widen": Table(
        "id bigint, a int, f float, d decimal(9,2)",
        (Fill("id, CAST(id AS INT), CAST(id AS FLOAT), CAST(id AS DECIMAL(9,2))", to=HALF),),
        steps=(retype(**WIDENED),
               fill(Fill("id, id * 10000000000, CAST(id AS DOUBLE), CAST(id AS DECIMAL(18,2))", start=HALF)))),
    "orc_col_names": Table("`_col0` bigint, `_col1` string, `_col2` int", (Fill(SMALL),), "ORC",
                           steps=(rename(0, "id"), rename(1, "a"), rename(2, "b"))),
    # Tables that are odd altogether.
    "empty_parquet": Table(ddl(FLAT)),
    "missing_location": Table(ddl(FLAT), steps=(remove(),),
                              refused=everywhere("missing_location; restore what is missing, or drop it in Hive")),
    "junk_parquet": flat(files=2, steps=JUNK),
    "junk_orc": flat("ORC", files=2, steps=JUNK),
    "junk_text": flat("TEXTFILE", files=2, steps=JUNK, refused=BY_ROWS),
    "union_subdirs": flat(files=2, steps=(move_files_into_union_directories,),
                          refused=everywhere("say --nested-directories take")),
    "managed_parquet": flat(create="CREATE TABLE {table} ({columns}) STORED AS PARQUET"),
    "bucketed_orc": flat("ORC", files=4, clustered="CLUSTERED BY (id) SORTED BY (id) INTO 4 BUCKETS", settings=(
        ("hive.enforce.bucketing", "false"), ("hive.enforce.sorting", "false"))),
    "v_parquet": Table(create="CREATE VIEW {table} AS SELECT id, c_int FROM {database}.all_parquet WHERE id % 2 = 0",
                       refused=everywhere("it is a view")),
    "acid_flagged": flat("ORC", clustered="CLUSTERED BY (id) INTO 2 BUCKETS", steps=(make_transactional,), settings=(
        ("hive.enforce.bucketing", "false"), ("hive.enforce.sorting", "false")), refused=SPARK),
    # What Spark makes by its own formats.
    "ds_parquet": Table(create="CREATE TABLE {table} USING parquet PARTITIONED BY (p) LOCATION 'file:{folder}' AS "
                               f"SELECT {select(FLAT)}, id % 3 AS p FROM range({ROWS})"),
    "ds_csv": Table(create="CREATE TABLE {table} USING csv OPTIONS (header 'true') LOCATION 'file:{folder}' AS "
                           f"SELECT {select(FLAT)} FROM range({ROWS})", refused=SPARK),
    "case_cols": Table(create="CREATE TABLE {table} USING parquet LOCATION 'file:{folder}' AS SELECT id AS Id, "
                              f"concat('m', id) AS MixedCase, named_struct('InnerA', id) AS St FROM range({ROWS})"),
}
