"""All operators that the kit knows, in the kit's order, and functions that work on any of them.

A family's file holds everything about its operators, and its docstring lists their inputs,
options and parameters. A new operator is written there, and its kernels in `codegen`.

The operators of a Graph list only the tensors that carry data. What a file stores beside them as
constants, such as the axes of MEAN, becomes an option. A missing bias is None, or is left out.
"""

from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import (
    activations,
    batches,
    casting,
    comparisons,
    concatenation,
    convolution,
    cumulation,
    depthwise,
    division,
    elementwise,
    extremes,
    filling,
    filter_bank,
    fourier,
    fully_connected,
    functions,
    gathering,
    log_softmax,
    logic,
    lstm,
    matrix_product,
    mean,
    mirroring,
    normalization,
    padding,
    pooling,
    quantization,
    rearranging,
    rectifiers,
    reductions,
    reshape,
    resizing,
    signal_memory,
    signal_noise,
    signal_window,
    slicing,
    softmax,
    splitting,
    sums,
    svdf,
    transposed,
    unary,
    updating,
    variables,
)
from tinyml_kit.ops.moves import keeps_order
from tinyml_kit.ops.spec import OperatorSpec, Options, Params

FAMILIES = (
    fully_connected,
    convolution,
    depthwise,
    pooling,
    mean,
    elementwise,
    unary,
    padding,
    concatenation,
    reshape,
    softmax,
    activations,
    quantization,
    slicing,
    splitting,
    rearranging,
    gathering,
    batches,
    mirroring,
    resizing,
    casting,
    transposed,
    svdf,
    lstm,
    variables,
    extremes,
    division,
    rectifiers,
    functions,
    reductions,
    log_softmax,
    matrix_product,
    sums,
    normalization,
    comparisons,
    logic,
    cumulation,
    filling,
    updating,
    signal_window,
    fourier,
    filter_bank,
    signal_noise,
    signal_memory,
)
OPERATORS: dict[str, OperatorSpec] = {
    spec.name: spec for family in FAMILIES for spec in family.SPECS
}
# {name in a file: name in the kit} of custom operators.
CUSTOM: dict[str, str] = {spec.custom: name for name, spec in OPERATORS.items() if spec.custom}


def parameters(graph: Graph, operator: Operator) -> Params:
    """Return what the interpreter computes from an operator's scales before the first inference.

    The NumPy reference and generated code both take their numbers from here.

    Raises
    ------
    GraphError
        If the interpreter would refuse the operator's scales or zero points.
    """
    return parameters_of(operator, graph.tensors)


def parameters_of(operator: Operator, tensors: tuple[Tensor, ...] | list[Tensor]) -> Params:
    """Return the parameters of an operator whose Graph does not exist yet."""
    inputs = [tensors[index] for index in operator.inputs if index is not None]
    output = tensors[operator.outputs[0]]
    return OPERATORS[operator.name].params(operator.options, inputs, output)


def check(operator: Operator, tensors: tuple[Tensor, ...] | list[Tensor]) -> None:
    """Check one operator against the tensors of its graph.

    Raises
    ------
    GraphError
        If the operator does not support a type, a shape or a quantisation.
    """
    inputs = [None if index is None else tensors[index] for index in operator.inputs]
    spec, dtype = OPERATORS[operator.name], tensors[operator.inputs[0]].dtype
    spec.check(operator.options, *inputs, *(tensors[index] for index in operator.outputs))
    if spec.reference(dtype) is None:
        raise GraphError(f"it computes with {dtype}, which the interpreter does not")


def computed(
    operator: Operator,
    tensors: tuple[Tensor, ...] | list[Tensor],
    params: Params,
    values: dict[int, Any],
) -> list[Any]:
    """Return the arrays that an operator of NumPy's reference writes, one for each output.

    Parameters
    ----------
    operator : Operator, which has passed `check`
    tensors : all tensors of its graph
    params : its parameters
    values : {tensor index: array} of its inputs
    """
    inputs = [values[index] for index in operator.inputs if index is not None]
    kernel = OPERATORS[operator.name].reference(inputs[0].dtype)
    assert kernel is not None
    shape = tensors[operator.outputs[0]].shape
    written = kernel(params, operator.options, shape, *inputs)
    return written if isinstance(written, list) else [written]


def in_place(graph: Graph, operator: Operator) -> bool:
    """Tell whether an operator's output may lie where an input of the same size was."""
    spec = OPERATORS[operator.name]
    return spec.in_place or (spec.moves and keeps_order(spec.lower(graph, operator, {})))


def macs(graph: Graph, operator: Operator) -> int:
    """Return the multiply-accumulate operations of an operator; those on padding count, too."""
    inputs = [graph.tensors[index] for index in operator.inputs if index is not None]
    return OPERATORS[operator.name].macs(inputs, graph.tensors[operator.outputs[0]])


def read_options(
    name: str, reader: Any, view: Any, constant: Any, shape: tuple[int, ...]
) -> Options:
    """Return the settings of an operator as a dict.

    Parameters
    ----------
    name : str, one of OPERATORS
    reader : flatbuffer.Reader of the file
    view : the schema's Operator
    constant : function (input number, kind="i") -> array
        Returns the constant value of an input. Raises GraphError if the input is not a constant,
        or its dtype is not of that kind.
    shape : tuple, the first input's

    Raises
    ------
    GraphError
        If a setting is missing or outside what the kit supports.
    """
    spec, table = OPERATORS[name], None
    if spec.custom:
        stored = reader.numbers(view, "CustomOptions", np.uint8, "it")
        return spec.options(stored.tobytes() if stored.size else None, constant, shape)
    settings = view.BuiltinOptions()
    if spec.table and settings is not None:
        if view.BuiltinOptionsType() != getattr(schema.BuiltinOptions, spec.table):
            raise GraphError(f"its settings are of type {view.BuiltinOptionsType()}, not its own")
        table = getattr(schema, spec.table)()
        table.Init(settings.Bytes, settings.Pos)
        reader.table(table, "its settings")
    return spec.options(table, constant, shape)
