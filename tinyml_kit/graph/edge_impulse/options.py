"""Settings of operators: how the compiler writes them, and what a .tflite calls them.

A structure of TFLite's C interface is written either in words (`{ kTfLitePaddingSame, 1,1, … }`)
or, where the compiler does not know it, as its bytes on a 32-bit chip.
"""

import re
import struct
from typing import NamedTuple

from ai_edge_litert import schema_py_generated as schema

from tinyml_kit.base.text import one_line
from tinyml_kit.graph.model import GraphError

_PADDING = {"Same": schema.Padding.SAME, "Valid": schema.Padding.VALID}
_ACTIVATION = {
    "None": schema.ActivationFunctionType.NONE,
    "Relu": schema.ActivationFunctionType.RELU,
    "ReluN1To1": schema.ActivationFunctionType.RELU_N1_TO_1,
    "Relu6": schema.ActivationFunctionType.RELU6,
}
# The numbers of the C interface, by which bytes give them.
_PADDING_OF = {1: "Same", 2: "Valid"}
_ACTIVATION_OF = dict(enumerate(("None", "Relu", "ReluN1To1", "Relu6")))


class Kind(NamedTuple):
    """The settings of an operator: the table of a .tflite, and (name, type) in the C's order.

    Types: padding, activation, int, float, bool; a name of "" is left out.
    """

    table: str
    fields: tuple[tuple[str, str], ...]


def _kind(table, fields):
    return Kind(table, tuple(tuple(one.split(":")) for one in fields.split()))


