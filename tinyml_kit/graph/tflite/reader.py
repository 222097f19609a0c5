"""Read a .tflite into a Graph whose every promise has been checked.

The file is not trusted: offsets are followed no further than the file goes, and what comes out
has indices in range, constants as large as their shapes say, scales that are finite and
positive, and operators whose outputs have the shapes that their inputs give.
"""

import contextlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from tinyml_kit.base.files import require_file
from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.graph.tflite.flatbuffer import Reader, damage, names_of
from tinyml_kit.graph.tflite.fold import FOLDED, fold
from tinyml_kit.graph.tflite.tensor_reader import LONGEST_NAME, tensor
from tinyml_kit.ops.operators import OPERATORS, check, parameters_of, read_options

# Far more than any board here has; keeps a hostile shape from asking for a computer's memory.
LARGEST = 64 * 1024 * 1024
_OPERATORS = names_of(schema.BuiltinOperator)

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
    where = "the model" if _is_content(model) else str(model)
    content = content_of(model)
    try:
        with damage("the file"):
            return _Parser(content).graph(where)
    except GraphError as error:
        # Most faults have the same cure; where another one helps, the message has it already.
        cure = "" if str(error).endswith(".") else "; convert the model again."
        raise GraphError(f"{where}: {error}{cure}") from error


def content_of(model):
    """Return the bytes of a .tflite, given as such or by its path.

    Raises
    ------
    GraphError
        If there is no such file.
    """
    if _is_content(model):
        return bytes(model)
    return require_file(model, GraphError, "a .tflite").read_bytes()


def _is_content(model):
    return isinstance(model, (bytes, bytearray, memoryview))


@dataclass(frozen=True)
class _Listed:
    """An operator as the file lists it; `what` is what messages call it."""

    what: str
    name: str
    version: int
    inputs: tuple
    outputs: tuple
    view: object


@contextlib.contextmanager
def _named(what):
    """Put the name of an operator in front of what is said against it."""
    try:
        with damage("a part of it"):
            yield
    except GraphError as error:
        raise GraphError(f"{what}: {error}") from error


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
        tables = list(self.reader.tables(self.subgraph, "Tensors", "tensor"))
        self.count = len(tables)
        # Operators first: that one is not supported says more than that its tensors are not.
        views = self.reader.tables(self.subgraph, "Operators", "operator")
        listed = [self._list(place, view) for place, view in enumerate(views)]
        self.tensors = [self._tensor(index, table, listed) for index, table in enumerate(tables)]
        self._refuse_too_large()
        inputs, outputs = self._edges()
        self.written = set(inputs)
        operators = []
        for one in listed:
            with _named(one.what):
                operators += self._operator(len(operators), one)
        for index in outputs:
            self._require_known(index, "the model's output")
        name = Path(where).stem if where != "the model" else "model"
        return Graph(name, tuple(self.tensors), tuple(operators), inputs, outputs)

    def _list(self, place, view):
        """Return what the file says of an operator, before looking at its tensors."""
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
            with _named(what):
                if name not in OPERATORS and name not in FOLDED:
                    known = f"the kit knows {', '.join(OPERATORS)}."
                    raise GraphError(f"is not supported; {_HINTS.get(name, known)}")
                indices = [self._indices(view, field, "it") for field in ("Inputs", "Outputs")]
            return _Listed(what, name, code.Version(), *indices, view)

    def _tensor(self, index, table, listed):
        try:
            return tensor(self.reader, self.buffers, index, table)
        except GraphError as error:
            users = [one.what for one in listed if index in one.inputs + one.outputs]
            raise GraphError(f"{users[0]}: {error}" if users else str(error)) from error

    def _edges(self):
        """Return the indices of the model's inputs and outputs."""
        inputs = self._indices(self.subgraph, "Inputs", "the model")
        outputs = self._indices(self.subgraph, "Outputs", "the model")
        if not inputs or not outputs or None in inputs + outputs:
            raise GraphError("the model needs an input and an output; convert it again.")
        if len(set(inputs)) < len(inputs):
            raise GraphError("one tensor is two inputs of the model; convert it again.")
        for index in inputs:
            if self.tensors[index].data is not None:
                raise GraphError(f"the model's input {index} is a constant; convert it again.")
        return inputs, outputs

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
            if not -1 <= index < self.count:
                raise GraphError(f"{what} names tensor {index} of {self.count}")
        return tuple(None if index == -1 else index for index in stored)

    def _operator(self, index, one):
        inputs, outputs = one.inputs, one.outputs
        for position in inputs:
            if position is not None:
                self._require_known(position, "its input")
        if len(outputs) != 1 or None in outputs:
            raise GraphError(f"it has {len(outputs)} outputs, expected one")
        output = self.tensors[outputs[0]]
        if output.index in self.written or output.data is not None:
            raise GraphError(f"tensor {output.index} ({output.name}) is written twice")
        if one.name in FOLDED:
            self._fold(one, output)
            return []
        spec = OPERATORS[one.name]
        if not 1 <= one.version <= spec.version:
            raise GraphError(f"is not supported in that version; the kit knows {spec.version}")
        if not spec.inputs[0] <= len(inputs) <= spec.inputs[1] or None in inputs[:2]:
            raise GraphError(f"it has the inputs {inputs}, expected {spec.inputs[1]}")
        shape = self.tensors[inputs[0]].shape
        settings = read_options(one.name, self.reader, one.view, self._constant(inputs), shape)
        operator = Operator(index, one.name, inputs[: spec.data_inputs], outputs, settings)
        check(operator, self.tensors)
        if spec.check_settings:
            spec.check_settings(*(self.tensors[i] for i in inputs[spec.data_inputs :]), output)
        # What the interpreter would refuse in its preparation is refused here.
        parameters_of(operator, self.tensors)
        self.written.add(output.index)
        return [operator]

    def _constant(self, inputs):
        def constant(number, kind="i"):
            data = self.tensors[inputs[number]].data
            if data is None or (kind and data.dtype.kind != kind):
                raise GraphError(f"its input {number} has to be a constant")
            return data

        return constant

    def _fold(self, one, output):
        known = [self.tensors[index] for index in one.inputs if index is not None]
        value = fold(one.name, one.view, [t.data for t in known], [t.shape for t in known])
        if value.size != output.size or output.dtype.kind != "i":
            raise GraphError(f"it gives {value.size} numbers, but its output holds {output.size}")
        value = value.astype(output.dtype).reshape(output.shape)
        self.tensors[output.index] = Tensor(
            output.index, output.name, output.shape, output.dtype, data=value
        )

    def _require_known(self, index, what):
        if index not in self.written and self.tensors[index].data is None:
            raise GraphError(f"{what}, tensor {index}, is neither computed before nor a constant")
