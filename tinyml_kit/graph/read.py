"""Read a .tflite into a Graph whose every promise has been checked.

The file is not trusted: offsets are followed no further than the file goes, and what comes out
has indices in range, constants as large as their shapes say, scales that are finite and
positive, and operators whose outputs have the shapes that their inputs give.
"""

from math import prod
from pathlib import Path

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from tinyml_kit.graph.checks import check
from tinyml_kit.graph.flatbuffer import Reader, damage
from tinyml_kit.graph.fold import FOLDED, fold
from tinyml_kit.graph.graph import Graph, GraphError, Operator, Quantization, Tensor
from tinyml_kit.graph.ops import OPERATORS, options
from tinyml_kit.graph.parameters import of_tensors

# Far more than any board here has; keeps a hostile shape from asking for a computer's memory.
LARGEST = 64 * 1024 * 1024
MOST_DIMENSIONS = 8
# As much of a name as a message repeats.
LONGEST_NAME = 60


def _numbers(enumeration):
    return {value: name for name, value in vars(enumeration).items() if isinstance(value, int)}


_OPERATORS = _numbers(schema.BuiltinOperator)
_TYPES = _numbers(schema.TensorType)
_DTYPES = {"FLOAT32": np.float32, "INT8": np.int8, "INT32": np.int32, "INT64": np.int64}

_BATCH = "convert with a batch of 1, which leaves dilation inside CONV_2D."
_HINTS = {"SPACE_TO_BATCH_ND": _BATCH, "BATCH_TO_SPACE_ND": _BATCH}


def read(model):
    """Return the Graph of a .tflite.

    Parameters
    ----------
    model : path of a .tflite, or its bytes

    Returns
    -------
    Graph, whose constants share the file's memory. Its operators run in order; SHAPE,
    STRIDED_SLICE and PACK are computed ahead. Tensors keep their numbers in the file.

    Raises
    ------
    GraphError
        If the file is missing, no .tflite, damaged, or uses what the kit does not support;
        names the file, the operator with its version, and what is wrong.
    """
    where, content = ("the model", bytes(model)) if _is_content(model) else _load(model)
    try:
        with damage("the file"):
            return _Parser(content).graph(where)
    except GraphError as error:
        raise GraphError(f"{where}: {error}") from error


def _is_content(model):
    return isinstance(model, (bytes, bytearray, memoryview))


def _load(path):
    path = Path(path)
    if not path.is_file():
        raise GraphError(f"{path}: there is no such file; name a .tflite.")
    return str(path), path.read_bytes()


