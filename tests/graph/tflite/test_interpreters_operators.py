"""Every operator that the interpreter has is known to the kit, or refused with what to do."""

import re
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

from tests.support.flatbuffer import Writer
from tests.support.one_operator import refusal
from tinyml_kit.graph.tflite import decode, variables
from tinyml_kit.graph.tflite.flatbuffer import names_of
from tinyml_kit.graph.tflite.fold import FOLDED
from tinyml_kit.ops.operators import CUSTOM, OPERATORS
from tinyml_kit.rungs.interpreters import tflm
from tinyml_kit.rungs.protocol import DeviceError

CONTROL_FLOW = "unroll loops (unroll=True) and take out branches."
# What the interpreter has beyond the kit, and what a reader can do.
REFUSED = {
    "IF": CONTROL_FLOW,
    "WHILE": CONTROL_FLOW,
    "TFLite_Detection_PostProcess": "choose them in the program that calls it.",
}
SUPPORTED = (*OPERATORS, *FOLDED, *variables.RESOLVED)
NO_OPERATOR = ("CUSTOM", "DELEGATE", "PLACEHOLDER_FOR_GREATER_OP_CODES")
BUILTIN = [name for name in names_of(schema.BuiltinOperator).values() if name not in NO_OPERATOR]


def alone(name):
    """Return a Writer of an operator with one input, whatever it needs."""
    writer = Writer()
    x, y = (writer.tensor((1, 4), np.float32) for _ in range(2))
    writer.operator(name, [x], [y])
    writer.inputs, writer.outputs = [x], [y]
    return writer


def interpreter_has(name):
    """Tell whether the interpreter finds an operator; other faults of the model do not matter."""
    try:
        tflm.build(alone(name).finish())
    except DeviceError as error:
        return not re.search("Didn't find op|registration from op code CUSTOM", str(error))
    return True


def test_what_the_interpreter_has_is_known_or_refused_with_what_to_do():
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    found = {name for name in BUILTIN if interpreter_has(name)}
    assert {"CONV_2D", "WHILE"} <= found and "POW" not in found
    assert found - {*SUPPORTED} == {"IF", "WHILE"}


def test_custom_operators_of_the_interpreter_are_known_or_refused_with_what_to_do():
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    (library,) = Path(find_spec("tflite_micro").submodule_search_locations[0]).rglob("_runtime.so")
    signals = re.findall(rb"\0(Signal[A-Z]\w+)(?=\0)", library.read_bytes())
    assert {name.decode() for name in signals} == {
        name for name in (*CUSTOM, *REFUSED) if name.startswith("Signal")
    }
    assert all(interpreter_has(name) for name in (*CUSTOM, *REFUSED, decode.NAME))
    assert not interpreter_has("SignalNothing")


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_says_what_to_do(name):
    named = name if name in BUILTIN else f"custom {name}"
    said = refusal(alone(name))
    assert f"operator 0 ({named} version 1): is not supported; " in said
    assert said.endswith(REFUSED[name])


def test_other_operators_are_refused_as_the_interpreter_does():
    for name in {*BUILTIN} - {*SUPPORTED, "IF", "WHILE", "CALL", "RELU_N1_TO_1", "RELU_0_TO_1"}:
        assert "the interpreter does not have it either; the kit knows" in refusal(alone(name))
