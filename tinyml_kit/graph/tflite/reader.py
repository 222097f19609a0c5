"""Read a .tflite file into a Graph, and check everything that the file says.

The file is not trusted: no offset is followed outside it. In the Graph, indices are in range,
constants are as large as their shapes say, scales are finite and positive, and the outputs of
operators have the shapes that their inputs give.
"""

from dataclasses import replace
from pathlib import Path

from ai_edge_litert import schema_py_generated as schema

from tinyml_kit.base.sizes import read_bytes
from tinyml_kit.base.text import one_line
from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.graph.tflite import decode, variables
from tinyml_kit.graph.tflite.flatbuffer import Reader, damage
from tinyml_kit.graph.tflite.fold import FOLDED, fold, folds
from tinyml_kit.graph.tflite.subgraph import Subgraph, named
from tinyml_kit.graph.tflite.tensor_reader import (
    is_empty,
    is_handle,
    nothing,
    require_closed,
    resting,
    signature,
    tensor,
)
from tinyml_kit.ops.operators import OPERATORS, check, computed, parameters_of, read_options
from tinyml_kit.ops.spec import no_macs
from tinyml_kit.ops.tensor_checks import WrongShape

# What a model may be given as, if not as a path.
CONTENT = (bytes, bytearray, memoryview)
# Far more bytes than any board here has. A hostile shape could ask for all of a computer's.
LARGEST = 64 * 1024 * 1024
# How files of Keras begin: .keras is a zip archive, .h5 an HDF5 file.
KERAS = (b"PK\3\4", b"\x89HDF")
_SUPPORTED = (*dict.fromkeys((*OPERATORS, *FOLDED)), *variables.RESOLVED)


def read(model: str | Path | bytes) -> Graph:
    """Return the Graph of a .tflite file.

    Parameters
    ----------
    model : path of a .tflite file, or its bytes

    Returns
    -------
    Graph, whose constants share the file's memory. Its operators are in the order in which they
    run. The arithmetic of shapes, and whatever else depends on constants alone, has been computed
    ahead, and variables have become state tensors. Tensors keep their numbers in the file.

    Raises
    ------
    GraphError
        If the file is missing, is not a .tflite file, is damaged, or uses what the kit does not
        support; names the file, the operator with its version, and what is wrong.
    """
    where = "the model" if isinstance(model, CONTENT) else str(model)
    content = content_of(model)
    try:
        with damage("the file"):
            return _Parser(content).graph(where)
    except GraphError as error:
        # Most faults have the same cure. A message that ends with a full stop has named its own.
        cure = "" if str(error).endswith(".") else "; convert the model again."
        raise GraphError(f"{where}: {error}{cure}") from error


def content_of(model: str | Path | bytes) -> bytes:
    """Return the bytes of a .tflite file, given as such or by its path.

    Raises
    ------
    GraphError
        If there is no such file.
    """
    if isinstance(model, CONTENT):
        return bytes(model)
    return read_bytes(model, GraphError, "a .tflite")


