"""The matrix of formats, types, partitionings and modes: each cell is what Spark reads of the Hive table, or refused."""
import pytest

import ingest_matrix
import matrix_document
import matrix_tables
from awkward_tables import MODES


@pytest.fixture(scope="module")
def matrix(spark, metastores, work):
    return ingest_matrix.matrix(spark, metastores["2"], work)


@pytest.fixture(scope="module")
def outcomes(matrix):
    return matrix.outcomes()


def test_no_cell_of_the_matrix_is_wrong(outcomes):
    wrong = {}
    for key in matrix_tables.TABLES:
        for mode in MODES:
            columns = outcomes[matrix_tables.name_of(key)][mode].get("wrong", [])
            if matrix_document.unknown(key[0], mode, columns):
                wrong[key, mode] = columns
    assert wrong == {}


def test_p9_what_is_known_to_differ_differs(outcomes):
    for (file_format, column), (modes, _, _) in matrix_tables.KNOWN.items():
        for mode in modes:
            assert column in outcomes[matrix_tables.name_of((file_format, "none"))][mode]["wrong"], (file_format, mode)


def test_what_is_refused_is_refused_for_a_reason_that_has_a_name(outcomes):
    names = {short for _, short in matrix_document.REASONS}
    reasons = {found[mode]["refused"] for found in outcomes.values() for mode in MODES if "refused" in found[mode]}
    assert reasons <= names


@pytest.mark.parametrize("keys", matrix_tables.PARTITIONINGS)
@pytest.mark.parametrize("file_format", ["parquet", "orc"])
@pytest.mark.parametrize("mode", MODES)
def test_parquet_and_orc_are_taken_in_every_mode(outcomes, file_format, keys, mode):
    assert outcomes[matrix_tables.name_of((file_format, keys))][mode] == {"wrong": []}


def test_the_printed_matrix_is_this_one(outcomes):
    assert ingest_matrix.document(outcomes) == ingest_matrix.DOCUMENT.read_text()
