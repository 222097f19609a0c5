"""What a model remembers from one inference to the next, in C: its memory and its reset."""

from collections.abc import Iterator

import numpy as np

from tinyml_kit.codegen.c.describe import describe
from tinyml_kit.codegen.c.literals import C_TYPES, declare, read
from tinyml_kit.codegen.lowering.constants import start_is_uniform
from tinyml_kit.graph.model import Graph, Tensor
from tinyml_kit.ops.layer import Constant


def state(graph: Graph, name: str) -> Iterator[str]:
    """Yield the memory of a graph's state tensors and NAME_reset; nothing if there is no state.

    The memory lies outside the arena, so that no tensor of an inference shares it.
    """
    tensors = [graph.tensors[index] for index in graph.states]
    if not tensors:
        return
    memory = "".join(_memory(tensor) for tensor in tensors)
    yield (
        "/* What is remembered from one inference to the next. */\n"
        f"{memory}static uint8_t begun; /* whether it holds anything yet */\n"
    )
    for tensor in tensors:
        if not start_is_uniform(tensor):
            note = f"what {_array(tensor)} starts with"
            yield declare(f"{_array(tensor)}_start", Constant(tensor.initial, note))
    steps = "".join(_start(tensor) for tensor in tensors)
    yield f"void {name}_reset(void)\n{{\n{steps}    begun = 1;\n}}\n"


def begin(graph: Graph, name: str) -> str:
    """Return what NAME_invoke does first."""
    return f"    if (!begun)\n        {name}_reset();\n" if graph.states else ""


def _array(tensor: Tensor) -> str:
    return f"state_{tensor.index}"


def _memory(tensor: Tensor) -> str:
    kind = C_TYPES[tensor.dtype.name]
    return (
        f"static {kind} {_array(tensor)}[{tensor.size}];\n"
        f"#define TENSOR_{tensor.index} {_array(tensor)} /* {describe(tensor)} */\n"
    )


def _start(tensor: Tensor) -> str:
    array = _array(tensor)
    if start_is_uniform(tensor):
        first = np.ascontiguousarray(tensor.initial).reshape(-1).view(np.int8)[0]
        return f"    memset({array}, {first}, sizeof {array});\n"
    value = read(tensor.dtype).format(f"{array}_start", "i")
    return f"    for (index_t i = 0; i < {tensor.size}; i++)\n        {array}[i] = {value};\n"