class _Parser:
    """One file that is being read: its tables, and the constants known so far."""

    def __init__(self, content):
        if len(content) < 8 or content[4:8] != b"TFL3":
            cure = "name one."
            if not content:
                cure = "the file is empty."
            elif content.startswith(KERAS):
                cure = "if it is a Keras model, convert it with tf.lite.TFLiteConverter first."
            raise GraphError(f"this is not a .tflite file (TFL3 is missing at byte 4); {cure}")
        self.reader = Reader(content)
        self.model = self.reader.table(schema.Model.GetRootAs(content, 0), "the model")
        if self.model.Version() != 3:
            raise GraphError(f"the schema is version {self.model.Version()}; the kit reads 3.")
        self.views = list(self.reader.tables(self.model, "Subgraphs", "subgraph"))
        if not self.views:
            raise GraphError("the model has no subgraph; convert it again.")

    def graph(self, where):
        """Return the Graph."""
        self.codes = list(self.reader.tables(self.model, "OperatorCodes", "operator code"))
        self.buffers = list(self.reader.tables(self.model, "Buffers", "buffer"))
        self.subgraph = Subgraph(self.reader, self.codes, self.views[0], _SUPPORTED)
        keys = variables.handles(self.reader, self.subgraph)
        self.used = {n for one in self.subgraph.listed for n in one.inputs + one.outputs}
        for ends in ("Inputs", "Outputs"):
            self.used.update(self.subgraph.indices(self.subgraph.view, ends, "the model"))
        first_values = self._first_values(keys)
        self.tensors = [
            None if index in keys and is_handle(table) else self._tensor(index, table)
            for index, table in enumerate(self.subgraph.tables)
        ]
        kept = self._keep()
        homes = variables.states(self.subgraph, self.tensors, keys, first_values)
        self._refuse_too_large()
        inputs, outputs = self._edges(homes)
        states = {tensor.index for tensor in self.tensors if tensor.is_state}
        self.written = {*inputs, *states} - kept
        operators = []
        for one in self.subgraph.listed:
            if one.name in variables.RESOLVED:
                continue
            with named(one.what):
                operators += self._operator(len(operators), variables.as_operator(one, homes))
        self._refuse_too_large()
        for index in outputs:
            self._require_known(index, "the model's output")
        name = Path(where).stem if where != "the model" else "model"
        return Graph(name, tuple(self.tensors), tuple(operators), inputs, outputs)

    def _keep(self):
        """Make state of what operators keep inside; return the numbers of these tensors."""
        kept: set[int] = set()
        for one in self.subgraph.listed:
            spec = OPERATORS.get(one.name)
            if spec is None or not spec.knows(one.version):
                continue  # it is refused when it is read
            place = spec.kept
            if place is None or place >= len(one.outputs) or one.outputs[place] is None:
                continue
            number = one.outputs[place]
            found, title = self.tensors[number], one.what
            writers = sum(other.outputs.count(number) for other in self.subgraph.listed)
            if writers > 1 or found is None or found.data is not None:
                raise GraphError(f"{title}: its state, tensor {number}, is used for something else")
            if not found.is_state:
                # Nobody puts real 0 into it, as the interpreter does with variables.
                initial = resting(found.shape, found.dtype, None)
                self.tensors[number] = replace(found, initial=initial)
            kept.add(number)
        return kept

    def _first_values(self, keys):
        """Return the first values of variables, from the subgraphs that run once."""
        calls = variables.called_once(self.subgraph, keys, len(self.views))
        self._refuse_other_subgraphs({0, *(number for number, _ in calls)})
        values = {}
        for number, used in calls:
            with named(f"subgraph {number}"):
                once = Subgraph(self.reader, self.codes, self.views[number], variables.INITIAL)
                found = variables.first_values(self.reader, self.buffers, once)
                for _, name in found.keys() & used:
                    title = one_line(name)
                    raise GraphError(f"the variable {title!r} is used before it gets these values")
                values |= found
        return values

    def _refuse_other_subgraphs(self, used):
        """Refuse a file with a subgraph that nothing runs; say whether it is a signature."""
        if len(used) == len(self.views):
            return
        signatures = self.reader.tables(self.model, "SignatureDefs", "signature")
        names = [one_line(self.reader.text(one, "SignatureKey")) for one in signatures]
        if len(names) > 1:
            raise GraphError(
                f"the model has {len(names)} signatures ({_few(names)}); convert it with one of "
                "them alone."
            )
        others = [str(number) for number in range(len(self.views)) if number not in used]
        raise GraphError(
            f"no operator runs subgraph {_few(others)} of the {len(self.views)} in the model; "
            "convert a model that has one."
        )

    def _tensor(self, index, table):
        if index not in self.used and is_empty(self.reader, table):
            return nothing(index)
        try:
            return tensor(self.reader, self.buffers, index, table)
        except GraphError as error:
            users = [one.what for one in self.subgraph.listed if index in one.inputs + one.outputs]
            raise GraphError(f"{users[0]}: {error}" if users else str(error)) from error

    def _edges(self, handles):
        """Return the indices of the model's inputs and outputs."""
        view = self.subgraph.view
        inputs = self.subgraph.indices(view, "Inputs", "the model")
        outputs = self.subgraph.indices(view, "Outputs", "the model")
        if not inputs or not outputs or None in inputs + outputs:
            raise GraphError("the model needs an input and an output; convert it again.")
        if len(set(inputs)) < len(inputs):
            raise GraphError("one tensor is two inputs of the model; convert it again.")
        for index in outputs:
            if index in handles:
                raise GraphError(f"the model's output {index} is the handle of a variable")
        for index in inputs:
            require_closed(self.reader, self.subgraph.tables[index], f"the model's input {index}")
            if self.tensors[index].data is not None:
                raise GraphError(f"the model's input {index} is a constant; convert it again.")
            if self.tensors[index].is_state:
                raise GraphError(f"the model's input {index} is a variable; convert it again.")
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
                f"is tensor {largest.index} ({largest.title}) of shape {largest.shape}."
            )

    def _operator(self, index, one):
        inputs, outputs = one.inputs, one.outputs
        for position in inputs:
            if position is not None:
                self._require_known(position, "its input")
        fewest, most = OPERATORS[one.name].outputs if one.name in OPERATORS else (1, 1)
        if one.name == decode.NAME:
            most = max(1, len(inputs) // 2)
        if not fewest <= len(outputs) <= most or None in outputs:
            expected = "one" if most == 1 else f"{fewest} to {most}"
            raise GraphError(f"it has {len(outputs)} outputs, expected {expected}")
        states = ()
        if one.name in OPERATORS and len(inputs) == OPERATORS[one.name].inputs[1]:
            states = tuple(inputs[number] for number in OPERATORS[one.name].states)
            if None in states or any(inputs.count(number) > 1 for number in states):
                raise GraphError("one of its states is left out, or is used for something else")
            outputs = (*outputs, *states)
        known = [self.tensors[number] for number in inputs if number is not None]
        ahead = folds(one.name, known)
        for place, number in enumerate(outputs):
            written = self.tensors[number]
            again = written.is_state and not ahead
            twice = number in outputs[:place] or (number in self.written and not again)
            if twice or written.data is not None:
                raise GraphError(f"tensor {number} ({written.title}) is written twice")
        if ahead:
            written = [self.tensors[number] for number in outputs]
            self._store(outputs, fold(one.name, one.view, known, written))
            return []
        if one.name not in OPERATORS:
            raise GraphError("only shapes are computed ahead; its input is not a small constant")
        spec = OPERATORS[one.name]
        for number in set(inputs) & set(outputs) - set(states):
            if not spec.in_place:
                name = self.tensors[number].title
                raise GraphError(f"it writes over the variable {name!r} while it reads it")
        if not spec.knows(one.version):
            raise GraphError(f"is not supported in that version; the kit knows {spec.version}")
        if not spec.inputs[0] <= len(inputs) <= spec.inputs[1] or None in inputs[:2]:
            raise GraphError(f"it has the inputs {inputs}, expected {spec.inputs[1]}")
        inputs = tuple(inputs[number] for number in spec.order if number < len(inputs)) or inputs
        if spec.kept is not None:
            inputs = (*inputs, outputs[spec.kept])
        shape = self.tensors[inputs[0]].shape
        settings = read_options(one.name, self.reader, one.view, self._constant(inputs), shape)
        data = inputs[: spec.data_inputs]
        if spec.memory:
            numbers = self._remember(spec.memory, settings, data, outputs)
            data, outputs = (*data, *numbers), (*outputs, *numbers)
        operator = Operator(index, one.name, data, outputs, settings)
        try:
            check(operator, self.tensors)
        except WrongShape as wrong:
            self._take_shape(outputs, wrong)
            check(operator, self.tensors)
        if spec.check_settings:
            settings_of = [self.tensors[number] for number in inputs[spec.data_inputs :]]
            spec.check_settings(*settings_of, self.tensors[outputs[0]])
        # What the interpreter would refuse in its preparation is refused here.
        params = parameters_of(operator, self.tensors)
        if spec.macs is no_macs and self._are_known(operator):
            values = {number: self.tensors[number].data for number in operator.inputs}
            self._store(outputs, computed(operator, self.tensors, params, values))
            return []
        self.written.update(outputs)
        return [operator]

    def _remember(self, memory, settings, inputs, outputs):
        """Add state tensors for what an operator remembers, and return their numbers."""
        sides = ([self.tensors[number] for number in side] for side in (inputs, outputs))
        first = len(self.tensors)
        for number, (shape, dtype) in enumerate(memory(settings, *sides), first):
            initial = resting(shape, dtype, None)
            self.tensors.append(Tensor(number, f"memory {number}", shape, dtype, initial=initial))
        self._refuse_too_large()
        return tuple(range(first, len(self.tensors)))

    def _constant(self, inputs):
        def constant(number, kind="i", optional=False):
            if optional and (number >= len(inputs) or self.tensors[inputs[number]].data is None):
                return None
            data = self.tensors[inputs[number]].data
            if data is None or (kind and data.dtype.kind != kind):
                raise GraphError(f"its input {number} has to be a constant")
            return data

        return constant

    def _take_shape(self, outputs, wrong):
        """Give an output whose sizes were left open the shape that its inputs give."""
        (number,) = outputs[:1]
        sizes = signature(self.reader, self.subgraph.tables[number], f"tensor {number}")
        expected = wrong.expected
        fits = len(sizes) == len(expected) and all(
            size in (-1, n) for size, n in zip(sizes, expected, strict=True)
        )
        if len(outputs) > 1 or -1 not in sizes or not fits:
            raise wrong
        self.tensors[number] = replace(self.tensors[number], shape=expected)
        if self.tensors[number].nbytes > LARGEST:
            self._refuse_too_large()

    def _are_known(self, operator):
        tensors = [self.tensors[number] for number in operator.inputs if number is not None]
        return all(tensor.data is not None for tensor in tensors)

    def _store(self, outputs, values):
        """Make constants of tensors."""
        for number, value in zip(outputs, values, strict=True):
            self.tensors[number] = replace(self.tensors[number], data=value)

    def _require_known(self, index, what):
        if index not in self.written and self.tensors[index].data is None:
            raise GraphError(f"{what}, tensor {index}, is neither computed before nor a constant")


def _few(names):
    """Return names as text; of many, the first ones and how many more."""
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more
