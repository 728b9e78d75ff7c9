"""Prints the matrix as Markdown."""
import matrix_tables
from awkward_tables import MODES

# What a refusal says, and what the document says of it. The first that fits counts.
REASONS = (
    ("it is a view", "a view"),
    ("say --mode rewrite", "say `--mode rewrite`"),
    ("say --nested-directories take", "say `--nested-directories take`"),
    ("restore what is missing", "a directory is missing"),
    ("is no value of type", "a partition's value is none of its key's type"),
    ("Iceberg has no interval type", "Iceberg has no interval"),
    ("Iceberg has no uniontype", "Iceberg has no union"),
    ("use the spark executor", "use the spark executor"),
)

HEAD = """# What ingest makes of Hive's tables

Printed by `scripts/matrix`; not to be edited. Every table was made by Hive's own SerDes and by Spark, and taken by
`lakeport ingest` in each mode. **Right** means: for every column, the checksum of what Lakeport's reader and Spark's
Iceberg reader see of the new table is the checksum of what Spark reads of the Hive table through Hive's SerDes, and the
number of rows is the same. Iceberg has no `char`: its values come without the padding, in every mode. A refusal comes
before anything is written.
"""


def reason(message):
    return next((short for words, short in REASONS if words in message), message)


def known(file_format, mode, columns):
    """(who, why) of what is known of the columns; what is not known is not here."""
    found = [matrix_tables.KNOWN.get((file_format, column), ((), "", "")) for column in columns]
    return {(who, why) for modes, who, why in found if mode in modes}


def unknown(file_format, mode, columns):
    return [column for column in columns if mode not in matrix_tables.KNOWN.get((file_format, column), ((),))[0]]


def shown(outcome, file_format="", mode=""):
    if "refused" in outcome:
        return "refused: " + outcome["refused"]
    if unknown(file_format, mode, outcome["wrong"]):
        return "**WRONG**: " + ", ".join(unknown(file_format, mode, outcome["wrong"]))
    differs = "; ".join(f"right, but to {who} {why}" for who, why in sorted(known(file_format, mode, outcome["wrong"])))
    return differs or ("right; Lakeport's own reader does not read it" if "unread" in outcome else "right")


def row(*cells):
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def table(head, rows):
    return "\n".join([row(*head), row(*["---"] * len(head)), *[row(*cells) for cells in rows]]) + "\n"


def by_format(outcomes):
    rows = []
    for key in matrix_tables.TABLES:
        outcome = outcomes[matrix_tables.name_of(key)]
        rows.append([*key, *[shown(outcome[mode], key[0], mode) for mode in MODES]])
    return table(["format", "partitioned by", *MODES], rows)


def letter(outcomes, file_format, name, mode):
    """The mode's first letter where a type is right however the table is partitioned."""
    found = [outcomes[matrix_tables.name_of((file_format, keys))][mode] for keys in matrix_tables.PARTITIONINGS]
    if any("refused" in outcome for outcome in found):
        return ""
    return "WRONG " if any(f"c_{name}" in outcome["wrong"] for outcome in found) else mode[0]


def by_type(outcomes):
    rows = []
    for name, (kind, _) in matrix_tables.TYPES.items():
        cells = [" ".join(filter(None, (letter(outcomes, f, name, mode) for mode in MODES))) or "refused"
                 if name in matrix_tables.types_of(f) else "above" if name in matrix_tables.APART.get(f, []) else ""
                 for f in matrix_tables.FORMATS]
        note = {"date_julian": " before 1582", "timestamp_julian": " before 1582", "timestamp_micros": ", microseconds"}
        rows.append([f"`{kind}`" + note.get(name, ""), *cells])
    return table(["type", *matrix_tables.FORMATS], rows)


def text(outcomes):
    return "\n".join([
        HEAD,
        "## By format, partitioning and mode\n",
        by_format(outcomes),
        "## By type\n",
        "`i` in-place, `c` copy, `r` rewrite: the modes in which the column is right however the table is partitioned. "
        "An empty cell:\nHive's SerDe has no place for the type.\n",
        by_type(outcomes),
    ])
