"""Slides made of a chapter, with its committed outputs, by nbconvert.

A tag on a cell says what becomes of it: `slide` and `subslide` begin one, `fragment` appears by a
click, `notes` is for the speaker, `skip` is left out. Without a tag a heading begins a slide, a
longer text is for the speaker, and code is shown only if it is short.
"""

import re
from pathlib import Path

KINDS = ("slide", "subslide", "fragment", "notes", "skip")
#: Lines of code that can be read from the last row.
READABLE = 12
#: Words that fit on a slide.
WORDS = 90


def kind(cell):
    """Return what becomes of a cell: one of KINDS, or "-" if it joins the one before."""
    for tag in cell.metadata.get("tags", []):
        if tag in KINDS:
            return tag
    if cell.cell_type == "markdown":
        if re.match(r"#{1,2} ", cell.source):
            return "slide"
        return "notes" if len(cell.source.split()) > WORDS else "subslide"
    return "-" if cell.source.strip() else "skip"


def prepared(notebook):
    """Return a notebook with the marks that nbconvert reads."""
    for cell in notebook.cells:
        cell.metadata["slideshow"] = {"slide_type": kind(cell)}
        if cell.cell_type == "code" and len(cell.source.splitlines()) > READABLE:
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
    return notebook


def write(chapter, folder, reveal=None):
    """Write the slides of a chapter as one HTML file.

    Parameters
    ----------
    chapter : Path
    folder : Path
    reveal : str, optional
        Where the browser finds reveal.js, e.g. a folder beside the slides; by default the network.

    Returns
    -------
    Path
    """
    import nbformat
    from nbconvert import SlidesExporter
    from traitlets.config import Config

    config = Config()
    config.SlidesExporter.reveal_scroll = True
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_input_tags = {"hide-input"}
    if reveal:
        config.SlidesExporter.reveal_url_prefix = reveal
    notebook = prepared(nbformat.read(chapter, as_version=4))
    html, _ = SlidesExporter(config=config).from_notebook_node(notebook)
    path = Path(folder) / f"{Path(chapter).stem}.slides.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8")
    return path
