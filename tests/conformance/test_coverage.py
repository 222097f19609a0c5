"""The models that are run reach every branch of every template, on each kind of chip.

Chips whose record says `target = "portable"` have no templates of their own. The memory of a state
is not written from a template: its branches are tested in tests/codegen/c/test_state.py.
"""

import re

import pytest

from tests.support import corpus
from tinyml_kit.codegen.c import c99, templates
from tinyml_kit.codegen.c.targets import AVR, CORTEX_M4, PORTABLE, SCALAR, TARGETS

BOARDS = (
    corpus.INT8_ON_BOARDS,
    corpus.INT16_ON_BOARDS,
    corpus.FLOAT_ON_BOARDS,
    corpus.NETWORKS_ON_BOARDS,
    corpus.STATEFUL_ON_BOARDS,
    # They are cheap to write, and branches are few and far between.
    corpus.RECURRENT,
)
SEEDS = {
    PORTABLE: (
        corpus.INT8,
        corpus.INT16,
        corpus.FLOAT,
        corpus.NETWORKS,
        corpus.STATEFUL,
        corpus.RECURRENT,
    ),
    AVR: BOARDS,
    CORTEX_M4: BOARDS,
    SCALAR: BOARDS,
}
CONDITION = re.compile(r"^\s*#\s*(?:if|elif) (.*)$", re.MULTILINE)
INCLUDE = re.compile(r'^\s*#\s*include "(.+)"$', re.MULTILINE)
# The windows of a depthwise convolution are never said to be one run of numbers; some
# layers of int16 always count in 64 bits, from where nothing is shifted to the left first.
NOWHERE = {
    ("kernels/depthwise_conv_2d.c", "CONTIGUOUS", True),
    ("kernels/depthwise_conv_2d.c", "DIRECT", True),
    ("kernels/int16/depthwise_conv_2d.c", "a factor above 1", True),
    ("kernels/int16/transpose_conv.c", "a factor above 1", True),
    ("kernels/int16/batch_matmul.c", "a factor above 1", True),
    # A product of two curves is finer than any output.
    ("kernels/unidirectional_sequence_lstm.c", "a factor above 1", True),
    ("kernels/int16/unidirectional_sequence_lstm.c", "a factor above 1", True),
}
# What cannot be: a window of 16-bit numbers is never read where it lies, and some layers always get
# a kernel of the chip's own.
NEVER = {
    PORTABLE: NOWHERE
    | {
        ("kernels/conv_2d.c", "DIRECT", True),
        ("kernels/conv_2d_max_pool_2d.c", "DIRECT", True),
    },
    AVR: NOWHERE | {("avr/kernels/conv_2d_blocks.c", "DILATED", True)},
    CORTEX_M4: NOWHERE
    | {
        ("kernels/conv_2d.c", "GROUPED", False),
        ("kernels/conv_2d_max_pool_2d.c", "GROUPED", False),
    },
    SCALAR: NOWHERE
    | {
        ("kernels/conv_2d.c", "GROUPED", False),
        ("kernels/conv_2d_max_pool_2d.c", "GROUPED", False),
        ("kernels/depthwise_conv_2d.c", "MULTIPLIED", False),
        ("scalar/kernels/depthwise_conv_2d_channels.c", "CONTIGUOUS", True),
        ("scalar/kernels/depthwise_conv_2d_channels.c", "DIRECT", True),
    },
}
UNUSED = {target: set() for target in TARGETS.values()}
UNUSED[AVR] = UNUSED[SCALAR] = {"kernels/fully_connected.c"}


def text_of(path, folders):
    """Return a template's text, and that of all that it includes."""
    text = path.read_text(encoding="utf-8")
    included = [templates.find(name, folders) for name in INCLUDE.findall(text)]
    return "\n".join([text, *(text_of(one, folders) for one in included)])


def decisions(path, folders):
    """Return the sizes that decide about a template's text, and whether $names do in this way."""
    text = text_of(path, folders)
    names = set(re.findall(r"[A-Z][A-Z0-9_]+", " ".join(CONDITION.findall(text))))
    by_factor = "$requantise" in text
    by_channel = "$multiplier" in text and "$weights" in text
    return names, by_factor, by_channel


def decided(path, folders, sizes, substitutions):
    """Return {name: value} of what decides about a template's text, for one layer."""
    names, by_factor, by_channel = decisions(path, folders)
    values = {name: bool(sizes[name]) for name in names}
    if by_factor:
        values["a factor above 1"] = substitutions["requantise"] == "requantise_any"
    if by_channel:
        values["a scale per channel"] = "channel" in substitutions["shift"]
    return values


def name_of(path):
    return path.relative_to(templates.HERE).as_posix()


def reached(target, monkeypatch):
    """Return the (template, name, value) that the models of a target lead to."""
    found, fill = set(), templates.fill

    def watched(path, sizes, substitutions, folders):
        name = name_of(path)
        found.update((name, *one) for one in decided(path, folders, sizes, substitutions).items())
        found.add((name, "used", True))
        return fill(path, sizes, substitutions, folders)

    monkeypatch.setattr(templates, "fill", watched)
    for model in corpus.models(*SEEDS[target]):
        c99.source(model.content, target=target)
    return found


def every(target):
    """Return all (template, name, value) of the templates that a target may use."""
    wanted = set()
    for folder in target.folders:
        paths = [*(templates.HERE / folder).glob("*.c")]
        for kind in ("int16", "int32", "float32"):
            paths += (templates.HERE / folder / kind).glob("*.c")
        for path in paths:
            name = name_of(path)
            if name in UNUSED[target]:
                continue
            wanted.add((name, "used", True))
            names, by_factor, by_channel = decisions(path, target.folders)
            names |= {"a factor above 1"} if by_factor else set()
            names |= {"a scale per channel"} if by_channel else set()
            wanted |= {(name, one, value) for one in names for value in (False, True)}
    return wanted


def test_every_target_is_held_to_it():
    assert set(SEEDS) == set(TARGETS.values())


@pytest.mark.parametrize("target", SEEDS, ids=lambda target: target.name)
def test_every_branch_of_every_template_is_reached_by_a_model_that_is_run(target, monkeypatch):
    wanted = every(target)
    assert wanted >= NEVER[target]
    assert {name for name, *_ in wanted} >= {
        f"kernels/{name}.c" for name in ("read_variable", "assign_variable", "strided_slice")
    }
    assert reached(target, monkeypatch) == wanted - NEVER[target]
