"""A .tflite file as an array for the TFLM interpreter, and what the interpreter needs to know.

The array is the file, byte by byte. The header says how long it is, how large the tensor arena has
to be, and which operators the model uses: only those are linked into the program.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from tinyml_kit import boards
from tinyml_kit.base.folder import write_folder
from tinyml_kit.base.text import c_comment
from tinyml_kit.codegen.c.literals import identifier
from tinyml_kit.codegen.tflm import memory
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.tflite import content_of, read
from tinyml_kit.ops.layer import ExportError
from tinyml_kit.ops.operators import OPERATORS

# Added to what the interpreter needs on this computer, for kernels that need scratch memory.
MARGIN = 0.1
ALIGNMENT = memory.ALIGNMENT
NUMBERS_A_LINE = 16
# What the resolver calls custom operators; those on signals are called as in the file.
CUSTOM_METHODS = {"TFLM_DECODE": "Decode", "CIRCULAR_BUFFER": "CircularBuffer"}


@dataclass(frozen=True)
class Arena:
    """The memory that an interpreter gets.

    needed, given : bytes, without and with MARGIN
    label : "measured", by the interpreter on this computer, or "estimated"
    """

    needed: int
    given: int
    label: str


def export(
    model: str | Path | bytes,
    folder: str | Path,
    name: str | None = None,
    board: str | None = None,
    arena_bytes: int | None = None,
    replace: bool = True,
) -> dict[str, Path]:
    """Write NAME.c and NAME.h.

    Parameters
    ----------
    model : path of a .tflite file, or its bytes
    folder : path
        Created if it does not exist. Either both files are written or neither.
    name : str or None
        The files and the array are named after it; by default it is the name of the model's file.
        It is turned into an identifier first.
    board : str or None
        A name that `boards.find` knows.
    arena_bytes : int or None
        The smallest arena in which the interpreter took the model on this computer, as
        `rungs.interpreters.tflm.least_arena` finds it; None if there is no interpreter, and the
        memory is estimated.
    replace : bool
        Whether files that exist and differ may be replaced.

    Returns
    -------
    {file name: Path} of what was written

    Raises
    ------
    GraphError
        If the model cannot be read, or uses an operator that the kit does not know.
    ExportError
        If no TFLM interpreter runs on that board.
    """
    return write_folder(folder, source(model, name, board, arena_bytes), replace)


def source(
    model: str | Path | bytes,
    name: str | None = None,
    board: str | None = None,
    arena_bytes: int | None = None,
) -> dict[str, str]:
    """Return {file name: text} of what `export` writes."""
    if board is not None and not boards.find(board).core.runs_tflm:
        raise ExportError(f"{board}: the TFLM interpreter is too large for it; export as c99.")
    graph = read(model)
    content = content_of(model)
    name = identifier(name or graph.name)
    operators = used_operators(content)
    header = _header(name, len(content), arena(graph, arena_bytes), operators, warning(graph))
    return {f"{name}.c": _array(name, content, graph), f"{name}.h": header}


def used_operators(content: bytes) -> list[str]:
    """Return the methods of MicroMutableOpResolver that a model needs, e.g. ["AddConv2D"].

    Each is listed once, in the order of first use. The file also needs the operators that the kit
    computes ahead, such as SHAPE.
    """
    model = schema.Model.GetRootAs(content, 0)
    names = {value: name for name, value in vars(schema.BuiltinOperator).items()}
    methods = []
    for operator in _operators(model):
        code = model.OperatorCodes(operator.OpcodeIndex())
        # Files older than 127 operators have the code in the other field.
        name = names[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
        if name == "CUSTOM":
            name = code.CustomCode().decode()
            methods.append("Add" + CUSTOM_METHODS.get(name, name.removeprefix("Signal")))
            continue
        methods.append("Add" + _resolver_name(name))
    return list(dict.fromkeys(methods))


def _resolver_name(name):
    """Return what TFLM's resolver calls an operator: its words in capitals, or as its record says.

    The kit has no record of those that it computes ahead.
    """
    if name in OPERATORS and OPERATORS[name].tflm:
        return OPERATORS[name].tflm
    words = re.sub(r"(^|_)([a-z0-9])", lambda match: match[2].upper(), name.lower())
    return words.replace("2d", "2D")


def _operators(model):
    """Yield the operators of all subgraphs; those of subgraphs that run once need code, too."""
    for number in range(model.SubgraphsLength()):
        subgraph = model.Subgraphs(number)
        for place in range(subgraph.OperatorsLength()):
            yield subgraph.Operators(place)


def arena(graph: Graph, measured: int | None = None) -> Arena:
    """Return the Arena of a model, from the bytes that the interpreter needed, or estimated."""
    needed, label = (measured, "measured") if measured else (memory.estimate(graph), "estimated")
    given = -int(-needed * (1 + MARGIN) // ALIGNMENT) * ALIGNMENT
    return Arena(needed, given, label)


def warning(graph: Graph) -> str | None:
    """Return a sentence on dense layers that common Arduino libraries compute wrongly, or None.

    Chirale_TensorFLowLite 2.0.0, Arduino_TensorFlowLite and tflm_cortexm read only one scale for
    the weights of a FULLY_CONNECTED, and give no error if there are several.
    """
    for operator in graph.operators:
        if operator.name != "FULLY_CONNECTED":
            continue
        weights = graph.tensors[operator.inputs[1]].quantization
        if weights is not None and len(np.unique(weights.scale)) > 1:
            return (
                f"operator {operator.index} FULLY_CONNECTED has a scale for each output; "
                "Arduino's TFLM libraries read only the first and are silently wrong: convert "
                "with one scale per dense layer."
            )
    return None


def _array(name, content, graph):
    lines = [
        "    " + " ".join(f"0x{byte:02x}," for byte in content[start : start + NUMBERS_A_LINE])
        for start in range(0, len(content), NUMBERS_A_LINE)
    ]
    listed = "\n".join(lines)
    return f"""/* {c_comment(graph.name)}.tflite, byte by byte. */

#include "{name}.h"

/* The interpreter reads numbers of up to {ALIGNMENT} bytes in place. */
#if defined(__GNUC__)
__attribute__((aligned({ALIGNMENT})))
#endif
const unsigned char {name}[{name.upper()}_LENGTH] = {{
{listed}
}};
"""


def _header(name, length, arena, operators, warned):
    upper = name.upper()
    calls = "\n".join(f"    resolver.{method}();" for method in operators)
    caution = f"/* Caution: {warned} */\n\n" if warned else ""
    return f"""/* A model for the TFLM interpreter: the array is in {name}.c. */
#ifndef {upper}_H
#define {upper}_H

{caution}#define {upper}_LENGTH {length}

/* Bytes of the tensor arena: {arena.needed} ({arena.label}) and {MARGIN:.0%} more. */
#define {upper}_ARENA_BYTES {arena.given}

/* How many operators the model uses; {name}_add_operators adds exactly these. */
#define {upper}_OPERATORS {len(operators)}

#ifdef __cplusplus
extern "C" {{
#endif

extern const unsigned char {name}[{upper}_LENGTH];

#ifdef __cplusplus
}}

/* For a tflite::MicroMutableOpResolver<{upper}_OPERATORS>. */
template <class Resolver>
void {name}_add_operators(Resolver &resolver)
{{
{calls}
}}
#endif

#endif
"""
