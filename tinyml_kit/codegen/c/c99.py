"""From a .tflite file to one self-contained C99 file: no interpreter, no heap, no library."""

import hashlib
from pathlib import Path

from tinyml_kit.base.folder import write_folder
from tinyml_kit.codegen import fits_memory
from tinyml_kit.codegen.c.header import header
from tinyml_kit.codegen.c.literals import identifier
from tinyml_kit.codegen.c.program import program
from tinyml_kit.codegen.c.target import Target
from tinyml_kit.codegen.c.targets import PORTABLE
from tinyml_kit.codegen.lowering.layers import lower
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.tflite import content_of, read


def export(
    model: str | Path | bytes | Graph,
    folder: str | Path,
    name: str = "model",
    target: Target = PORTABLE,
    board: str | None = None,
    replace: bool = True,
) -> dict[str, Path]:
    """Write NAME.c and NAME.h.

    Parameters
    ----------
    model : path of a .tflite file, its bytes, or a Graph
    folder : path
        Created if it does not exist. Either both files are written or neither.
    name : str
        Files, functions and macros are named after it; it is turned into an identifier first.
    target : targets.Target
        The kind of chip; by default any that has a C99 compiler.
    board : str
        A board of `boards`; a model that cannot fit into its memory is refused.
    replace : bool
        Whether files that exist and differ may be replaced.

    Returns
    -------
    {file name: Path} of what was written. The same model gives the same bytes every time.

    Raises
    ------
    GraphError, ExportError
        If the model cannot be read, there is no C for one of its operators (which the message
        names), or its constants or tensors do not fit into the board's memory.
    """
    return write_folder(folder, source(model, name, target, board), replace)


def source(
    model: str | Path | bytes | Graph,
    name: str = "model",
    target: Target = PORTABLE,
    board: str | None = None,
) -> dict[str, str]:
    """Return {file name: text} of what `export` writes."""
    graph = model if isinstance(model, Graph) else read(model)
    name = identifier(name)
    layers, places = lower(graph)
    target = target.fit(target, layers)
    if board is not None:
        fits_memory.require(board, graph, layers, places)
    return {
        f"{name}.c": program(graph, layers, places, target, name),
        f"{name}.h": header(graph, name, max(places.size, 1), digest(model)),
    }


def digest(model: str | Path | bytes | Graph) -> str:
    """Return the first 32 bits of the file's SHA-256; 0 for a Graph, which has no file."""
    if isinstance(model, Graph):
        return "00000000"
    return hashlib.sha256(content_of(model)).hexdigest()[:8]
