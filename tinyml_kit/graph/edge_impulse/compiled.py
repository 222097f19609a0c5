"""A model that the EON compiler has written as C++ tables, turned back into a .tflite.

Every constant stands in an array `tensor_dataN`, every shape in `tensor_dimensionN`, every scale in
`quantN_scale`; `tensorData` and `nodeData` (since 2024: `tflNodes` and `used_ops`) say what belongs
together. They are read as text.
"""

import re

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from tinyml_kit.base.text import one_line
from tinyml_kit.graph.edge_impulse.options import settings
from tinyml_kit.graph.edge_impulse.source import without_comments
from tinyml_kit.graph.model import GraphError

#: What the tables call the types, and what the arrays do.
TYPES = {
    "Float32": (schema.TensorType.FLOAT32, "<f4"),
    "Int8": (schema.TensorType.INT8, "<i1"),
    "UInt8": (schema.TensorType.UINT8, "<u1"),
    "Int16": (schema.TensorType.INT16, "<i2"),
    "Int32": (schema.TensorType.INT32, "<i4"),
    "Int64": (schema.TensorType.INT64, "<i8"),
    "Bool": (schema.TensorType.BOOL, "?"),
}
_BITS = {"float": "<f4", "bool": "?"} | {
    f"{sign}int{bits}_t": f"<{sign or 'i'}{bits // 8}"
    for sign in ("", "u") for bits in (8, 16, 32, 64)
}  # fmt: skip
# Every part between two marks has a length that no hostile file can stretch.
_DATA = re.compile(
    r"\b(float|bool|u?int(?:8|16|32|64)_t)\s+(?:ALIGN\(\d+\)\s*)?tensor_data(\d+)\s*\[[^\]]{0,99}\]"
    r"\s*=\s*\{([^{}]*)\}"
)
_ARRAY = re.compile(
    r"TfArray<\s*\d+\s*,\s*(?:int|float)\s*>\s+(\w+)\s*=\s*\{\s*\d+\s*,\s*\{([^{}]*)\}\s*\}"
)
_QUANT = re.compile(
    r"TfLiteAffineQuantization\s+quant(\d+)\s*=\s*\{[^{};]{0,400},\s*(\d+)\s*,?\s*\}"
)
_OPTIONS = re.compile(r"TfLite\w+Params\s+opdata(\d+)\s*=\s*\{([^;]{0,2000})\}\s*;")
_OPTION_BYTES = re.compile(
    r"uint8_t\s+(?:ALIGN\(\d+\)\s*)?opdata(\d+)\s*\[[^\]]*\]\s*=\s*\{([^{}]*)\}"
)
_TENSOR = re.compile(
    r"\{\s*((?:kTfLite\w+\s*,\s*){1,3})([^,{}]{0,300}),"
    r"\s*[^,{}]{0,300}?tensor_dimension(\d+)\)?\s*,\s*(\d+)U?\s*,?"
    r"(?:\s*\{\s*kTfLite(\w{1,40})Quantization\s*,\s*([^{}]{0,300})\})?"
)
_NODE = re.compile(
    r"\{\s*[^,{}]{0,300}?inputs(\d+)\)?\s*,\s*[^,{}]{0,300}?outputs(\d+)\)?\s*,"
    r"\s*([^,{}]{0,300}),\s*OP_(\w+)"
)
# Since 2024 the operators' names stand in a list of their own.
_NEWER = re.compile(r"\bTfLiteNode\s+tflNodes\s*\[[^\]]{0,99}\]\s*=\s*\{")
_NEWER_NODE = re.compile(r"\{\s*([^{}]{1,900})\}")
_NAMES = re.compile(r"\bused_ops\s*\[[^\]]{0,99}\]\s*=\s*\{([^{}]*)\}")
_ENDS = r"\b{0}_?[tT]ensor_?[iI]ndices\s*\[\s*\]\s*=\s*\{{([^{{}}]*)\}}"
#: What a model of a microcontroller does not have.
MOST = 10_000


def is_compiled(text: str) -> bool:
    """Tell whether a C++ file holds the tables of a compiled model."""
    return "tensorData[]" in text and ("nodeData[]" in text or _NEWER.search(text) is not None)


