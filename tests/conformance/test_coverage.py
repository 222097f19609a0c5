"""The models that are run reach every branch of every template, on each kind of chip."""

import re

import pytest

from tests.support import corpus
from tinyml_kit.codegen.c import c99, templates
from tinyml_kit.codegen.c.targets import AVR, CORTEX_M4, PORTABLE

BOARDS = corpus.INT8_ON_BOARDS, corpus.FLOAT_ON_BOARDS, corpus.NETWORKS_ON_BOARDS
SEEDS = {
    PORTABLE: (corpus.INT8, corpus.FLOAT, corpus.NETWORKS),
    AVR: BOARDS,
    CORTEX_M4: BOARDS,
}
CONDITION = re.compile(r"^\s*#\s*(?:if|elif) (.*)$", re.MULTILINE)
INCLUDE = re.compile(r'^\s*#\s*include "(.+)"$', re.MULTILINE)
# Nobody says of a depthwise convolution that its windows are one run of numbers.
ALWAYS_COPIED = ("depthwise_conv_2d.c", "CONTIGUOUS", True)
# What cannot be: those layers always get a kernel of the chip's own.
NEVER = {
    PORTABLE: {ALWAYS_COPIED},
    AVR: {ALWAYS_COPIED},
    CORTEX_M4: {
        ALWAYS_COPIED,
        ("conv_2d.c", "GROUPED", False),
        ("conv_2d_max_pool_2d.c", "GROUPED", False),
    },
}
UNUSED = {PORTABLE: set(), AVR: {"fully_connected.c"}, CORTEX_M4: set()}


def text_of(path, folders):
    """Return a template's text, and that of all that it includes."""
    text = path.read_text()
    included = [templates.find(name, folders) for name in INCLUDE.findall(text)]
    return "\n".join([text, *(text_of(one, folders) for one in included)])


def properties(path, folders, numbers=None, texts=None):
    """Return {name: value} of what decides about a template's text; all names, without numbers."""
    text = text_of(path, folders)
    names = re.findall(r"[A-Z][A-Z0-9_]+", " ".join(CONDITION.findall(text)))
    numbers, texts = numbers or {}, texts or {}
    decided = {name: bool(numbers.get(name, 0)) for name in names}
    if "$requantise" in text:
        decided["a factor above 1"] = texts.get("requantise") == "requantise_any"
    if "$multiplier" in text and "$weights" in text:
        decided["a scale a channel"] = "channel" in texts.get("shift", "")
    return decided


def reached(target, monkeypatch):
    """Return the (template, name, value) that the models of a target lead to."""
    found, fill = set(), templates.fill

    def watched(path, numbers, texts, folders=("",)):
        name = path.relative_to(templates.KERNELS).as_posix()
        decided = properties(path, folders, numbers, texts)
        found.update((name, *one) for one in decided.items())
        found.add((name, "used", True))
        return fill(path, numbers, texts, folders)

    monkeypatch.setattr(templates, "fill", watched)
    for model in corpus.models(*SEEDS[target]):
        c99.source(model.content, target=target)
    return found


def every(target):
    """Return all (template, name, value) of the templates that a target may use."""
    wanted = set()
    for folder in ("float32", *target.folders):
        for path in (templates.KERNELS / folder).glob("*.c"):
            name = path.relative_to(templates.KERNELS).as_posix()
            if name in UNUSED[target]:
                continue
            wanted.add((name, "used", True))
            for one in properties(path, target.folders):
                wanted |= {(name, one, False), (name, one, True)}
    return wanted


@pytest.mark.parametrize("target", SEEDS, ids=lambda target: target.name)
def test_every_branch_of_every_template_is_reached_by_a_model_that_is_run(target, monkeypatch):
    wanted = every(target)
    assert wanted >= NEVER[target]
    assert reached(target, monkeypatch) == wanted - NEVER[target]
