"""Prose is British; identifiers, which are in backticks there, are American."""

import ast
import re
from pathlib import Path

import tinyml_kit

AMERICAN = re.compile(
    r"\b(\w*quantiz(?:e|es|ed|ing|ation)|colors?|colored|behaviors?|normaliz(?:e|es|ed|ing|ation)|"
    r"centered|optimiz(?:e|es|ed|ing|ation)|initializ(?:e|es|ed|ing|ation)|gray|catalog)\b"
)
# Names of fields, types and programs, and a title.
NAMES = re.compile(r"`[^`]*`|\w*[_.]\w+|optimized routines|^ *\w+( or \w+|, \w+)* :.*$", re.M)


def docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            yield ast.get_docstring(node) or ""


def test_docstrings_are_spelt_as_in_britain():
    root = Path(tinyml_kit.__file__).parent
    found = []
    for path in root.rglob("*.py"):
        for text in docstrings(ast.parse(path.read_text(encoding="utf-8"))):
            words = AMERICAN.findall(NAMES.sub("", text))
            found += [f"{path.relative_to(root)}: {word}" for word in words]
    assert found == []
