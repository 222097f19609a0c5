"""The text of model.c: constants, one function per layer, an arena, an interface."""

import re
from collections.abc import Sequence

import numpy as np

from tinyml_kit.base.text import c_comment
from tinyml_kit.codegen.c import templates
from tinyml_kit.codegen.c.c_layer import in_c
from tinyml_kit.codegen.c.describe import describe
from tinyml_kit.codegen.c.header import interface
from tinyml_kit.codegen.c.layer_text import helpers, layer_text
from tinyml_kit.codegen.c.literals import C_TYPES
from tinyml_kit.codegen.c.state import begin, state
from tinyml_kit.codegen.c.target import Target
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.plan import Plan
from tinyml_kit.ops.layer import Layer, TargetTooSmall

# Types whose addresses have to be multiples of their size, and the names of the arena's members.
WIDE = {"float32": "floats", "int32": "integers", "int16": "shorts"}
WIDE |= {"uint32": "unsigned_integers", "int64": "longs", "uint64": "unsigned_longs"}
# What a kernel may call of the C library's functions of real numbers.
MATH = re.compile(r"\b(?:fma|modf|(?:ceil|cos|exp|fabs|floor|fmod|log|pow|round|sin|sqrt|tanh)f)\(")


def program(graph: Graph, layers: Sequence[Layer], plan: Plan, target: Target, name: str) -> str:
    """Return the C file of a model.

    Parameters
    ----------
    graph : Graph
    layers : sequence of Layer
    plan : plan.Plan, where each tensor lies
    target : targets.Target
    name : str, an identifier; all names that the header declares start with it

    Raises
    ------
    ExportError
        If the target cannot count as far as a layer needs to, or has no code for it.
    """
    needed = max(plan.size, plan.state_bytes)
    if needed > target.largest:
        raise TargetTooSmall(
            f"{graph.name}: its tensors need {needed} bytes together, more than {target.name} "
            "can count; export it for a larger board."
        )
    texts = [
        layer_text(graph, target.adapt(in_c(graph, layer)), target)
        for layer in layers
        if layer.kernel
    ]
    code = "\n".join(text.shared + text.code for text in texts)
    common = helpers(code, target)
    return "\n".join(
        [
            _head(graph, layers, target, name),
            _includes("\n".join([code, *common]), target, name),
            templates.with_includes("flash.h", target.folders),
            *common,
            _arena(graph, layers, plan, name),
            *state(graph, name),
            *_with_explanations(texts),
            interface(graph, name),
            _invoke(graph, layers, name),
        ]
    )


def _head(graph, layers, target, name):
    rows = [("input", graph.tensors[index]) for index in graph.inputs]
    rows += [(_names(layer), graph.tensors[i]) for layer in layers for i in layer.outputs]
    listed = "".join(f" *   {what:<24} -> {describe(tensor)}\n" for what, tensor in rows)
    return f"""/* {c_comment(graph.name)} as C, made by tinyml-kit ({target.name}).
 *
{listed} *
 * Each layer is a function below, in this order; {name}_invoke, at the end, calls them. All
 * shapes are constants, all weights lie in flash, and nothing is allocated. */
"""


def _names(layer):
    return " and ".join(operator.name for operator in layer.operators)


def _includes(code, target, name):
    math = "#include <math.h>\n" if MATH.search(code) else ""
    return f"""{math}#include <stdint.h>
#include <string.h>

#include "{name}.h"

typedef {target.index} index_t; /* counts elements; no tensor has more than it can hold */
"""


def _with_explanations(texts):
    """Yield the code of each layer; what several share stands in front of the first of them."""
    seen = {""}
    for text in texts:
        new = [part for part in (text.explanation, text.shared) if part not in seen]
        yield "\n".join(filter(None, (*new, text.constants, text.code)))
        seen.update(new)


def _arena(graph, layers, plan, name):
    indices = [*graph.inputs]
    for layer in layers:
        indices += [*layer.inputs, *layer.outputs]
    tensors = [graph.tensors[index] for index in dict.fromkeys(indices)]
    tensors = [tensor for tensor in tensors if not tensor.is_state]
    kinds = {tensor.dtype.name for tensor in tensors}
    wide = [kind for kind in WIDE if kind in kinds]
    size = f"{name.upper()}_ARENA_BYTES"
    if wide:
        members = "".join(
            f"    {C_TYPES[kind]} {WIDE[kind]}[{size} / sizeof({C_TYPES[kind]})];\n"
            for kind in wide
        )
        suits = " and ".join(WIDE[kind] for kind in wide)
        declared = f"""/* As a union, so that its address suits {suits}. */
static union {{
    int8_t bytes[{size}];
{members}}} arena;"""
    else:
        declared = f"static int8_t arena[{size}];"
    places = "".join(
        f"#define TENSOR_{tensor.index} {_place(tensor, plan.offsets[tensor.index], wide)}"
        f" /* {describe(tensor)} */\n"
        for tensor in tensors
    )
    return (
        "/* The memory of all tensors; those never needed at the same time share it. */\n"
        f"{declared}\n{places}"
    )


def _place(tensor, offset, wide):
    if tensor.dtype.name in wide:
        return f"(arena.{WIDE[tensor.dtype.name]} + {offset // tensor.dtype.itemsize})"
    place = f"(arena{'.bytes' if wide else ''} + {offset})"
    return f"((uint8_t *){place})" if tensor.dtype == np.uint8 else place


def _invoke(graph, layers, name):
    upper = name.upper()
    calls = "".join(_call(graph, layer) for layer in layers)
    return f"""#ifdef {upper}_TRACE
#define TRACE(tensor, bytes) {name}_trace(tensor, TENSOR_##tensor, bytes)
#else
#define TRACE(tensor, bytes)
#endif

void {name}_invoke(void)
{{
{begin(graph, name)}{calls}}}
"""


def _call(graph, layer):
    """Return the call of a layer's function: once, or once per sample."""
    written = [graph.tensors[index] for index in layer.outputs]
    trace = "".join(f"    TRACE({tensor.index}, {tensor.nbytes}UL);\n" for tensor in written)
    if not layer.kernel:
        return f"    /* {_names(layer)}: the numbers stay where they are. */\n{trace}"
    indices = (*layer.inputs, *layer.outputs)
    if layer.batches == 1:
        arguments = ", ".join(f"TENSOR_{index}" for index in indices)
        return f"    {layer.name}({arguments});\n{trace}"
    sizes = [graph.tensors[index].size // layer.batches for index in indices]
    steps = [f"TENSOR_{index} + i * {size}" for index, size in zip(indices, sizes, strict=True)]
    return (
        f"    for (index_t i = 0; i < {layer.batches}; i++)\n"
        f"        {layer.name}({', '.join(steps)});\n{trace}"
    )
