"""How high things are on a slide, in pixels, and when that begins the next one."""

import base64
import struct

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from tinyml_kit.teach.slides import page


def picture(width, height):
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR"
    content = base64.b64encode(start + struct.pack(">II", width, height) + bytes(30)).decode()
    return new_output("display_data", {"image/png": content})


@pytest.mark.parametrize(
    ("line", "pixels"),
    [("## Heading", 60), ("| a | b |", 36), ("", 16), ("x" * 88, 38), ("x" * 44, 19)],
)
def test_a_line_of_text_is_as_high_as_what_it_becomes(line, pixels):
    assert page.height_of_line(line) == pixels


@pytest.mark.parametrize(
    ("output", "pixels"),
    [
        (picture(100, 50), 16 + 1.6 * 50),
        (picture(740, 50), 16 + 1.6 * 50),  # 740 · 1.6 = 1184
        (picture(1480, 50), 16 + 0.8 * 50),  # shrunk to the width of a slide
        (new_output("display_data", {"text/html": "<tr><tr>", "text/plain": "a"}), 16 + 2 * 36),
        (new_output("display_data", {"text/markdown": "a\nb\nc", "text/plain": "a"}), 16 + 2 * 25),
        (new_output("display_data", {"text/plain": "a\nb\n"}), 16 + 2 * 25),
        (new_output("stream", text="a\n"), 16 + 25),
        (new_output("stream"), 16),
    ],
)
def test_an_output_is_as_high_as_its_picture_its_rows_or_its_lines(output, pixels):
    assert page.height_of_output(output) == pytest.approx(pixels)


def test_a_cell_is_as_high_as_its_code_if_that_is_shown_and_its_outputs():
    cell = new_code_cell("a\nb", outputs=[new_output("stream", text="a\n")])
    assert page.height(cell) == 16 + 2 * 25 + 41
    cell.metadata["tags"] = ["hide-input"]
    assert page.height(cell) == 41
    assert page.height(new_code_cell("  ")) == 0
    assert page.height(new_markdown_cell("# A\n\n" + "x" * 88)) == 60 + 16 + 38


@pytest.mark.parametrize(
    ("lines", "used", "where"),
    [
        (1, 663, "-"),  # 663 + 16 + 25 = 704, which still fits
        (1, 663.1, "subslide"),
        (25, 180, "-"),  # what is on the slide is too little to leave alone
        (25, 180.1, "subslide"),
    ],
)
def test_a_slide_is_full_at_its_height_unless_little_is_on_it(lines, used, where):
    cell = new_code_cell("\n".join(["a"] * lines))
    assert page.place(cell, used, True, [new_code_cell("b")]) == where


@pytest.mark.parametrize(
    ("words", "following", "where"),
    [
        ("x" * 88 + "\n" + "x" * 88, [], "-"),
        ("\n".join(["x" * 88] * 5), [], "subslide"),  # 190 pixels are more than 180
        ("\n".join(["x" * 88] * 4), [new_markdown_cell("# B")], "-"),
        ("x", [new_code_cell("b")], "subslide"),
    ],
)
def test_a_text_after_code_stays_if_it_is_short_and_closes_the_section(words, following, where):
    assert page.place(new_markdown_cell(words), 0, True, following) == where


@pytest.mark.parametrize(("lines", "hidden"), [(12, False), (13, True)])
def test_code_of_more_than_twelve_lines_is_hidden(lines, hidden):
    (cell,) = page.parts(new_code_cell("\n".join(["a"] * lines)))
    assert ("hide-input" in cell.metadata.get("tags", [])) == hidden


def test_code_that_the_chapter_hides_is_hidden_once_and_its_figure_needs_no_second_cell():
    cell = new_code_cell("way()", metadata={"tags": ["hide-input"]})
    cell.outputs = [new_output("display_data", {"image/png": "", "text/html": ""})]
    (shown,) = page.parts(cell)
    assert shown.metadata["tags"] == ["hide-input"] and len(shown.outputs) == 1


def test_instructions_to_the_formatter_are_left_out():
    (cell,) = page.parts(new_code_cell("a = [1]  # fmt: skip\nb = 2"))
    assert cell.source == "a = [1]\nb = 2"