_WINDOW = "padding:padding strideW:int strideH:int"
_POOL = _kind(
    "Pool2DOptions",
    f"{_WINDOW} filterWidth:int filterHeight:int fusedActivationFunction:activation",
)
_ACTIVATED = "fusedActivationFunction:activation"
_REDUCER = _kind("ReducerOptions", "keepDims:bool")
_RESIZED = "alignCorners:bool halfPixelCenters:bool"
KINDS = {
    "CONV_2D": _kind(
        "Conv2DOptions", f"{_WINDOW} {_ACTIVATED} dilationWFactor:int dilationHFactor:int"
    ),
    "DEPTHWISE_CONV_2D": _kind(
        "DepthwiseConv2DOptions",
        f"{_WINDOW} depthMultiplier:int {_ACTIVATED} dilationWFactor:int dilationHFactor:int",
    ),
    "TRANSPOSE_CONV": _kind("TransposeConvOptions", f"{_WINDOW} {_ACTIVATED}"),
    "FULLY_CONNECTED": _kind(
        "FullyConnectedOptions", f"{_ACTIVATED} weightsFormat:int keepNumDims:bool"
    ),
    "SOFTMAX": _kind("SoftmaxOptions", "beta:float"),
    "LEAKY_RELU": _kind("LeakyReluOptions", "alpha:float"),
    "CONCATENATION": _kind("ConcatenationOptions", f"axis:int {_ACTIVATED}"),
    "STRIDED_SLICE": _kind(
        "StridedSliceOptions",
        "beginMask:int endMask:int ellipsisMask:int newAxisMask:int shrinkAxisMask:int",
    ),
    "SPLIT": _kind("SplitOptions", "numSplits:int"),
    "SPLIT_V": _kind("SplitVOptions", "numSplits:int"),
    "PACK": _kind("PackOptions", "valuesCount:int axis:int"),
    "UNPACK": _kind("UnpackOptions", "num:int axis:int"),
    "GATHER": _kind("GatherOptions", "axis:int batchDims:int"),
    "RESIZE_BILINEAR": _kind("ResizeBilinearOptions", _RESIZED),
    "RESIZE_NEAREST_NEIGHBOR": _kind("ResizeNearestNeighborOptions", _RESIZED),
    "L2_NORMALIZATION": _kind("L2NormOptions", _ACTIVATED),
    "SVDF": _kind("SVDFOptions", f"rank:int {_ACTIVATED}"),
    "BATCH_MATMUL": _kind("BatchMatMulOptions", "adjX:bool adjY:bool"),
    "SPACE_TO_DEPTH": _kind("SpaceToDepthOptions", "blockSize:int"),
    "DEPTH_TO_SPACE": _kind("DepthToSpaceOptions", "blockSize:int"),
    "UNIDIRECTIONAL_SEQUENCE_LSTM": _kind(
        "UnidirectionalSequenceLSTMOptions",
        f"{_ACTIVATED} cellClip:float projClip:float timeMajor:bool",
    ),
    **dict.fromkeys(("MAX_POOL_2D", "AVERAGE_POOL_2D", "L2_POOL_2D"), _POOL),
    **{
        name: _kind(f"{name.capitalize()}Options", _ACTIVATED)
        for name in ("ADD", "SUB", "MUL", "DIV")
    },
    **dict.fromkeys(("MEAN", "SUM", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD"), _REDUCER),
}
#: Operators whose settings say nothing that their tensors do not.
PLAIN = {
    "RESHAPE", "PAD", "PADV2", "RELU", "RELU6", "TANH", "LOGISTIC", "QUANTIZE", "DEQUANTIZE",
    "TRANSPOSE", "HARD_SWISH", "MAXIMUM", "MINIMUM", "EXPAND_DIMS", "EXP", "ABS", "NEG", "RSQRT",
    "SQRT", "SQUARE", "SQUARED_DIFFERENCE", "SLICE", "PRELU", "ELU", "LOG", "SIN", "COS",
}  # fmt: skip


def settings(name: str, written: str | bytes | None) -> object | None:
    """Return the table of an operator's settings for a .tflite, or None if it has none.

    Parameters
    ----------
    name : str, as the schema has it
    written : the words between the braces, the bytes of the structure, or None for a null pointer

    Raises
    ------
    GraphError
        If the operator has settings that are not known here, or they are damaged.
    """
    if name not in KINDS:
        if name in PLAIN or written is None:
            return None
        raise GraphError(
            f"the settings of the operator {one_line(name)} are not known in compiled models; "
            "export the library without the EON compiler"
        )
    kind = KINDS[name]
    table = getattr(schema, f"{kind.table}T")()
    if written is None:
        return table
    values = _of_bytes(kind, written) if isinstance(written, bytes) else _of_words(kind, written)
    if values is None:
        raise GraphError(f"the settings of the operator {name} are damaged")
    for field, value in values.items():
        setattr(table, field, value)
    return table


def _of_words(kind, text):
    words = re.findall(r"[\w.+-]+", text)
    if len(words) < len(kind.fields):
        return None
    values = {}
    for (field, sort), word in zip(kind.fields, words, strict=False):
        value = _value(sort, word)
        if value is None:
            return None
        values[field] = value
    return values


def _value(sort, word):
    if sort == "padding":
        return _PADDING.get(word.removeprefix("kTfLitePadding"))
    if sort == "activation":
        return _ACTIVATION.get(word.removeprefix("kTfLiteAct"))
    if sort == "bool":
        return {"true": True, "1": True, "false": False, "0": False}.get(word)
    if word == "kTfLiteFullyConnectedWeightsFormatDefault":
        return 0
    try:
        return float(word.rstrip("fF")) if sort == "float" else int(word)
    except ValueError:
        return None


def _of_bytes(kind, content):
    values, at = {}, 0
    for field, sort in kind.fields:
        size = 1 if sort == "bool" else 4
        at += -at % size
        if at + size > len(content):
            return None
        form = {"bool": "?", "float": "<f"}.get(sort, "<i")
        (value,) = struct.unpack_from(form, content, at)
        at += size
        if sort == "padding":
            value = _PADDING.get(_PADDING_OF.get(value))
        elif sort == "activation":
            value = _ACTIVATION.get(_ACTIVATION_OF.get(value))
        if value is None:
            return None
        values[field] = value
    return values
