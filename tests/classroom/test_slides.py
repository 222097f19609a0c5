"""Slides are a chapter's headings, figures and short cells; tags have the last word."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from tinyml_kit import chapters, cli
from tinyml_kit.classroom import slides


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (new_markdown_cell("# A chapter"), "slide"),
        (new_markdown_cell("## A section\nand its text"), "slide"),
        (new_markdown_cell("A question?"), "subslide"),
        (new_markdown_cell("long " * 100), "notes"),
        (new_code_cell("plot()"), "-"),
        (new_code_cell(" "), "skip"),
        (new_markdown_cell("# A chapter", metadata={"tags": ["skip"]}), "skip"),
        (new_code_cell("plot()", metadata={"tags": ["other", "fragment"]}), "fragment"),
    ],
)
def test_what_becomes_of_a_cell(cell, kind):
    assert slides.kind(cell) == kind


def test_long_code_is_hidden_and_its_output_stays(tmp_path):
    output = nbformat.v4.new_output("stream", text="what it says")
    long = new_code_cell("\n".join(f"line_{n} = {n}" for n in range(20)), outputs=[output])
    notebook = nbformat.v4.new_notebook(cells=[new_markdown_cell("# A"), long])
    nbformat.write(notebook, tmp_path / "chapter.ipynb")
    made = slides.write(tmp_path / "chapter.ipynb", tmp_path / "talk", reveal="reveal.js")
    html = made.read_text(encoding="utf-8")
    assert "what it says" in html and "line_3" not in html
    assert "reveal.js/dist/reveal.js" in html and "reveal.js@" not in html


def test_one_command_makes_slides_of_a_chapter_with_its_figures(tmp_path, capsys):
    cli.slides("03", tmp_path / "talk")
    made = tmp_path / "talk" / "03_convolution.slides.html"
    assert capsys.readouterr().out == f"{made}\n"
    html = made.read_text(encoding="utf-8")
    chapter = nbformat.read(chapters.find(["03"])[0], as_version=4)
    titles = sum(slides.kind(cell) == "slide" for cell in chapter.cells)
    assert titles > 5 and len(re.findall(r"<section", html)) >= titles
    assert html.count("<img alt=") >= 5
