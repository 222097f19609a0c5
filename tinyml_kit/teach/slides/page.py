"""Slides made of a chapter, with its committed outputs: one page that needs no network.

A tag on a cell says what becomes of it: `slide` and `subslide` begin one, `fragment` appears at a
keypress, `notes` is for the speaker, `skip` is left out. Without a tag, a heading begins a slide,
a longer text is cut to first sentences and questions (the speaker keeps all of it), code is shown
if it is short, and whatever no longer fits begins the next slide.

nbconvert makes the page from the kit's own template (`deck/`). The usual template fetches
reveal.js, MathJax and require.js, and a lecture room may have no internet. Formulas become MathML,
which browsers draw by themselves.
"""

import base64
import re
import struct
from collections.abc import Sequence
from pathlib import Path

from nbconvert import SlidesExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from traitlets.config import Config

from tinyml_kit.base.files import write_atomically
from tinyml_kit.teach import chapters
from tinyml_kit.teach.formulas import mathml
from tinyml_kit.teach.slides.brevity import shortened

KINDS = ("slide", "subslide", "fragment", "notes", "skip")
#: Lines of code that can be read from the last row.
READABLE = 12
HIDDEN = "hide-input"
#: In pixels, as in `deck/deck.css`: the height of a slide (and a tenth more, because the page
#: shrinks what is too high), the height below which content gets no slide of its own, and the
#: width of the widest figure.
SLIDE_HEIGHT, LITTLE, SLIDE_WIDTH = 1.1 * 640, 180, 1184
#: Heights in pixels of a heading, a line of text, a line of code, a table row, and a gap.
HEADING, TEXT, CODE, ROW, SPACE = 60, 38, 25, 36, 16
#: Characters in a line of text.
WIDTH = 88
#: Figures are drawn for a page, but on slides they are seen from the last row.
LARGER = 1.6


def kind(cell: NotebookNode) -> str | None:
    """Return what the tag of a cell makes of it: one of KINDS, or None without such a tag."""
    return next((tag for tag in cell.metadata.get("tags", []) if tag in KINDS), None)


def parts(cell: NotebookNode) -> list[NotebookNode]:
    """Return what slides show of a cell, in pieces, and what they leave out as speaker notes.

    Parameters
    ----------
    cell : NotebookNode

    Returns
    -------
    list of NotebookNode
    """
    if cell.cell_type == "code":
        return code_and_figures(cell)
    if cell.cell_type != "markdown" or kind(cell):
        return [cell]
    sections = [text.strip() for text in re.split(r"^(?=#{1,2} )", cell.source, flags=re.M)]
    return [part for text in sections if text for part in text_and_notes(text)]


def text_and_notes(text: str) -> list[NotebookNode]:
    """Return a text as it is shown, followed by the whole text as notes if it was shortened."""
    short = shortened(text)
    notes = [new_markdown_cell(text, metadata={"tags": ["notes"]})] if short != text else []
    return [new_markdown_cell(short), *notes]


def code_and_figures(cell: NotebookNode) -> list[NotebookNode]:
    """Return a code cell without its figures, and its figures (if any) as a cell of their own."""
    # Instructions to the formatter are of no use to a class.
    cell.source = re.sub(r"  # fmt: skip$", "", cell.source, flags=re.M)
    tags = cell.metadata.get("tags", [])
    if HIDDEN in tags:  # by the chapter: there is nothing to guess from
        return [cell]
    if len(cell.source.splitlines()) > READABLE:
        cell.metadata["tags"] = [*tags, HIDDEN]
    figures = [output for output in cell.outputs if "image/png" in output.get("data", {})]
    if not figures or kind(cell):
        return [cell]
    # A class can only guess while the answer is hidden.
    cell.outputs = [output for output in cell.outputs if output not in figures]
    shown = new_code_cell(cell.source, outputs=figures, metadata={"tags": [*tags, HIDDEN]})
    return [cell, shown]


def height(cell: NotebookNode) -> float:
    """Return the approximate height of a cell on a slide, in pixels; 0 if it shows nothing."""
    if cell.cell_type != "code":
        return sum(map(height_of_line, cell.source.split("\n")))
    hidden = HIDDEN in cell.metadata.get("tags", []) or not cell.source.strip()
    code = 0 if hidden else SPACE + CODE * len(cell.source.splitlines())
    return code + sum(map(height_of_output, cell.outputs))