class _Parser:
    """One file being read: its tables, and the constants known so far."""

    def __init__(self, content):
        if len(content) < 8 or content[4:8] != b"TFL3":
            raise GraphError("this is no .tflite (TFL3 is missing at byte 4); name one.")
        self.reader = Reader(content)
        self.model = self.reader.table(schema.Model.GetRootAs(content, 0), "the model")
        if self.model.Version() != 3:
            raise GraphError(f"the schema is version {self.model.Version()}; the kit reads 3.")
        subgraphs = list(self.reader.tables(self.model, "Subgraphs", "subgraph"))
        if len(subgraphs) != 1:
            raise GraphError(
                f"the model has {len(subgraphs)} subgraphs; control flow is not supported, "
                "convert a model that has one."
            )
        self.subgraph = subgraphs[0]

    def graph(self, where):
        """Return the Graph."""
        self.codes = list(self.reader.tables(self.model, "OperatorCodes", "operator code"))
        self.buffers = list(self.reader.tables(self.model, "Buffers", "buffer"))
        tables = self.reader.tables(self.subgraph, "Tensors", "tensor")
        self.tensors = [self._tensor(index, table) for index, table in enumerate(tables)]
        self._refuse_too_large()
        inputs = self._indices(self.subgraph, "Inputs", "the model")
        outputs = self._indices(self.subgraph, "Outputs", "the model")
        if not inputs or not outputs or None in inputs + outputs:
            raise GraphError("the model needs an input and an output; convert it again.")
        if len(set(inputs)) < len(inputs):
            raise GraphError("one tensor is two inputs of the model; convert it again.")
        self.written = set(inputs)
        for index in inputs:
            if self.tensors[index].data is not None:
                raise GraphError(f"the model's input {index} is a constant; convert it again.")
        operators = []
        for place, view in enumerate(self.reader.tables(self.subgraph, "Operators", "operator")):
            operators += self._operator(place, len(operators), view)
        for index in outputs:
            self._require_known(index, "the model's output")
        name = Path(where).stem if where != "the model" else "model"
        return Graph(name, tuple(self.tensors), tuple(operators), inputs, outputs)

    def _tensor(self, index, table):
        what = f"tensor {index}"
        with damage(what):
            name = self.reader.text(table, "Name")
            what = f"tensor {index} ({name[:LONGEST_NAME]})"
            stored = _TYPES.get(table.Type(), f"number {table.Type()}")
            if stored not in _DTYPES:
                raise GraphError(
                    f"{what} is {stored}, which is not supported; convert to int8 or float32."
                )
            shape = self.reader.numbers(table, "Shape", np.int32, what)
            if shape.size > MOST_DIMENSIONS:
                raise GraphError(f"{what} has {shape.size} dimensions, more than {MOST_DIMENSIONS}")
            shape = tuple(shape.tolist())
            if min(shape, default=1) < 1:
                raise GraphError(f"{what} has shape {shape}, expected sizes of at least 1")
            if table.IsVariable() or table.Sparsity() is not None:
                raise GraphError(
                    f"{what} is a variable or sparse, which is not supported; "
                    "convert without states and without sparsity."
                )
            dtype = np.dtype(_DTYPES[stored])
            data = self._data(table, shape, dtype, what)
            quantization = self._quantization(table, shape, what)
        return Tensor(index, name, shape, dtype, quantization, data)

    def _data(self, table, shape, dtype, what):
        number = table.Buffer()
        if number >= len(self.buffers):
            raise GraphError(f"{what} is in buffer {number} of {len(self.buffers)}")
        buffer = self.buffers[number]
        if buffer.Offset() > 1:
            raise GraphError(f"{what} is stored behind the model, as only models of gigabytes are")
        content = self.reader.numbers(buffer, "Data", np.uint8, what)
        if not content.size:
            return None
        if content.size != prod(shape) * dtype.itemsize:
            raise GraphError(
                f"{what} has {content.size} bytes of data, but a shape {shape} of {dtype}"
            )
        stored = np.frombuffer(content, dtype.newbyteorder("<"))
        return stored.astype(dtype, copy=False).reshape(shape)

    def _quantization(self, table, shape, what):
        stored = table.Quantization()
        if stored is None:
            return None
        stored = self.reader.table(stored, f"{what}: its quantisation")
        if stored.DetailsType():
            raise GraphError(f"{what} is quantised in a way of its own, which is not supported")
        scale = self.reader.numbers(stored, "Scale", np.float32, what)
        zero_point = self.reader.numbers(stored, "ZeroPoint", np.int64, what)
        if not scale.size:
            return None
        if not zero_point.size:
            zero_point = np.zeros(scale.size, np.int64)
        if not (np.isfinite(scale) & (scale > 0)).all():
            raise GraphError(f"{what} has a scale that is not finite and positive")
        if scale.size != zero_point.size:
            raise GraphError(f"{what} has {scale.size} scales but {zero_point.size} zero points")
        if scale.size == 1:
            return Quantization(scale, zero_point)
        axis = stored.QuantizedDimension()
        if not 0 <= axis < len(shape) or shape[axis] != scale.size:
            raise GraphError(f"{what} has {scale.size} scales along axis {axis} of shape {shape}")
        return Quantization(scale, zero_point, axis)

    def _refuse_too_large(self):
        needed = sum(tensor.nbytes for tensor in self.tensors if tensor.data is None)
        if needed > LARGEST:
            largest = max(
                (tensor for tensor in self.tensors if tensor.data is None),
                key=lambda tensor: tensor.nbytes,
            )
            raise GraphError(
                f"the tensors need {needed} bytes of memory, more than {LARGEST}; the largest "
                f"is tensor {largest.index} ({largest.name}) of shape {largest.shape}."
            )

    def _indices(self, view, field, what):
        stored = self.reader.numbers(view, field, np.int32, what).tolist()
        for index in stored:
            if not -1 <= index < len(self.tensors):
                raise GraphError(f"{what} names tensor {index} of {len(self.tensors)}")
        return tuple(None if index == -1 else index for index in stored)

    def _operator(self, place, index, view):
        with damage(f"operator {place}"):
            if view.OpcodeIndex() >= len(self.codes):
                raise GraphError(
                    f"operator {place} is of kind {view.OpcodeIndex()} of {len(self.codes)}"
                )
            code = self.codes[view.OpcodeIndex()]
            number = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
            name = _OPERATORS.get(number, f"number {number}")
            if name == "CUSTOM":
                name = f"custom {self.reader.text(code, 'CustomCode')[:LONGEST_NAME]}"
            what = f"operator {place} ({name} version {code.Version()})"
            try:
                return self._known_operator(index, name, code.Version(), view)
            except GraphError as error:
                raise GraphError(f"{what}: {error}") from error

    def _known_operator(self, index, name, version, view):
        if name not in OPERATORS and name not in FOLDED:
            known = f"the kit knows {', '.join(OPERATORS)}."
            raise GraphError(f"is not supported; {_HINTS.get(name, known)}")
        inputs, outputs = (self._indices(view, field, "it") for field in ("Inputs", "Outputs"))
        for position in inputs:
            if position is not None:
                self._require_known(position, "its input")
        if len(outputs) != 1 or None in outputs:
            raise GraphError(f"it has {len(outputs)} outputs, expected one")
        output = self.tensors[outputs[0]]
        if output.index in self.written or output.data is not None:
            raise GraphError(f"tensor {output.index} ({output.name}) is written twice")
        if name in FOLDED:
            self._fold(name, view, inputs, output)
            return []
        kind = OPERATORS[name]
        if not 1 <= version <= kind.version:
            raise GraphError(f"is not supported in that version; the kit knows {kind.version}")
        if not kind.inputs[0] <= len(inputs) <= kind.inputs[1] or None in inputs[:2]:
            raise GraphError(f"it has the inputs {inputs}, expected {kind.inputs[1]}")
        shape = self.tensors[inputs[0]].shape
        settings = options(name, self.reader, view, self._constant(inputs), shape)
        operator = Operator(index, name, inputs[: kind.data_inputs], outputs, settings)
        check(operator, self.tensors)
        # What the interpreter would refuse in its preparation is refused here.
        of_tensors(operator, self.tensors)
        self.written.add(output.index)
        return [operator]

    def _constant(self, inputs):
        def constant(number, kind="i"):
            data = self.tensors[inputs[number]].data
            if data is None or (kind and data.dtype.kind != kind):
                raise GraphError(f"its input {number} has to be a constant")
            return data

        return constant

    def _fold(self, name, view, inputs, output):
        known = [self.tensors[index] for index in inputs if index is not None]
        value = fold(name, view, [tensor.data for tensor in known], [t.shape for t in known])
        if value.size != output.size or output.dtype.kind != "i":
            raise GraphError(f"it gives {value.size} numbers, but its output holds {output.size}")
        value = value.astype(output.dtype).reshape(output.shape)
        self.tensors[output.index] = Tensor(
            output.index, output.name, output.shape, output.dtype, data=value
        )

    def _require_known(self, index, what):
        if index not in self.written and self.tensors[index].data is None:
            raise GraphError(f"{what}, tensor {index}, is neither computed before nor a constant")
