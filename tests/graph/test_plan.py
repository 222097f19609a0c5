"""The memory plan: nothing is overwritten while it is still needed, and little is wasted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import random_graphs
from tests.support.flatbuffer import PADDINGS, Writer
from tinyml_kit.codegen.c import c99
from tinyml_kit.graph import reference
from tinyml_kit.graph.plan import plan
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.operators import OPERATORS, parameters


def run_in_arena(graph, made, sample):
    """Compute a graph with all tensors in one block of memory, as generated C does."""
    arena = np.full(made.size, 0x55, np.uint8)

    def place(index):
        tensor, offset = graph.tensors[index], made.offsets[index]
        return arena[offset : offset + tensor.nbytes].view(tensor.dtype).reshape(tensor.shape)

    constants = {t.index: t.data for t in graph.tensors if t.data is not None}
    for index, values in zip(graph.inputs, sample, strict=True):
        place(index)[...] = values
    for operator in graph.operators:
        read_now = {
            index: constants[index] if index in constants else place(index)
            for index in operator.inputs
            if index is not None
        }
        outputs = reference.compute(graph, operator, parameters(graph, operator), read_now)
        for index, output in zip(operator.outputs, outputs, strict=True):
            place(index)[...] = output
    return [place(index) for index in graph.outputs]


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 10_000), st.sampled_from([np.int8, np.float32]), st.sampled_from([1, 2, 4, 16])
)
def test_a_model_computed_inside_the_plan_gives_the_same_outputs(seed, dtype, alignment):
    model = random_graphs.make(seed, dtype)
    graph = read(model.content)
    made = plan(graph, alignment)
    sample = [values[5] for values in random_graphs.inputs(model, 12)]
    expected = reference.step_through(graph, sample)
    for index, output in zip(graph.outputs, run_in_arena(graph, made, sample), strict=True):
        np.testing.assert_array_equal(output, expected[index])


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000), st.sampled_from([1, 4, 16]))
def test_tensors_alive_together_do_not_overlap_and_start_where_they_may(seed, alignment):
    graph = read(random_graphs.make(seed).content)
    made = plan(graph, alignment)
    assert set(made.offsets) == {t.index for t in graph.tensors if t.index in made.lifetimes}
    for index, offset in made.offsets.items():
        tensor = graph.tensors[index]
        assert offset % max(alignment, tensor.dtype.itemsize) == 0
        assert 0 <= offset <= made.size - tensor.nbytes
        for other, place in made.offsets.items():
            (first, last), (begin, end) = made.lifetimes[index], made.lifetimes[other]
            apart = offset + tensor.nbytes <= place or (
                place + graph.tensors[other].nbytes <= offset
            )
            shared = made.in_place.get(other) == index or made.in_place.get(index) == other
            assert apart or index == other or last < begin or end < first or shared


def test_the_lower_bound_is_nearly_always_reached():
    plans = [plan(read(random_graphs.make(seed).content)) for seed in range(200)]
    assert all(made.size >= made.lower_bound for made in plans)
    assert sum(made.size == made.lower_bound for made in plans) >= 190
    assert max(made.size / made.lower_bound for made in plans) < 1.1


def test_the_same_graph_gets_the_same_plan():
    content = random_graphs.make(3).content
    assert plan(read(content)) == plan(read(content))


def chain(*sizes, name="QUANTIZE"):
    """Return a model of one input and operators one after the other."""
    writer = Writer()
    indices = [writer.tensor((1, size), np.int8, 0.5 + k) for k, size in enumerate(sizes)]
    for x, y in zip(indices, indices[1:], strict=False):
        writer.operator(name, [x], [y])
    writer.inputs, writer.outputs = indices[:1], indices[-1:]
    return read(writer.finish())


def test_what_replaces_its_input_takes_no_memory_of_its_own():
    made = plan(chain(100, 100, 100))
    assert (made.size, made.in_place) == (100, {1: 0, 2: 1})


def test_an_input_that_is_needed_again_is_not_replaced():
    writer = Writer()
    x, y, z = (writer.tensor((1, 10), np.int8, 0.5) for _ in range(3))
    writer.operator("RELU", [x], [y])
    writer.operator("ADD", [x, y], [z])
    writer.inputs, writer.outputs = [x], [z, y]
    made = plan(read(writer.finish()))
    # x lives on for ADD, which may then replace x but not y, which is an output.
    assert (made.size, made.in_place) == (20, {z: x})


@pytest.mark.parametrize("small_first", [True, False])
def test_only_an_operand_of_the_outputs_size_is_replaced(small_first):
    writer = Writer()
    small, x, y = (writer.tensor(shape, np.int8, 0.5) for shape in ((1, 2), (5, 2), (5, 2)))
    writer.operator("ADD", [small, x] if small_first else [x, small], [y])
    writer.inputs, writer.outputs = [small, x], [y]
    made = plan(read(writer.finish()))
    assert (made.size, made.in_place) == (12, {y: x})


def test_a_number_of_one_byte_does_not_take_the_place_of_four():
    writer = Writer()
    x, y = writer.tensor((1, 10), np.float32), writer.tensor((1, 10), np.int8, 0.5)
    writer.operator("QUANTIZE", [x], [y])
    writer.inputs, writer.outputs = [x], [y]
    made = plan(read(writer.finish()))
    assert (made.size, made.in_place) == (50, {})


def test_an_input_that_no_operator_reads_has_its_place_before_the_first_one():
    writer = Writer()
    x, unread, y = (writer.tensor((1, size), np.int8, 0.5) for size in (10, 100, 10))
    writer.operator("RELU", [x], [y])
    writer.inputs, writer.outputs = [x, unread], [y]
    made = plan(read(writer.finish()))
    assert made.lifetimes[unread] == (-1, -1)
    assert made.size == made.lower_bound == 110


@pytest.mark.parametrize(
    ("shape", "order", "stays"),
    [((1, 4, 5, 1), [0, 3, 1, 2], True), ((1, 4, 5, 2), [0, 3, 1, 2], False),
     ((1, 4, 5, 2), [0, 1, 2, 3], True)],
)  # fmt: skip
def test_elements_that_keep_their_order_stay_where_they_are(shape, order, stays):
    writer = Writer()
    x, y = (writer.tensor(s, np.int8, 0.5) for s in (shape, [shape[i] for i in order]))
    axes = writer.tensor((4,), np.int32, data=np.array(order, np.int32))
    writer.operator("TRANSPOSE", [x, axes], [y])
    writer.inputs, writer.outputs = [x], [y]
    graph = read(writer.finish())
    assert plan(graph).in_place == ({y: x} if stays else {})
    said = "/* TRANSPOSE: the numbers stay where they are. */"
    assert (said in c99.source(graph)["model.c"]) == stays


def test_a_part_of_a_tensor_gets_a_place_of_its_own_even_from_its_start():
    writer = Writer()
    x, y = (writer.tensor(shape, np.int8, 0.5) for shape in ((1, 4), (1, 3)))
    bounds = [writer.tensor((2,), np.int32, data=np.int32(values)) for values in ([0, 0], [1, 3])]
    writer.operator("SLICE", [x, *bounds], [y])
    writer.inputs, writer.outputs = [x], [y]
    graph = read(writer.finish())
    assert plan(graph).in_place == {}
    assert "memcpy" not in c99.source(graph)["model.c"]
    assert "static void slice_0(" in c99.source(graph)["model.c"]


def test_operators_that_look_back_do_not_work_in_place():
    in_place = {name for name, spec in OPERATORS.items() if spec.in_place}
    assert not in_place & {"CONV_2D", "FULLY_CONNECTED", "MAX_POOL_2D", "CONCATENATION", "PAD"}


def bragg(size=100, filters=3):
    """Return the published network with four 5 × 5 convolutions and three poolings, untrained."""
    writer, rng = Writer(), np.random.default_rng(0)
    x, side, channels = writer.tensor((1, size, size, 1), np.int8, 1 / 255, -128), size, 1
    writer.inputs = [x]
    strides = dict(strideH=1, strideW=1, padding=PADDINGS["VALID"])
    for k in range(4):
        weights = rng.integers(-127, 128, (filters, 5, 5, channels), np.int8)
        w = writer.tensor(weights.shape, np.int8, np.full(filters, 0.01), 0, 0, weights)
        b = writer.tensor((filters,), np.int32, 1e-4, data=np.zeros(filters, np.int32))
        side, channels = side - 4, filters
        y = writer.tensor((1, side, side, channels), np.int8, 0.05, -128)
        dilation = dict(dilationHFactor=1, dilationWFactor=1, fusedActivationFunction=1)
        writer.operator("CONV_2D", [x, w, b], [y], **strides, **dilation)
        x = y
        if k < 3:
            side //= 2
            y = writer.tensor((1, side, side, channels), np.int8, 0.05, -128)
            halves = dict(strideH=2, strideW=2, filterHeight=2, filterWidth=2)
            writer.operator("MAX_POOL_2D", [x], [y], **(strides | halves))
            x = y
    flat = writer.tensor((1, side * side * channels), np.int8, 0.05, -128)
    writer.operator("RESHAPE", [x], [flat])
    weights = rng.integers(-127, 128, (3, side * side * channels), np.int8)
    w = writer.tensor(weights.shape, np.int8, 0.01, data=weights)
    logits = writer.tensor((1, 3), np.int8, 0.1, 0)
    writer.operator("FULLY_CONNECTED", [flat, w, None], [logits])
    y = writer.tensor((1, 3), np.int8, 1 / 256, -128)
    writer.operator("SOFTMAX", [logits], [y], beta=1.0)
    writer.outputs = [y]
    return read(writer.finish())


def test_the_bragg_network_at_100_px_needs_its_first_layers_input_and_output_and_no_more():
    # Input 100 · 100, first feature maps 96 · 96 · 3; all that follows fits into that.
    made = plan(bragg())
    assert made.size == made.lower_bound == 10_000 + 27_648


@pytest.fixture(scope="module")
def converted_bragg():
    """Return the published network as the converter writes it."""
    from tinyml_kit.compress.quantize import to_tflite
    from tinyml_kit.learning.models import bragg_cnn

    images = np.random.default_rng(0).random((20, 100, 100, 1), np.float32)
    return to_tflite(bragg_cnn(100), "int8", images, samples=20)[0]


def test_the_converted_bragg_network_needs_37648_bytes(converted_bragg):
    graph = read(converted_bragg)
    assert plan(graph).size == 37_648
    assert [operator.name for operator in graph.operators] == [
        operator.name for operator in bragg().operators
    ]


def test_the_bragg_network_takes_less_than_50_ms_in_numpy(converted_bragg):
    import time

    graph = read(converted_bragg)
    image = np.random.default_rng(0).integers(-128, 128, (1, 100, 100, 1), np.int8)
    times = []
    for _ in range(5):
        start = time.process_time()
        reference.run(graph, [image])
        times.append(time.process_time() - start)
    assert min(times) < 0.05
