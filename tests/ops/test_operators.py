"""Every operator is complete and in one place, and all lists of operators are the same."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest

import tinyml_kit
from tests.support import random_graphs, random_operators, random_recurrent
from tinyml_kit.codegen.c import templates
from tinyml_kit.codegen.c.c_layer import template
from tinyml_kit.codegen.lowering.fusion import layer
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops import lstm, svdf, variables
from tinyml_kit.ops.layer import Layer
from tinyml_kit.ops.operators import CUSTOM, FAMILIES, OPERATORS, macs, parameters

ROOT = Path(tinyml_kit.__file__).parent
# What only a text in C has.
TOKENS_OF_C = re.compile(r"int\d+_t|READ\w*\(|\bstatic\b|\$|\bAT\(|index_t|flash")


def rows(family):
    """Return {name: cells} of the table in a family's docstring."""
    lines = [line.strip("| ").split("|") for line in family.__doc__.splitlines() if "|" in line]
    return {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in lines[2:]}


def test_every_operator_belongs_to_one_family():
    names = [spec.name for family in FAMILIES for spec in family.SPECS]
    assert names == list(OPERATORS)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__.split(".")[-1])
def test_a_familys_docstring_has_a_row_for_each_of_its_operators(family):
    table = rows(family)
    assert list(table) == [spec.name for spec in family.SPECS]
    assert all(len(cells) == 3 and all(cells) for cells in table.values())


@pytest.mark.parametrize("spec", OPERATORS.values(), ids=OPERATORS)
def test_every_operator_is_complete(spec):
    hooks = (spec.check, spec.lower, spec.options, spec.params, spec.macs)
    assert all(callable(hook) for hook in hooks)
    kinds = (np.int8, np.int16, np.float32, np.bool_, np.uint32)
    assert any(spec.reference(np.dtype(kind)) for kind in kinds)
    assert spec.version >= 1 and 1 <= spec.inputs[0] <= spec.inputs[1]
    assert all(sys.modules[hook.__module__].__doc__ for hook in hooks)


def test_operators_that_only_reshape_are_those_whose_reference_does():
    x = np.arange(6, dtype=np.int8).reshape(1, 6)
    reshaping = set()
    for spec in OPERATORS.values():
        try:
            y = spec.int8({}, {}, (2, 3), x)
        except Exception:  # others need parameters, options or more inputs
            continue
        if isinstance(y, np.ndarray) and y.tolist() == x.reshape(2, 3).tolist():
            reshaping.add(spec.name)
    assert reshaping == {spec.name for spec in OPERATORS.values() if spec.reshapes}


# Drawn by `random_graphs.stateful` and `random_recurrent` in models that run on sequences.
APART = [spec.name for family in (svdf, lstm, variables) for spec in family.SPECS]
# Custom operators work on signals, which no other operator makes; models made by hand have them.
DRAWN = [name for name in OPERATORS if name not in (*APART, *CUSTOM.values())]


def test_random_models_draw_the_same_operators_in_the_same_order():
    assert list(random_operators.OPERATORS) == DRAWN
    drawn = [random_graphs.stateful(seed).operators for seed in range(4)]
    drawn += [random_recurrent.recurrent(seed).operators for seed in range(2)]
    assert set().union(*drawn) >= set(APART)


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.float32])
def test_every_operator_becomes_a_layer_whose_kernel_is_there(dtype):
    seen = set()
    for seed in random_graphs.each_first(2, dtype):
        graph = read(random_graphs.make(seed, dtype).content)
        for operator in graph.operators:
            one = layer(graph, operator)
            assert isinstance(one, Layer)
            assert one.element in ("int8", "int16", "int32", "float32", "any")
            assert templates.find(template(one.kernel, one.element)), one.kernel
            seen.add((operator.name, graph.tensors[operator.inputs[0]].dtype.name))
    kind = np.dtype(dtype).name
    wanted = {(name, kind) for name in DRAWN if getattr(OPERATORS[name], kind)}
    if kind != "int16":
        wanted |= {(name, "bool") for name in DRAWN if OPERATORS[name].boolean}
    assert seen >= wanted


def test_macs_are_counted_where_there_are_weights():
    graph = read(random_graphs.network(3).content)
    counts = {operator.name: macs(graph, operator) for operator in graph.operators}
    assert counts["SOFTMAX"] == 0
    assert counts["FULLY_CONNECTED"] > 0


def test_parameters_of_a_float_operator_without_an_activation_are_none_or_its_limits():
    for seed in random_graphs.each_first():
        graph = read(random_graphs.make(seed, np.float32).content)
        for operator in graph.operators:
            if graph.tensors[operator.outputs[0]].dtype == np.float32:
                assert "multiplier" not in parameters(graph, operator)


@pytest.mark.parametrize("room", ["ops", "codegen/lowering"])
def test_what_is_common_to_all_languages_holds_no_text_in_c(room):
    for path in sorted((ROOT / room).glob("*.py")):
        found = TOKENS_OF_C.search(path.read_text(encoding="utf-8"))
        assert found is None, f"{path.name}: {found[0]}"
