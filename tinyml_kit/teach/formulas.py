"""Formulas as MathML, which browsers draw by themselves: no script, no font, no network."""

import re

import latex2mathml.converter

from tinyml_kit.base.text import html_text


def mathml(tex: str, display: str = "inline") -> str:
    """Return a formula in MathML, or as it is written if it is not valid TeX.

    Parameters
    ----------
    tex : str
        Without its dollar signs.
    display : str
        "inline" or "block".
    """
    # The converter knows \Big and \lfloor, but not directly after each other.
    plain = re.sub(r"\\[bB]igg?[lrm]?\s*(?=\\[lr](?:floor|ceil))", "", tex)
    try:
        return latex2mathml.converter.convert(plain, display=display)
    except Exception:  # the converter's errors have no common base class
        return f"<code>{html_text(tex)}</code>"