def model_of(text: str) -> bytes:
    """Return the .tflite of a compiled model.

    Parameters
    ----------
    text : str, the C++ file

    Raises
    ------
    GraphError
        If a table is missing or damaged, or the model uses what a .tflite of one graph cannot
        say; the message has neither the file nor the cure.
    """
    text = without_comments(text)
    if re.search(r"\bg[1-9]\d*::", text):
        raise GraphError("the model has several subgraphs, and the kit reads one")
    return _Tables(text).written()


class _Buffer(schema.BufferT):
    """Bytes that begin at a multiple of 16 in the file, as the schema asks."""

    def __init__(self, content):
        super().__init__()
        self.content = content

    def Pack(self, builder):  # noqa: N802, the schema's name
        builder.StartVector(1, len(self.content), 16)
        builder.head -= len(self.content)
        builder.Bytes[builder.head : builder.head + len(self.content)] = self.content
        data = builder.EndVector()
        schema.BufferStart(builder)
        schema.BufferAddData(builder, data)
        return schema.BufferEnd(builder)


class _Tables:
    """The tables of a compiled model, found in its text."""

    def __init__(self, text):
        self.arrays = dict(_ARRAY.findall(text))
        self.data = {number: (kind, body) for kind, number, body in _DATA.findall(text)}
        self.axes = dict(_QUANT.findall(text))
        self.options: dict[str, str | bytes] = dict(_OPTIONS.findall(text))
        for number, body in _OPTION_BYTES.findall(text):
            self.options[number] = _numbers(body, "<u1", "the settings").tobytes()
        self.tensors = _TENSOR.findall(_table(text, "tensorData"))
        self.nodes = _nodes(text)
        self.ends = [re.search(_ENDS.format(word), text) for word in ("in", "out")]
        for rows, name in ((self.tensors, "tensorData"), (self.nodes, "of operators")):
            if not 0 < len(rows) <= MOST:
                raise GraphError(f"the table {name} has {len(rows)} rows that can be read")
        if None in self.ends:
            raise GraphError("it does not say which tensors are its inputs and outputs")

    def written(self) -> bytes:
        """Return the file."""
        self.buffers = [schema.BufferT()]
        tensors = [self._tensor(number, row) for number, row in enumerate(self.tensors)]
        codes: list[int] = []
        operators = [self._operator(number, row, codes) for number, row in enumerate(self.nodes)]
        inputs, outputs = (self._indices(found[1], "the model") for found in self.ends)
        model = schema.ModelT(
            version=3,
            operatorCodes=[
                schema.OperatorCodeT(builtinCode=code, deprecatedBuiltinCode=min(code, 127))
                for code in codes
            ],
            subgraphs=[
                schema.SubGraphT(
                    tensors=tensors, inputs=inputs, outputs=outputs, operators=operators
                )
            ],
            buffers=self.buffers,
        )
        builder = flatbuffers.Builder(1024)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())

    def _tensor(self, number, row):
        kinds, where, dimension, size, quantized, quant = row
        title = f"tensor {number}"
        kind = next((one for one in re.findall(r"kTfLite(\w+)", kinds) if one in TYPES), None)
        if kind is None:
            raise GraphError(f"{title} is of no type that is known ({one_line(kinds.strip(', '))})")
        type_, bits = TYPES[kind]
        shape = self._array(f"tensor_dimension{dimension}", "<i4", title)
        tensor = schema.TensorT(shape=shape, type=type_, name=f"tensor_{number}")
        place = re.search(r"tensor_data(\d+)", where)
        if place:
            tensor.buffer = len(self.buffers)
            self.buffers.append(self._buffer(place[1], bits, int(size), title))
        elif "tensor_arena" not in where:
            raise GraphError(f"{title} lies at {one_line(where.strip())!r}, which is not known")
        if quantized == "Affine":
            found = re.search(r"quant(\d+)", quant)
            if not found:
                raise GraphError(f"{title} has no scale")
            tensor.quantization = self._quantization(found[1], title)
        return tensor

    def _buffer(self, number, bits, size, title):
        if number not in self.data:
            raise GraphError(f"{title}: there is no array tensor_data{number}")
        kind, body = self.data[number]
        if _BITS[kind] != bits:
            raise GraphError(f"{title}: the array tensor_data{number} is {kind}")
        content = _numbers(body, bits, f"tensor_data{number}").tobytes()
        if len(content) != size:
            raise GraphError(
                f"{title}: the array tensor_data{number} has {len(content)} bytes, and the table "
                f"says {size}"
            )
        return _Buffer(content)

    def _quantization(self, number, title):
        scale = self._array(f"quant{number}_scale", "<f4", title)
        zero = self._array(f"quant{number}_zero", "<i8", title)
        if number not in self.axes:
            raise GraphError(f"{title}: there is no quant{number}")
        return schema.QuantizationParametersT(
            scale=scale, zeroPoint=zero, quantizedDimension=min(int(self.axes[number]), 2**31 - 1)
        )

    def _operator(self, number, row, codes):
        inputs, outputs, pointer, name = row
        title = f"operator {number} ({one_line(name)})"
        code = getattr(schema.BuiltinOperator, name, None)
        if not isinstance(code, int):
            raise GraphError(f"{title} is none of TFLite's own operators")
        if code not in codes:
            codes.append(code)
        found = re.search(r"opdata(\d+)", pointer)
        if found and found[1] not in self.options:
            raise GraphError(f"{title}: there are no settings opdata{found[1]}")
        table = settings(name, self.options[found[1]] if found else None)
        operator = schema.OperatorT(
            opcodeIndex=codes.index(code),
            inputs=self._indices(self.arrays.get(f"inputs{inputs}", ""), title),
            outputs=self._indices(self.arrays.get(f"outputs{outputs}", ""), title),
        )
        if table is not None:
            kind = type(table).__name__.removesuffix("T")
            operator.builtinOptions = table
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, kind)
        return operator

    def _array(self, name, bits, title):
        if name not in self.arrays:
            raise GraphError(f"{title}: there is no {name}")
        return _numbers(self.arrays[name], bits, name)

    def _indices(self, body, title):
        found = _numbers(body, "<i4", title)
        if not len(found) or not ((found >= -1) & (found < len(self.tensors))).all():
            raise GraphError(f"{title} names tensors that there are not")
        return found


