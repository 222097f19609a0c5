"""Slides are a chapter's headings, questions, figures and short cells; tags have the last word."""

import base64
import re
import struct

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.support.command import call
from tinyml_kit.teach import chapters
from tinyml_kit.teach.formulas import mathml
from tinyml_kit.teach.slides import page

LONG = "It begins here. " + "And so it goes on for a while. " * 10


def figure(width=500, height=300):
    """Return an output that is a picture, of which only the size matters."""
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR"
    picture = base64.b64encode(start + struct.pack(">II", width, height) + bytes(30)).decode()
    return new_output("display_data", {"image/png": picture, "text/html": "<img alt='it'>"})


def becomes(*cells):
    """Return what becomes of each piece of cells, and its text."""
    made = page.prepared(new_notebook(cells=list(cells))).cells
    return [(cell.metadata.slideshow.slide_type, cell.source) for cell in made]


def test_headings_begin_slides_wherever_they_stand_in_a_cell():
    assert becomes(new_markdown_cell("# A\nfew words\n## B\n### c")) == [
        ("slide", "# A\nfew words"),
        ("slide", "## B\n### c"),
    ]


def test_of_a_long_text_the_speaker_gets_all_and_the_class_its_beginning():
    whole = "## A\n\n" + LONG.strip()
    assert becomes(new_markdown_cell(whole)) == [
        ("slide", "## A\n\nIt begins here."),
        ("notes", whole),
    ]


def test_code_stands_below_the_text_that_leads_to_it_and_text_after_code_begins_anew():
    made = becomes(
        new_markdown_cell("# A"), new_code_cell("a = 1"), new_markdown_cell("Guess."),
        new_code_cell("plot(a)"), new_markdown_cell("So it is."), new_markdown_cell("## B"),
    )  # fmt: skip
    assert [kind for kind, _ in made] == ["slide", "-", "subslide", "-", "-", "slide"]


def test_what_does_not_fit_any_more_begins_the_next_slide():
    ten_lines = "\n".join(["print(1)"] * 10)
    made = becomes(new_markdown_cell("# A"), *[new_code_cell(ten_lines) for _ in range(4)])
    assert [kind for kind, _ in made] == ["slide", "-", "-", "subslide", "-"]


def test_a_figure_goes_to_the_next_slide_rather_than_shrink():
    code = "\n".join(["print(1)"] * 8)
    high = becomes(new_markdown_cell("# A"), new_code_cell(code, outputs=[figure(500, 400)]))
    flat = becomes(new_markdown_cell("# A"), new_code_cell(code, outputs=[figure(500, 200)]))
    assert [kind for kind, _ in high] == ["slide", "-", "subslide"]
    assert [kind for kind, _ in flat] == ["slide", "-", "-"]


@pytest.mark.parametrize("tag", page.KINDS)
def test_a_tag_has_the_last_word_and_leaves_the_text_alone(tag):
    text = new_markdown_cell("# A\n" + LONG, metadata={"tags": ["other", tag]})
    code = new_code_cell("plot()", metadata={"tags": [tag]}, outputs=[figure(500, 900)])
    assert becomes(text, code) == [(tag, text.source), (tag, "plot()")]


def test_nothing_is_made_of_what_would_not_be_seen():
    long = new_code_cell("\n".join(f"line_{n} = {n}" for n in range(20)))
    assert becomes(new_markdown_cell("# A"), new_code_cell(" "), long) == [("slide", "# A")]


def written(folder, *cells):
    """Return the page that is made of cells."""
    nbformat.write(new_notebook(cells=list(cells)), folder / "chapter.ipynb")
    return page.write(folder / "chapter.ipynb", folder / "talk").read_text(encoding="utf-8")


def test_long_code_is_hidden_and_its_output_stays(tmp_path):
    long = "\n".join(f"line_{n} = {n}" for n in range(20))
    shown = new_output("stream", text="what it says")
    html = written(tmp_path, new_markdown_cell("# A"), new_code_cell(long, outputs=[shown]))
    assert "what it says" in html and "line_3" not in html


def test_a_mark_for_the_tests_is_not_shown(tmp_path):
    code = new_code_cell("print(1)  # fmt: skip\n", metadata={"tags": ["nbval-check-output"]})
    html = written(tmp_path, new_markdown_cell("# A"), code)
    assert "NBVAL" not in html and "fmt" not in html and "print" in html


def test_formulas_are_drawn_by_the_browser_itself(tmp_path):
    html = written(tmp_path, new_markdown_cell(r"# A" "\n\n" r"with $\frac{a}{b}$ and" "\n\n$$x$$"))
    assert "<mfrac>" in html and 'display="block"' in html
    assert "$" not in re.search(r"<main.*</main>", html, re.DOTALL)[0]


def test_what_is_no_tex_is_shown_as_it_is_written():
    assert mathml(r"\left( x < 1") == r"<code>\left( x &lt; 1</code>"


def test_every_formula_of_the_chapters_is_understood():
    formulas = re.compile(r"\$\$(.+?)\$\$|(?<!\$)\$([^$\n]+)\$(?!\$)", re.DOTALL)
    found = 0
    for path in chapters.find():
        for cell in nbformat.read(path, as_version=4).cells:
            text = re.sub(r"`[^`]*`", "", cell.source) if cell.cell_type == "markdown" else ""
            for block, inline in formulas.findall(text):
                made = mathml(block or inline)
                assert made.startswith("<math") and "\\" not in made, block or inline
                found += 1
    assert found > 100


def test_a_page_is_whole_and_names_nothing_that_would_have_to_be_fetched(tmp_path):
    made = tmp_path / "talk" / "05_convolution.slides.html"
    assert call("slides", "05", tmp_path / "talk").output == f"{made}\n"
    html = made.read_text(encoding="utf-8")
    # Links to click on are another matter.
    assert not re.search(r"<(?!a )\w+ [^>]*(src|href)=\"(?!data:)", html)
    assert not re.search(r"url\((?!data:)|@import|import\(", html)
    assert html.count("<img alt=") >= 5
