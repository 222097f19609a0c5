"""Damaged files: whatever bytes change, reading soon gives a sound Graph or a GraphError."""

import struct
import time
import tracemalloc

import flatbuffers
import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from tests.support import random_graphs
from tinyml_kit.graph import reference
from tinyml_kit.graph.model import Graph, GraphError
from tinyml_kit.graph.plan import plan
from tinyml_kit.graph.tflite import read

FILES = [random_graphs.make(seed).content for seed in random_graphs.each_first()]
FILES += [random_graphs.make(seed, np.float32).content for seed in range(4)]
FILES += [random_graphs.stateful(seed).content for seed in range(4)]
# Numbers that offsets, lengths and sizes go wrong with.
WORDS = st.sampled_from([0, 1, 2**7, 2**15, 2**31 - 1, 2**31, 2**32 - 1, 2**32 - 4])


@st.composite
def damaged(draw):
    content = bytearray(draw(st.sampled_from(FILES)))
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["byte", "word", "small word", "cut", "splice"]))
        at = draw(st.integers(0, max(0, len(content) - 4)))
        if kind == "byte":
            content[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
        elif kind == "word":
            content[at & ~3 : (at & ~3) + 4] = draw(WORDS).to_bytes(4, "little")
        elif kind == "small word":
            word = draw(st.integers(0, 2 * len(content)))
            content[at & ~3 : (at & ~3) + 4] = word.to_bytes(4, "little")
        elif kind == "cut":
            del content[at:]
        else:
            other = draw(st.sampled_from(FILES))
            start = draw(st.integers(0, len(other) - 1))
            content[at : at + 64] = other[start : start + draw(st.integers(1, 64))]
    content[4:8] = b"TFL3"
    return bytes(content)


NUMBERS = st.one_of(
    st.integers(-2, 12), st.sampled_from([127, 128, -128, 2**15, 2**24, 2**30, 2**31 - 1, -(2**31)])
)


@st.composite
def rewritten(draw):
    """A well-formed file whose numbers say something else: sizes, strides, types, indices."""
    model = schema.ModelT.InitFromPackedBuf(draw(st.sampled_from(FILES)))
    graph = model.subgraphs[0]
    for _ in range(draw(st.integers(1, 3))):
        tables = [*graph.tensors, *graph.operators]
        tables += [t.builtinOptions for t in graph.operators if t.builtinOptions]
        tables += [t.quantization for t in graph.tensors if t.quantization]
        fields = [
            (table, name)
            for table in tables
            for name, value in vars(table).items()
            if isinstance(value, (int, float, np.ndarray)) and name != "builtinOptionsType"
        ]
        table, name = draw(st.sampled_from(fields))
        value, number = getattr(table, name), draw(NUMBERS)
        if isinstance(value, np.ndarray):
            value = value.copy()
            if value.size and draw(st.booleans()):
                value[draw(st.integers(0, value.size - 1))] = number
            else:
                value = value[: draw(st.integers(0, value.size))]
            setattr(table, name, value)
        else:
            setattr(table, name, type(value)(number))
    builder = flatbuffers.Builder(1024)
    try:
        builder.Finish(model.Pack(builder), b"TFL3")
    except (TypeError, struct.error):
        # A number that this field of the schema cannot hold.
        reject()
    return bytes(builder.Output())


def require_sound(graph):
    """Assert what later stages rely on."""
    assert isinstance(graph, Graph)
    known = {tensor.index for tensor in graph.tensors if tensor.data is not None}
    known |= {*graph.inputs, *graph.states}
    for place, tensor in enumerate(graph.tensors):
        assert tensor.index == place and min(tensor.shape, default=1) >= 1
        assert tensor.data is None or tensor.data.shape == tensor.shape
        if tensor.quantization:
            assert (tensor.quantization.scale > 0).all()
            assert np.isfinite(tensor.quantization.scale).all()
    for place, operator in enumerate(graph.operators):
        assert operator.index == place
        assert {index for index in operator.inputs if index is not None} <= known
        known |= set(operator.outputs)
    assert set(graph.outputs) <= known


def inputs_for(graph):
    rng = np.random.default_rng(0)
    for index in graph.inputs:
        tensor = graph.tensors[index]
        x = rng.integers(-128, 128, tensor.shape).astype(tensor.dtype)
        # Of a model with state a sequence of two steps.
        yield np.stack([x, x])[np.newaxis] if graph.states else x


def require_refusal_or_sound(content):
    start = time.process_time()
    try:
        graph = read(content)
    except GraphError as error:
        assert str(error).startswith("the model: ")
        graph = None
    assert time.process_time() - start < 1
    if graph is None:
        return
    require_sound(graph)
    plan(graph)
    if sum(tensor.nbytes for tensor in graph.tensors) > 1_000_000:
        return
    with np.errstate(all="ignore"):
        outputs = reference.run(graph, list(inputs_for(graph)))
    for index, output in zip(graph.outputs, outputs, strict=True):
        assert output.dtype == graph.tensors[index].dtype


@settings(deadline=None, max_examples=1500, suppress_health_check=list(HealthCheck))
@given(damaged())
def test_a_damaged_file_is_refused_or_still_a_model_that_can_be_computed(content):
    require_refusal_or_sound(content)


@settings(deadline=None, max_examples=800, suppress_health_check=list(HealthCheck))
@given(rewritten())
def test_a_file_that_says_something_else_is_refused_or_a_model_that_can_be_computed(content):
    require_refusal_or_sound(content)


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(damaged())
def test_reading_takes_no_more_memory_than_a_small_multiple_of_the_file(content):
    tracemalloc.start()
    try:
        read(content)
    except GraphError:
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * len(content) + 200_000


@pytest.mark.parametrize("size", range(0, 1200, 7))
def test_a_file_cut_short_anywhere_is_refused_or_sound(size):
    try:
        require_sound(read(FILES[0][:size]))
    except GraphError:
        pass


def test_noise_is_refused():
    rng = np.random.default_rng(0)
    for size in (8, 9, 100, 10_000):
        for _ in range(50):
            noise = rng.bytes(4) + b"TFL3" + rng.bytes(size)
            with pytest.raises(GraphError):
                read(noise)
