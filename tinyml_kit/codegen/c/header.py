"""The text of model.h: sizes, and the functions of model.c that a program calls."""

from collections.abc import Iterator, Sequence

from tinyml_kit.base.text import c_comment
from tinyml_kit.codegen.c.describe import describe, meaning
from tinyml_kit.codegen.c.literals import C_TYPES, number
from tinyml_kit.graph.model import Graph


def header(graph: Graph, name: str, arena_bytes: int, digest: str) -> str:
    """Return the header of a model.

    Parameters
    ----------
    graph : Graph
    name : str, an identifier; all names start with it
    arena_bytes : int
    digest : 8 hexadecimal digits of the model's SHA-256
    """
    upper = name.upper()
    state_bytes = sum(graph.tensors[index].nbytes for index in graph.states)
    memory = f"#define {upper}_ARENA_BYTES {arena_bytes} /* memory of all tensors together */\n"
    if state_bytes:
        memory += f"#define {upper}_STATE_BYTES {state_bytes} /* of what it remembers */\n"
    listed = "".join([*sizes(graph, upper, "INPUT", graph.inputs),
                      *sizes(graph, upper, "OUTPUT", graph.outputs)])  # fmt: skip
    return f"""/* {c_comment(graph.name)} as C: the interface. {name}.c says how it works. */
#ifndef {upper}_H
#define {upper}_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {{
#endif

#define {upper}_HASH 0x{digest}UL /* the first 32 bits of the model file's SHA-256 */
{memory}
{listed}
/* Where input i is put before each call of {name}_invoke, which may overwrite it. */
{element_type(graph, graph.inputs)} *{name}_input(int i);
unsigned long {name}_input_bytes(int i);

/* Computes the outputs from the inputs. */
void {name}_invoke(void);
{_reset(name) if state_bytes else ""}
/* Where output i is, until an input is put in or {name}_invoke is called again. */
const {element_type(graph, graph.outputs)} *{name}_output(int i);
unsigned long {name}_output_bytes(int i);

#ifdef {upper}_TRACE
/* To be written by whoever wants to look: called with each tensor that a layer has written. */
void {name}_trace(int tensor, const void *data, unsigned long bytes);
#endif

#ifdef __cplusplus
}}
#endif

#endif
"""


def _reset(name):
    return f"""
/* Forgets all inferences before this call: a new sequence of inputs begins. The first inference
 * of all needs no call. */
void {name}_reset(void);
"""


def interface(graph: Graph, name: str) -> str:
    """Return the definitions of NAME_input, NAME_output and the functions for their sizes."""
    inputs, outputs = graph.inputs, graph.outputs
    functions = [
        (f"{element_type(graph, inputs)} *{name}_input", _places(inputs)),
        (f"unsigned long {name}_input_bytes", _bytes(graph, inputs)),
        (f"const {element_type(graph, outputs)} *{name}_output", _places(outputs)),
        (f"unsigned long {name}_output_bytes", _bytes(graph, outputs)),
    ]
    return "\n".join(_chooser(declaration, values) for declaration, values in functions)


def element_type(graph: Graph, indices: Sequence[int]) -> str:
    """Return the C type of the elements of these tensors; void if they differ."""
    kinds = {C_TYPES[graph.tensors[index].dtype.name] for index in indices}
    return kinds.pop() if len(kinds) == 1 else "void"


def sizes(graph: Graph, upper: str, kind: str, indices: Sequence[int]) -> Iterator[str]:
    """Yield macros for the number of inputs or outputs, their sizes, and what they stand for."""
    yield f"#define {upper}_{kind}S {len(indices)}\n"
    for i, index in enumerate(indices):
        tensor = graph.tensors[index]
        prefix = f"#define {upper}_{kind}{i}"
        yield f"{prefix}_SIZE {tensor.size} /* {describe(tensor)} */\n"
        if meaning(tensor):
            yield f"/* A stored number stands for {meaning(tensor)}. */\n"
            yield f"{prefix}_SCALE {number(tensor.quantization.scale[0])}\n"
            yield f"{prefix}_ZERO_POINT {number(tensor.quantization.zero_point[0])}\n"


def _places(indices):
    return [f"TENSOR_{index}" for index in indices]


def _bytes(graph, indices):
    return [str(graph.tensors[index].nbytes) for index in indices]


def _chooser(declaration, values):
    """Return a function from a tensor's number i to one of several values."""
    cases = "".join(
        f"    if (i == {i})\n        return {value};\n" for i, value in enumerate(values[:-1])
    )
    unused = "" if cases else "    (void)i; /* there is only one */\n"
    return f"{declaration}(int i)\n{{\n{unused}{cases}    return {values[-1]};\n}}\n"
