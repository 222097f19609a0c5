"""Variables of a file become state tensors of the Graph, or are refused with the reason."""

import numpy as np
import pytest

from tests.support import corpus
from tests.support.flatbuffer import ACTIVATIONS, Writer
from tests.support.one_operator import refusal
from tests.support.stateful import accumulator, initialise, variable
from tinyml_kit.graph.tflite import read
from tinyml_kit.graph.tflite.variables import has_state
from tinyml_kit.ops.operators import OPERATORS

INT8 = dict(dtype=np.int8, scale=0.5, zero_point=3)


def memory(writer=None, **how):
    """Return a Writer of a model that gives out what its variable holds, and assigns its input."""
    writer = writer or Writer()
    shape = (1, 4)
    x, y = writer.tensor(shape, **INT8), writer.tensor(**(dict(shape=shape) | INT8 | how))
    handle = variable(writer)
    writer.operator("READ_VARIABLE", [handle], [y])
    writer.operator("ASSIGN_VARIABLE", [handle, x], [])
    writer.inputs, writer.outputs = [x], [y]
    return writer


def test_a_variable_is_a_state_tensor_with_the_type_of_what_is_read_from_it():
    graph = read(memory().finish())
    (state,) = graph.states
    tensor = graph.tensors[state]
    assert (tensor.name, tensor.shape, tensor.dtype) == ("memory", (1, 4), np.int8)
    assert (tensor.scale, tensor.zero_point) == (0.5, 3)
    assert [(op.name, op.inputs, op.outputs) for op in graph.operators] == [
        ("READ_VARIABLE", (state,), (1,)),
        ("ASSIGN_VARIABLE", (0,), (state,)),
    ]


def test_without_first_values_it_starts_with_what_stands_for_0():
    assert read(accumulator()).tensors[3].initial.tolist() == [[3, 3, 3, 3]]
    assert read(accumulator(dtype=np.float32)).tensors[3].initial.tolist() == [[0, 0, 0, 0]]


def test_its_first_values_are_those_that_a_subgraph_assigns_once():
    graph = read(accumulator([1, 2, 3, -4]))
    assert graph.tensors[graph.states[0]].initial.tolist() == [[1, 2, 3, -4]]


def test_a_file_has_state_where_its_graph_has_for_every_operator_that_keeps_something():
    kept = {name for name, spec in OPERATORS.items() if spec.kept is not None}
    seen = set()
    for made in corpus.models((), (), (), (), range(4), corpus.RECURRENT):
        graph = read(made.content)
        assert has_state(made.content) == bool(graph.states)
        seen |= kept & {operator.name for operator in graph.operators}
    assert seen == kept != set()


def test_two_handles_of_one_name_are_one_variable():
    writer = Writer()
    x, y = writer.tensor((1, 4), **INT8), writer.tensor((1, 4), **INT8)
    writer.operator("READ_VARIABLE", [variable(writer)], [y])
    writer.operator("ASSIGN_VARIABLE", [variable(writer), x], [])
    writer.inputs, writer.outputs = [x], [y]
    graph = read(writer.finish())
    assert graph.states == (2,)
    assert graph.operators[1].outputs == (2,)


def test_a_model_without_variables_has_no_state():
    writer = Writer()
    x, y = writer.tensor((1, 4), **INT8), writer.tensor((1, 4), **INT8)
    writer.operator("RELU", [x], [y])
    writer.inputs, writer.outputs = [x], [y]
    assert read(writer.finish()).states == ()


def test_a_tensor_that_is_a_variable_keeps_what_an_operator_writes_to_it():
    writer = Writer()
    x, total = writer.tensor((1, 4), **INT8), writer.tensor((1, 4), **INT8, variable=True)
    none = ACTIVATIONS[None]
    writer.operator("ADD", [x, total], [total], fusedActivationFunction=none)
    writer.inputs, writer.outputs = [x], [total]
    graph = read(writer.finish())
    assert graph.states == (total,)
    assert graph.tensors[total].initial.tolist() == [[3, 3, 3, 3]]


def test_what_looks_back_may_not_write_over_the_variable_that_it_reads():
    writer = Writer()
    x, state = writer.tensor((1, 4), **INT8), writer.tensor((1, 4), **INT8, variable=True)
    y = writer.tensor((1, 4), **INT8)
    writer.operator("RELU", [x], [y])
    paddings = writer.tensor((2, 2), np.int32, data=np.zeros((2, 2), np.int32))
    writer.operator("PAD", [state, paddings], [state])
    writer.inputs, writer.outputs = [x], [y]
    assert "it writes over the variable 't1' while it reads it" in refusal(writer)


def test_a_handle_is_not_a_tensor_to_compute_with():
    writer = memory()
    y = writer.tensor((1, 4), **INT8)
    writer.operator("RELU", [2], [y])
    assert "it uses the handle of a variable as numbers" in refusal(writer)
    writer = memory()
    writer.outputs = [2]
    assert "the model's output 2 is the handle of a variable" in refusal(writer)


