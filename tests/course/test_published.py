"""Each quoted word and each figure stands in its document, near each other."""

import html
import os
import re
import unicodedata
from pathlib import Path

import pytest

from tinyml_kit.course import statements

SEEDS = Path(os.environ.get("TINYML_KIT_TESTDATA", "nowhere")) / "seeds"
DOCUMENTS = sorted(path.stem for path in statements.FOLDER.glob("*.csv"))
each_document = pytest.mark.parametrize("document", DOCUMENTS)
NEAR = 300  # characters between the quoted words and the figure
NEAR_IN_FILES = 3000  # in the JSON of a notebook, an output and the code that prints it


def plain(text):
    """Return a text without what an extraction from PDF changes: line ends, hyphens, ligatures,
    kinds of quotation mark, and the marks of Markdown.
    """
    text = unicodedata.normalize("NFKC", html.unescape(text))
    text = re.sub(r"</?[a-z]\w*>", "", text)
    text = re.sub(r"-\s*\n\s*", "", text)
    text = re.sub(r"[-‐‑–—−]", "", text)
    text = re.sub(r"[*_`\\|$]", "", text)
    text = re.sub("[“”„\"‘’']", "", text)
    return " ".join(text.lower().split())


def places(words, text, is_figure=False):
    """Return where some words begin and end in a text, as whole words."""
    pattern = re.escape(plain(words))
    before, after = (r"(?<![\w.])(?<!\d,)", r"(?![\w]|[.,]\d)") if is_figure else ("", "")
    return [match.span() for match in re.finditer(before + pattern + after, text)]


def apart(quote, figure, text):
    """Return how many characters lie between the nearest pair of quote and figure, or None."""
    pairs = [
        max(0, a[0] - b[1], b[0] - a[1])
        for a in places(quote, text)
        for b in places(figure, text, is_figure=True)
    ]
    return min(pairs, default=None)


@pytest.mark.parametrize(
    ("quote", "figure", "text", "expected"),
    [
        ("of the net-work", "94.2", "accuracy of the net-\nwork is 94.2", 4),
        ("efficient", "1,600", "**eﬃcient** with 1,600 frames", 6),
        ("the accuracy", "94", "the accuracy is 94.2", None),
        ("the accuracy", "4.2", "the accuracy is 94.2", None),
        ("another", "94.2", "the accuracy is 94.2", None),
        ("is 94.2", "94.2", "the accuracy is 94.2", 0),
    ],
)
def test_words_and_figure_are_found_whatever_an_extraction_does(quote, figure, text, expected):
    assert apart(quote, figure, plain(text)) == expected


def far(rows, path, near):
    """Return {id: characters between} of the rows whose words and figure are not together."""
    text = plain(path.read_text(encoding="utf-8"))
    found = {row.id: apart(row.quote, row.figure, text) for row in rows}
    return {name: gap for name, gap in found.items() if gap is None or gap > near}


@each_document
def test_quoted_words_and_figure_stand_near_each_other_in_the_document(document):
    path = SEEDS / f"{document}.txt"
    if not path.is_file():
        pytest.skip(f"{path}: the text of the document is not on this computer")
    rows = [row for row in statements.read(document).values() if not row.file]
    assert rows and far(rows, path, NEAR) == {}


@each_document
def test_quoted_words_and_figure_stand_near_each_other_in_the_files_beside_it(document):
    rows = [row for row in statements.read(document).values() if row.file]
    folder = SEEDS / f"{document}_files"
    if rows and not folder.is_dir():
        pytest.skip(f"{folder}: the repository that the document names is not on this computer")
    for file in {row.file for row in rows}:
        some = [row for row in rows if row.file == file]
        assert far(some, folder / file, NEAR_IN_FILES) == {}


def before_figure(row, text, words=3):
    """Return the words before that figure which stands nearest to the quoted words."""
    pairs = [
        (max(0, a[0] - b[1], b[0] - a[1]), b[0])
        for a in places(row.quote, text)
        for b in places(row.figure, text, is_figure=True)
    ]
    return text[: min(pairs)[1]].split()[-words:]


@each_document
def test_no_qualifier_before_a_figure_is_left_out(document):
    path = SEEDS / f"{document}.txt"
    if not path.is_file():
        pytest.skip(f"{path}: the text of the document is not on this computer")
    text = plain(path.read_text(encoding="utf-8"))
    for row in statements.read(document).values():
        if not row.file:
            found = set(before_figure(row, text)) & set(statements.HEDGES["about"])
            assert not found or "about" in row.hedge, (row.id, found)


@each_document
def test_what_is_not_printed_is_called_what_follows(document):
    for row in statements.read(document).values():
        assert "implied" not in row.says, row.id
