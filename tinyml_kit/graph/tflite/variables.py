"""Variables of a file, which operators share by name, become state tensors of a Graph.

VAR_HANDLE gives a variable's handle, a tensor without data, to READ_VARIABLE and
ASSIGN_VARIABLE. CALL_ONCE runs a subgraph before the first inference, which gives variables their
first values. Here the handle becomes the state tensor itself, and no Graph has a VAR_HANDLE or a
CALL_ONCE.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from tinyml_kit.base.text import one_line
from tinyml_kit.graph.model import GraphError, Tensor
from tinyml_kit.graph.tflite.flatbuffer import Reader, names_of
from tinyml_kit.graph.tflite.subgraph import Listed, Subgraph, named
from tinyml_kit.graph.tflite.tensor_reader import resting, tensor
from tinyml_kit.ops.operators import CUSTOM, OPERATORS

# Operators that the reader resolves, so that no Graph has them.
RESOLVED = ("VAR_HANDLE", "CALL_ONCE")
# Operators of a subgraph that CALL_ONCE may run.
INITIAL = ("VAR_HANDLE", "ASSIGN_VARIABLE")

_BUILTIN = names_of(schema.BuiltinOperator)

Key = tuple[str, str]


def has_state(content: bytes) -> bool:
    """Tell whether a .tflite file that an interpreter accepts has variables of either kind."""
    model = schema.Model.GetRootAs(content, 0)
    subgraph = model.Subgraphs(0)
    used = {subgraph.Operators(n).OpcodeIndex() for n in range(subgraph.OperatorsLength())}
    codes = [model.OperatorCodes(number) for number in used]
    names = {_BUILTIN.get(code.BuiltinCode()) for code in codes}
    names |= {CUSTOM.get((code.CustomCode() or b"").decode("utf-8", "replace")) for code in codes}
    if "VAR_HANDLE" in names or any(
        name in names
        for name, spec in OPERATORS.items()
        if spec.kept is not None or spec.memory is not None
    ):
        return True
    return any(subgraph.Tensors(n).IsVariable() for n in range(subgraph.TensorsLength()))


def handles(reader: Reader, subgraph: Subgraph) -> dict[int, Key]:
    """Return {tensor: (container, name)} of the variables' handles in a subgraph."""
    found = {}
    for one in subgraph.listed:
        if one.name != "VAR_HANDLE":
            continue
        with named(one.what):
            if one.inputs or len(one.outputs) != 1 or None in one.outputs:
                raise GraphError("it needs no input and one output")
            table = _settings(one, schema.VarHandleOptions)
            found[one.outputs[0]] = (
                reader.text(table, "Container"),
                reader.text(table, "SharedName"),
            )
    return found


def called_once(subgraph: Subgraph, keys: dict[int, Key], count: int) -> list[tuple[int, set[Key]]]:
    """Return the number of each subgraph that runs once, and the variables used before it runs.

    Parameters
    ----------
    keys : from `handles`
    count : how many subgraphs the file has

    Raises
    ------
    GraphError
        If there is no subgraph of that number.
    """
    found, used = [], set()
    for one in subgraph.listed:
        if one.name in ("READ_VARIABLE", "ASSIGN_VARIABLE"):
            used |= {keys[index] for index in one.inputs[:1] if index in keys}
        if one.name != "CALL_ONCE":
            continue
        with named(one.what):
            number = _settings(one, schema.CallOnceOptions).InitSubgraphIndex()
            if not 1 <= number < count:
                raise GraphError(f"it runs subgraph {number} of {count}")
            found.append((number, set(used)))
    return found


def first_values(reader: Reader, buffers: list, subgraph: Subgraph) -> dict[Key, Tensor]:
    """Return {(container, name): constant Tensor} of what a subgraph assigns."""
    keys, values = handles(reader, subgraph), {}
    for one in subgraph.listed:
        if one.name != "ASSIGN_VARIABLE":
            continue
        with named(one.what):
            key, index = _assigned(one, keys)
            value = tensor(reader, buffers, index, subgraph.tables[index])
            if value.data is None:
                raise GraphError("what a variable starts with has to be a constant")
            values[key] = value
    return values


def states(
    subgraph: Subgraph, tensors: list, keys: dict[int, Key], values: dict[Key, Tensor]
) -> dict[int, int]:
    """Put state tensors in the place of handles, and return {handle: state tensor}.

    Parameters
    ----------
    tensors : list of Tensor, None for a handle; is filled
    keys : from `handles`
    values : from `first_values` of all subgraphs that run once

    Raises
    ------
    GraphError
        If a variable is not used, or its first values are not what is read from it.
    """
    samples: dict[Key, Tensor] = {}
    for one in subgraph.listed:
        with named(one.what):
            if one.name == "READ_VARIABLE" and len(one.outputs) == 1:
                samples.setdefault(_key(one, keys), tensors[one.outputs[0]])
            elif one.name == "ASSIGN_VARIABLE":
                key, index = _assigned(one, keys)
                samples.setdefault(key, tensors[index])
    homes: dict[Key, int] = {}
    for index, key in keys.items():
        home = homes.setdefault(key, index)
        sample = samples.get(key)
        if sample is None:
            raise GraphError(f"the variable {one_line(key[1])!r} is neither read nor assigned")
        if home == index:
            initial = _initial(key[1], sample, values.get(key))
            tensors[index] = replace(sample, index=index, name=key[1], data=None, initial=initial)
        else:
            # Another handle of the same variable: nothing lies there.
            tensors[index] = Tensor(index, key[1], (), np.dtype(np.int8))
    return {index: homes[key] for index, key in keys.items()}


def _initial(name, sample, value):
    if value is None:
        return resting(sample.shape, sample.dtype, sample.quantization)
    if (value.shape, value.dtype) != (sample.shape, sample.dtype):
        raise GraphError(
            f"the variable {one_line(name)!r} starts as {value.dtype} of shape {value.shape}, but "
            f"is used as {sample.dtype} of shape {sample.shape}"
        )
    return value.data


def as_operator(one: Listed, homes: dict[int, int]) -> Listed:
    """Return READ_VARIABLE as state -> value, ASSIGN_VARIABLE as value -> state, others unchanged.

    Parameters
    ----------
    homes : {handle: state tensor}, from `states`
    """
    if one.name == "READ_VARIABLE":
        return replace(one, inputs=(homes[_handle(one, homes)],))
    if one.name == "ASSIGN_VARIABLE":
        return replace(one, inputs=one.inputs[1:], outputs=(homes[_handle(one, homes)],))
    if set(homes) & {*one.inputs, *one.outputs}:
        raise GraphError("it uses the handle of a variable as numbers")
    return one


def _handle(one, known):
    if not one.inputs or one.inputs[0] not in known:
        raise GraphError("its first input is not the handle of a variable")
    return one.inputs[0]


def _key(one, keys):
    return keys[_handle(one, keys)]


def _assigned(one, keys):
    """Return the variable that an ASSIGN_VARIABLE writes to, and the tensor that it takes."""
    key = _key(one, keys)
    if len(one.inputs) != 2 or one.inputs[1] is None or one.inputs[1] in keys or one.outputs:
        raise GraphError("it needs a handle and a value, and has no output")
    return key, one.inputs[1]


def _settings(one, kind):
    settings = one.view.BuiltinOptions()
    if settings is None:
        raise GraphError("its settings are missing")
    table = kind()
    table.Init(settings.Bytes, settings.Pos)
    return table
