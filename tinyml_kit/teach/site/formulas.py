"""An extension of Sphinx: formulas as MathML, in place of a script from somewhere else."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from tinyml_kit.teach.formulas import mathml

_log = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx how to write a formula."""
    app.add_html_math_renderer("kit", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _inline(translator, node):
    _write(translator, node, "inline")


def _block(translator, node):
    _write(translator, node, "block")


def _write(translator, node, display):
    written = mathml(node.astext(), display)
    if written.startswith("<code>"):
        _log.warning("this formula is not valid TeX: %s", node.astext(), location=node)
    # A long formula scrolls by itself, and not the page of a phone.
    within = f'<div class="formula" tabindex="0">{written}</div>' if display == "block" else written
    translator.body.append(within)
    raise nodes.SkipNode
