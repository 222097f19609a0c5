"""Sizes that layers give and templates read: none is misspelt, and none is there for nothing."""

import re
from pathlib import Path

import pytest

from tests.support import corpus
from tinyml_kit.codegen.c import templates
from tinyml_kit.codegen.c.c_layer import in_c
from tinyml_kit.codegen.c.layer_text import layer_text
from tinyml_kit.codegen.c.targets import TARGETS
from tinyml_kit.codegen.lowering.layers import lower
from tinyml_kit.graph.tflite import read

WORD = re.compile(r"\b[A-Z][A-Z0-9_]+\b")
# A function's part in its own name, and a pragma of the compiler.
OTHER_WORDS = {"PART", "GCC"}
# They are there to be counted: a target that cannot count so far refuses the layer.
LIMITS = {"ELEMENTS", "WEIGHTS"}


def undefined(text, target):
    """Return the words in capitals that the C of a layer uses and nothing defines."""
    code = re.sub(r'/\*.*?\*/|"[^"]*"', "", text.shared + text.code, flags=re.S)
    defined = set(WORD.findall(templates.with_includes("flash.h", target.folders)))
    defined |= set(re.findall(r"\b(\w+) = -?\d", code)) | set(re.findall(r"#define (\w+)", code))
    return set(WORD.findall(code)) - defined - OTHER_WORDS


@pytest.fixture(scope="module")
def lowered():
    graphs = [
        read(made.content)
        for made in corpus.models(
            corpus.INT8_ON_BOARDS,
            corpus.INT16_ON_BOARDS,
            corpus.FLOAT_ON_BOARDS,
            corpus.NETWORKS_ON_BOARDS,
            corpus.STATEFUL_ON_BOARDS,
            corpus.RECURRENT_ON_BOARDS,
        )
    ]
    return [(graph, [one for one in lower(graph)[0] if one.kernel]) for graph in graphs]


@pytest.mark.parametrize("name", TARGETS)
def test_every_word_in_capitals_in_the_c_of_a_layer_is_defined(lowered, name):
    for graph, layers in lowered:
        target = TARGETS[name].fit(TARGETS[name], layers)
        for layer in layers:
            text = layer_text(graph, target.adapt(in_c(graph, layer)), target)
            assert undefined(text, target) == set(), layer.name


def test_every_size_is_read_by_a_template_or_by_what_writes_c(lowered):
    given = {name for _, layers in lowered for layer in layers for name in layer.sizes}
    package = Path(templates.__file__).parents[1]
    files = [path for path in package.rglob("*") if path.suffix in (".c", ".h", ".py")]
    read_by = set().union(*(WORD.findall(path.read_text(encoding="utf-8")) for path in files))
    assert given - read_by == LIMITS
