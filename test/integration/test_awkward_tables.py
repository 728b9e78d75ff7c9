"""Each awkward table of an old warehouse, in each mode, is what Spark reads of it by Hive's serdes, or is refused by the
name of its reason."""
import json
import pathlib

import pytest

from awkward_tables import DATABASE, MODES
from ingest_matrix import OLD_TABLES as TABLES
from lake import path_of
from table_maker import Fill, Table


def words_of_refusal(table, mode):
    return dict(TABLES[table].refused).get(mode)


TAKEN = [(table, mode) for table in TABLES for mode in MODES if not words_of_refusal(table, mode)]
REFUSED = [(table, mode) for table in TABLES for mode in MODES if words_of_refusal(table, mode)]


def test_nothing_is_left_out(decade):
    for mode, run in decade.runs.items():
        assert sorted(run.tables) == sorted(f"{DATABASE}.{table}" for table in TABLES), mode


@pytest.mark.parametrize("table,mode", TAKEN)
def test_a_table_is_what_hive_has(decade, table, mode):
    assert decade.result(table, mode)["status"] == "committed", decade.result(table, mode)
    hive = decade.hive(table)
    assert decade.seen(table, mode) == {"lakeport": hive, "spark": hive}


@pytest.mark.parametrize("table,mode", REFUSED)
def test_a_table_is_refused_by_the_name_of_its_reason(decade, table, mode):
    result = decade.result(table, mode)
    assert result["status"] in ("refused", "skipped"), result
    assert words_of_refusal(table, mode) in result["message"]
    assert "metadata_location" not in result


def test_p1_union_directories_are_taken_when_asked(decade):
    """The rows are those of junk_parquet, which Spark reads without being told to look into directories."""
    run = decade.lake.ingest("hive2", DATABASE, "union_subdirs", namespace="nested", nested_directories="take")
    assert run.code == 0, run.messages
    location = run.tables[f"{DATABASE}.union_subdirs"]["metadata_location"]
    assert decade.lake.checksum("--metadata", location) == decade.hive("junk_parquet")


def test_comments_properties_and_the_owner_are_kept(decade):
    decade.maker.make("described", Table("id bigint COMMENT 'the number', a string", (Fill("id, 'a'", to=3),),
                                         properties="'team' = 'sales', 'comment' = 'what was sold'"))
    result = decade.lake.ingest("hive2", DATABASE, "described", namespace="described").tables[f"{DATABASE}.described"]
    metadata = json.loads(pathlib.Path(path_of(result["metadata_location"])).read_text())
    owner = decade.maker.client.get_table(DATABASE, "described").owner
    assert owner
    kept = {"team": "sales", "comment": "what was sold", "owner": owner}
    assert metadata["properties"].items() >= kept.items()
    assert [field.get("doc") for field in metadata["schemas"][0]["fields"]] == ["the number", None]