def test_reading_something_other_than_a_handle_is_refused():
    writer = memory()
    writer.operators[1].inputs = np.array([0], np.int32)
    assert "READ_VARIABLE version 1): its first input is not the handle of a variable" in refusal(
        writer
    )


@pytest.mark.parametrize(
    ("operator", "change", "message"),
    [
        (0, dict(outputs=np.array([2, 1], np.int32)), "it needs no input and one output"),
        (0, dict(builtinOptions=None, builtinOptionsType=0), "its settings are missing"),
        (1, dict(outputs=np.array([], np.int32)), "it has 0 outputs, expected one"),
        (2, dict(inputs=np.array([2], np.int32)), "it needs a handle and a value"),
        (2, dict(inputs=np.array([2, 2], np.int32)), "it needs a handle and a value"),
        (2, dict(outputs=np.array([1], np.int32)), "it needs a handle and a value"),
    ],
)
def test_an_operator_on_a_variable_with_the_wrong_tensors_is_refused(operator, change, message):
    writer = memory()
    for name, value in change.items():
        setattr(writer.operators[operator], name, value)
    assert message in refusal(writer)


def test_a_variable_of_a_type_that_no_operator_knows_is_refused():
    writer = Writer()
    x, y = (writer.tensor((1, 4), np.int64) for _ in range(2))
    handle = variable(writer)
    writer.operator("READ_VARIABLE", [handle], [y])
    writer.operator("ASSIGN_VARIABLE", [handle, x], [])
    writer.inputs, writer.outputs = [x], [y]
    assert "is int64; a variable holds int8, int16, float32, int32" in refusal(writer)


def test_a_variable_that_is_not_used_is_refused():
    writer = memory()
    variable(writer, "forgotten")
    assert "the variable 'forgotten' is neither read nor assigned" in refusal(writer)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        (dict(shape=(1, 5)), "the variable is int8 of shape (1, 5), but it is used as int8 of"),
        (dict(scale=0.25), "the variable and what it is used as are quantised differently"),
        (dict(dtype=np.float32, scale=None), "the variable is float32 of shape (1, 4), but it is"),
    ],
)
def test_what_is_assigned_has_to_be_what_is_read(how, message):
    assert message in refusal(memory(**how))


def test_first_values_of_another_shape_are_refused():
    writer = Writer()
    initialise(writer, np.zeros((1, 5), np.int8), scale=0.5, zero_point=3)
    message = refusal(memory(writer))
    assert "the variable 'memory' starts as int8 of shape (1, 5), but is used as" in message


def test_first_values_have_to_be_constants():
    writer = Writer()
    initialise(writer, np.zeros((1, 4), np.int8), scale=0.5, zero_point=3)
    writer.others[0].tensors[0].buffer = 0
    message = refusal(memory(writer))
    assert "subgraph 1" in message and "what a variable starts with has to be a constant" in message


def test_a_variable_that_is_used_before_it_has_its_first_values_is_refused():
    writer = memory()
    initialise(writer, np.zeros((1, 4), np.int8), scale=0.5, zero_point=3)
    assert "subgraph 1: the variable 'memory' is used before it gets these values" in refusal(
        writer
    )


def test_first_values_of_one_variable_may_come_after_another_is_used():
    writer = memory()
    initialise(writer, [[1, 2, 3, 4]], "other", **INT8)
    y = writer.tensor((1, 4), **INT8)
    writer.operator("READ_VARIABLE", [variable(writer, "other")], [y])
    writer.outputs.append(y)
    graph = read(writer.finish())
    starts = [graph.tensors[index].initial.tolist() for index in graph.states]
    assert starts == [[[3, 3, 3, 3]], [[1, 2, 3, 4]]]


def test_what_runs_once_may_only_assign_constants():
    writer = Writer()
    initialise(writer, np.zeros((1, 4), np.int8), scale=0.5, zero_point=3)
    once = writer.others[0]
    once.operator("RELU", [0], [once.tensor((1, 4), **INT8)])
    message = refusal(memory(writer))
    assert "subgraph 1: operator 2 (RELU version 1): is not supported" in message


def test_a_subgraph_that_is_not_there_is_refused():
    writer = memory()
    writer.operator("CALL_ONCE", [], [], initSubgraphIndex=7)
    writer.operators.insert(0, writer.operators.pop())
    assert "it runs subgraph 7 of 1" in refusal(writer)


def test_a_name_ends_at_its_first_zero_byte_as_in_the_interpreter():
    writer = memory()
    handle = variable(writer, "memory\x00 and more")
    y = writer.tensor((1, 4), **INT8)
    writer.operator("READ_VARIABLE", [handle], [y])
    writer.outputs.append(y)
    graph = read(writer.finish())
    assert [graph.tensors[index].name for index in graph.states] == ["memory"]
    assert graph.operators[-1].inputs == graph.states