def height_of_line(line: str) -> float:
    """Return the approximate height of a line of Markdown, in pixels."""
    if line.startswith(("|", "#")):
        return ROW if line.startswith("|") else HEADING
    return TEXT * len(line) / WIDTH if line else SPACE


def height_of_output(output: NotebookNode) -> float:
    """Return the approximate height of an output, in pixels."""
    data = output.get("data", {"text/plain": output.get("text", "")})
    if "image/png" in data:
        width, high = struct.unpack(">II", base64.b64decode(data["image/png"][:64])[16:24])
        return SPACE + high * min(LARGER, SLIDE_WIDTH / width)
    if "text/html" in data:
        return SPACE + ROW * data["text/html"].count("<tr")
    return SPACE + CODE * (data.get("text/markdown") or data.get("text/plain", "")).count("\n")


def prepared(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook cut to the size of slides, with the marks that nbconvert reads."""
    cells = [part for cell in notebook.cells for part in parts(cell)]
    cells = [cell for cell in cells if height(cell) or kind(cell)]
    seen = [cell for cell in cells if kind(cell) not in ("notes", "skip")]
    used, has_code = 0.0, False
    for cell in cells:
        becomes = kind(cell)
        if becomes not in ("notes", "skip"):
            seen = seen[1:]
            becomes = becomes or place(cell, used, has_code, seen[:1])
            if becomes in ("slide", "subslide"):
                used, has_code = 0, False
            used, has_code = used + height(cell), has_code or cell.cell_type == "code"
        cell.metadata["slideshow"] = {"slide_type": becomes}
    notebook.cells = cells
    return notebook


def place(
    cell: NotebookNode, used: float, has_code: bool, following: Sequence[NotebookNode]
) -> str:
    """Return where a cell without a tag goes: "slide", "subslide", or "-" for the same slide.

    Parameters
    ----------
    cell : NotebookNode
    used : float
        The height of what is already on the slide, in pixels.
    has_code : bool
        Whether code or its result is on the slide.
    following : list of NotebookNode
        The next visible cell, if there is one.
    """
    if is_heading(cell):
        return "slide"
    # A text introduces the code below it, unless it closes the section.
    is_text, last = cell.cell_type != "code", not following or is_heading(following[0])
    if is_text and has_code:
        return "-" if last and height(cell) <= LITTLE else "subslide"
    return "subslide" if used + height(cell) > SLIDE_HEIGHT and used > LITTLE else "-"


def is_heading(cell: NotebookNode) -> bool:
    """Tell whether a cell begins a section."""
    return cell.cell_type == "markdown" and re.match(r"#{1,2} ", cell.source) is not None


class Renderer(IPythonRenderer):
    """Markdown to HTML, with formulas that need no script."""

    def block_math(self, body: str) -> str:
        """Return a formula on a line of its own."""
        return mathml(body, "block")

    def inline_math(self, body: str) -> str:
        """Return a formula within a line."""
        return mathml(body)


class Slides(SlidesExporter):
    """The exporter of nbconvert, in the kit's template."""

    def markdown2html(self, source: str) -> str:
        """Return a Markdown text as HTML."""
        renderer = Renderer(escape=False, embed_images=True, exclude_anchor_links=True)
        return MarkdownWithMath(renderer=renderer).render(source)


def write(chapter: Path | str, folder: Path | str, replace: bool = True) -> Path:
    """Write the slides of a chapter as one self-contained HTML file.

    Parameters
    ----------
    chapter : Path
    folder : Path
    replace : bool
        Whether existing slides that differ may be replaced.

    Returns
    -------
    Path

    Raises
    ------
    NotebookError
        If the chapter is not a complete notebook.
    WriteError
        If the folder cannot be made or written to, or existing slides may not be replaced.
    """
    config = Config()
    config.Slides.template_name = "deck"
    config.Slides.extra_template_basedirs = [str(Path(__file__).parent)]
    config.Slides.exclude_input_prompt = config.Slides.exclude_output_prompt = True
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_input_tags = {HIDDEN}
    notebook = prepared(chapters.read(chapter))
    resources = {"metadata": {"name": Path(chapter).stem, "path": str(Path(chapter).parent)}}
    html, _ = Slides(config=config).from_notebook_node(notebook, resources)
    path = Path(folder) / f"{Path(chapter).stem}.slides.html"
    with write_atomically(path, replace) as temporary:
        temporary.write_text(html, encoding="utf-8")
    return path
