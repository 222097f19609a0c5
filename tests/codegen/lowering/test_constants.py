"""Bytes of constants: those of the arrays that the C declares, for every model of the tests."""

import re

import numpy as np

from tests.support import corpus
from tests.support.stateful import accumulator
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.laid_out import laid_out, stored_bytes
from tinyml_kit.codegen.c.targets import AVR, CORTEX_M4, PORTABLE, SCALAR
from tinyml_kit.codegen.lowering import constants
from tinyml_kit.codegen.lowering.layers import lower
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.layer import Constant, Layer

ARRAY = re.compile(r"static const (\w+) (\w+)\[(\d+)\] FLASH = \{(.*?)\};", re.S)
BYTES = {"int8_t": 1, "int16_t": 2, "int32_t": 4, "float": 4, "int64_t": 8}
BYTES |= {"uint8_t": 1, "uint32_t": 4, "uint64_t": 8}


def declared(graph, target=PORTABLE):
    """Return {name: (type, count, text)} of the constant arrays in the C of a model."""
    text = c99.source(graph, target=target)["model.c"]
    return {name: (kind, int(count), body) for kind, name, count, body in ARRAY.findall(text)}


def of_scalings(name):
    return name.endswith(("multipliers", "shifts"))


def require_as_declared(content):
    graph = read(content)
    layers, _ = lower(graph)
    found = declared(graph)
    arrays = {one for name, one in found.items() if not of_scalings(name)}
    scalings = [one for name, one in found.items() if of_scalings(name)]
    size = constants.array_bytes(graph, layers), constants.scaling_bytes(layers)
    assert size == tuple(
        sum(BYTES[kind] * count for kind, count, _ in some) for some in (arrays, scalings)
    )
    assert sum(size) == constants.constant_bytes(graph, layers)
    for target in (CORTEX_M4, SCALAR, AVR):
        stored = laid_out(graph, layers, target)
        # The C declares them for the twins of its assembly; a program leaves them out.
        in_code = {f"{layer.name}_weights" for layer in stored if layer.instructions}
        kept = {one for name, one in declared(graph, target).items() if name not in in_code}
        assert stored_bytes(graph, stored) == sum(BYTES[kind] * count for kind, count, _ in kept)


def test_the_bytes_of_constants_are_those_of_the_arrays_that_the_c_declares():
    for made in corpus.models(
        corpus.INT8_ON_BOARDS,
        corpus.INT16_ON_BOARDS,
        corpus.FLOAT_ON_BOARDS,
        corpus.NETWORKS_ON_BOARDS,
        corpus.STATEFUL,
        corpus.RECURRENT,
    ):
        require_as_declared(made.content)


def test_what_a_state_starts_with_counts_unless_its_bytes_are_the_same():
    def size(initial):
        graph = read(accumulator(initial))
        require_as_declared(accumulator(initial))
        return constants.constant_bytes(graph, lower(graph)[0])

    assert [size(initial) for initial in (None, [7] * 4, [7, 7, 7, 8])] == [0, 0, 4]


def test_equal_arrays_count_once_and_those_of_another_type_do_not():
    def size(*arrays):
        layer = Layer((), "none", "int8", (), (), constants={
            str(place): Constant(array, "") for place, array in enumerate(arrays)
        })  # fmt: skip
        return constants.array_bytes(Graph("none", (), (), (), ()), [layer, layer])

    zeros = np.zeros(4, np.int8)
    assert size(zeros) == size(zeros, zeros.copy()) == 4
    assert size(zeros, np.zeros(1, np.int32)) == size(zeros, zeros + 1) == 8
