"""Tables of what documents say."""

import csv

import pytest

from tinyml_kit.course import statements
from tinyml_kit.course.statements import FIELDS, StatementError, number, read, statement

ROW = {"id": "a", "place": "p. 1", "figure": "94.2", "quote": "is 94.2", "says": "accuracy"}


def write(folder, *rows, fields=FIELDS):
    with (folder / "some_thesis.csv").open("w", newline="") as lines:
        table = csv.DictWriter(lines, fields, restval="")
        table.writeheader()
        table.writerows(rows)
    return folder


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("810", 810), ("1,600", 1600), ("94.2", 94.2), ("90.0", 90.0), ("4e-4", 0.0004),
        ("9x", 9), ("37.5%", 37.5), ("−3", -3), ("≈ 5", 5),
    ],
)  # fmt: skip
def test_a_printed_number_keeps_whether_it_is_a_count(text, value):
    assert number(text) == value and type(number(text)) is type(value)


@pytest.mark.parametrize("text", ["four", "", "nan", "inf", "5x5"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError):
        number(text)


def test_a_row_becomes_a_statement():
    said = statement(ROW | {"unit": "%", "on": "MNIST"})
    assert (said.published, said.unit, said.on, said.group) == (94.2, "%", "MNIST", "")


def test_a_word_has_its_number_beside_it():
    said = statement(ROW | {"figure": "four", "value": "4"})
    assert said.published == 4 and said.figure == "four"
    with pytest.raises(StatementError, match="a: 'four' is no number; give one in `value`"):
        statement(ROW | {"figure": "four"})


@pytest.mark.parametrize("field", ["place", "figure", "quote", "says"])
def test_a_statement_without_its_place_figure_or_words_is_refused(field):
    with pytest.raises(StatementError, match=f"a: `{field}` is empty; a statement needs it"):
        statement(ROW | {field: ""})
    with pytest.raises(StatementError, match="a row without an id: `id` is empty"):
        statement(ROW | {"id": ""})


def test_no_sentence_is_quoted():
    with pytest.raises(StatementError, match="a: the quote has more than 8 words; shorten it"):
        statement(ROW | {"quote": "one two three four five six seven eight nine"})


@pytest.mark.parametrize(
    ("quote", "hedge"),
    [
        ("accuracy is 94.2", ""), ("about 94.2", "about"), ("Typically 64", "typical"),
        ("typically around 20", "about typical"), ("potentially 3", "possible"),
        ("aboutness of 3", ""),
    ],
)  # fmt: skip
def test_the_qualifier_is_found_in_the_quoted_words(quote, hedge):
    assert statement(ROW | {"quote": quote}).hedge == hedge


def test_a_table_is_read_in_its_order(tmp_path):
    found = read("some_thesis", write(tmp_path, ROW | {"id": "b"}, ROW))
    assert list(found) == ["b", "a"]


def test_two_rows_of_one_name_are_refused(tmp_path):
    with pytest.raises(StatementError, match=r"some_thesis\.csv: two rows are called a; rename"):
        read("some_thesis", write(tmp_path, ROW, ROW))


def test_other_columns_are_refused(tmp_path):
    with pytest.raises(StatementError, match=r"some_thesis\.csv: its columns must be id, place"):
        read("some_thesis", write(tmp_path, fields=("id",)))


def test_a_document_that_is_not_there_is_named(tmp_path):
    write(tmp_path)
    with pytest.raises(StatementError, match="nothing: no such document; there are: some_thesis"):
        read("nothing", tmp_path)


def test_the_five_documents_are_there():
    assert sorted(path.stem for path in statements.FOLDER.glob("*.csv")) == [
        "avr_thesis", "bragg_thesis", "cnn_article", "handson_book", "white_paper",
    ]  # fmt: skip
