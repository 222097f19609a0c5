"""Layers that add up weights times inputs: what dense layers and convolutions share."""

from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, Operator
from tinyml_kit.ops.layer import Constant, ExportError, Scaling, constant_input


def weights_of(graph: Graph, operator: Operator) -> np.ndarray:
    """Return the weights of an operator: its second input, which is constant."""
    weights = constant_input(graph, operator, 1)
    assert weights is not None
    return weights


def folded_bias(
    weights: np.ndarray, bias: np.ndarray | None, input_offset: int
) -> tuple[dict[str, int], Constant]:
    """Return what a layer needs to add up weights times inputs in integers.

    Parameters
    ----------
    weights : (channels, …) int8
    bias : (channels,) int32, or None
    input_offset : int
        What is added to every input; the folded bias is bias + input_offset · sum(weights).

    Returns
    -------
    sizes : WRAPS, 1 if a sum, or a part of it, may need more than 32 bits; the interpreter keeps
        the lowest 32
    bias : Constant
    """
    weights = weights.reshape(len(weights), -1).astype(np.int64)
    bias = np.zeros(len(weights), np.int64) if bias is None else bias.ravel().astype(np.int64)
    folded = bias + input_offset * weights.sum(1)
    largest = np.abs(folded) + 128 * np.abs(weights).sum(1)
    note = "bias, less the input's zero point times all weights"
    wraps = int(largest.max() >= 2**31)
    return {"WRAPS": wraps}, Constant(folded.astype(np.int32), note)


def plain_bias(
    weights: np.ndarray, bias: np.ndarray | None, largest_input: int, wide: bool
) -> tuple[dict[str, int], Constant]:
    """Return what a layer needs to add up weights times integers, without a zero point in it.

    Parameters
    ----------
    weights : (channels, …) int8
    bias : (channels,) int32 or int64, or None
    largest_input : int, the largest amount of what is multiplied by weights
    wide : bool
        Whether the interpreter counts sums in 64 bits.

    Returns
    -------
    sizes : LONG, 1 if they are counted in 64 bits here, because 32 may not hold a sum; WRAPS, 1 if
        the interpreter keeps the lowest 32 bits of a sum that may need more
    bias : Constant of int32, or of int64 if LONG

    Raises
    ------
    ExportError
        If a sum may need more than the 48 bits that the interpreter's arithmetic holds.
    """
    bias = np.zeros(len(weights), np.int64) if bias is None else bias.ravel().astype(np.int64)
    amounts = np.abs(weights.reshape(len(weights), -1).astype(np.int64)).sum(1).tolist()
    # In Python's integers: a bias near 2^63 would overflow.
    pairs = zip(bias.tolist(), amounts, strict=True)
    largest = max(abs(start) + largest_input * amount for start, amount in pairs)
    if largest >= 2**47:
        raise ExportError("a sum of it may need more than the 48 bits of the interpreter.")
    too_large = largest >= 2**31
    sizes = {"LONG": int(wide and too_large), "WRAPS": int(too_large and not wide)}
    return sizes, Constant(bias if sizes["LONG"] else bias.astype(np.int32), "bias")


def output_limits(params: dict[str, Any]) -> dict[str, int]:
    """Return the sizes of an activation and of the output's zero point."""
    return {
        "OUTPUT_OFFSET": params["output_offset"],
        "LOW": params["activation_min"],
        "HIGH": params["activation_max"],
    }


def plain_limits(params: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a fused activation of float32 or int32."""
    return {"low": params["activation_min"], "high": params["activation_max"]}


def integer_parts(
    graph: Graph,
    operator: Operator,
    params: dict[str, Any],
    by_channel: np.ndarray,
    weights: Constant,
) -> tuple[dict[str, int], dict[str, Any]]:
    """Return further sizes of an int8 or int16 layer, and its constants and scalings.

    Parameters
    ----------
    by_channel : (channels, …) int8, the weights of each output channel
    weights : Constant, the same weights in the order in which they are used
    """
    stored = constant_input(graph, operator, 2)
    if graph.tensors[operator.outputs[0]].dtype == np.int16:
        wraps, bias = plain_bias(by_channel, stored, 2**15, params["wide"])
    else:
        wraps, bias = folded_bias(by_channel, stored, params["input_offset"])
    return {**output_limits(params), **wraps}, {
        "constants": {"bias": bias, "weights": weights},
        "scalings": {"output": Scaling.of(params["multiplier"], params["shift"], params["wide"])},
    }


def float32_parts(
    graph: Graph, operator: Operator, params: dict[str, Any], weights: Constant
) -> dict[str, Any]:
    """Return the values and constants of a float32 layer; a missing bias is 0."""
    bias = constant_input(graph, operator, 2)
    if bias is None:
        bias = np.zeros(graph.tensors[operator.outputs[0]].shape[-1], np.float32)
    return {
        "values": plain_limits(params),
        "constants": {"weights": weights, "bias": Constant(bias, "bias")},
    }