def _nodes(text):
    """Return (inputs, outputs, pointer, name) of each operator."""
    found = _NEWER.search(text)
    if found is None:
        return _NODE.findall(_table(text, "nodeData"))
    listed = _NAMES.search(text)
    names = re.findall(r"\bOP_(\w+)", listed[1]) if listed else []
    rows = _NEWER_NODE.findall(text[found.end() :].partition("};")[0])
    if len(names) != len(rows):
        raise GraphError(f"it names {len(names)} operators and has {len(rows)} nodes")
    nodes = []
    for row, name in zip(rows, names, strict=True):
        ends = [re.search(rf"\b{word}(\d+)", row) for word in ("inputs", "outputs")]
        if None in ends:
            raise GraphError(f"a node ({one_line(name)}) has no inputs or outputs")
        pointer = re.search(r"\bopdata\d+", row)
        nodes.append((ends[0][1], ends[1][1], pointer[0] if pointer else "", name))
    return nodes


def _table(text, name):
    """Return the rows of a table, up to its closing brace."""
    _, found, rest = text.partition(f"{name}[]")
    body, end, _ = rest.partition("};")
    if not (found and end):
        raise GraphError(f"the table {name} is missing or cut off")
    return body


def _numbers(body, bits, what):
    words = body.replace("true", "1").replace("false", "0").replace(",", " ").split()
    dtype = np.dtype(bits)
    try:
        if dtype.kind == "f":
            values = np.array([float(word.rstrip("fF")) for word in words])
            with np.errstate(over="ignore"):
                return values.astype(dtype)
        whole = np.array([int(word.rstrip("uUlL"), 0) for word in words], object)
        if dtype.kind == "b":
            return whole.astype(bool)
        ends = np.iinfo(dtype)
        if any(not ends.min <= one <= ends.max for one in whole):
            raise ValueError
        return whole.astype(dtype)
    except ValueError:
        raise GraphError(f"{what} holds something that is no number of its type") from None
