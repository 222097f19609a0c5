"""The text of one layer: its explanation, its constants, its function."""

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

from tinyml_kit.codegen.c import templates
from tinyml_kit.codegen.c.c_layer import CLayer, array_name
from tinyml_kit.codegen.c.describe import meaning, shape, short_name
from tinyml_kit.codegen.c.literals import WIDTH, declare
from tinyml_kit.codegen.c.target import Target
from tinyml_kit.graph.model import Graph
from tinyml_kit.ops.layer import ExportError, TargetTooSmall


@dataclass(frozen=True)
class LayerText:
    """The C of one layer.

    explanation : a comment on what the operator does; only the first layer of a kind needs it
    shared : C that only the first of the layers that share it needs
    constants : its arrays
    code : its function
    """

    explanation: str
    shared: str
    constants: str
    code: str


def layer_text(graph: Graph, layer: CLayer, target: Target) -> LayerText:
    """Return the LayerText of a layer that a target has adapted.

    Raises
    ------
    ExportError
        If the target has no code for it, or cannot count as far as it needs to; the message names
        the operator.
    """
    operator = layer.operators[0]
    where = f"operator {operator.index} {operator.name}"
    path = templates.find(layer.template, target.folders)
    if path is None:
        raise ExportError(
            f"{where}: there is no code for it on {target.name}; export it for another board."
        )
    for name, value in layer.sizes.items():
        if not -target.largest - 1 <= value <= target.largest:
            raise TargetTooSmall(
                f"{where}: {name} is {value}, more than {target.name} can count; export it for a "
                "larger board."
            )
    arrays = {name: array_name(layer, name) for name in layer.constants}
    substitutions = {"function": layer.name, "title": _title(graph, layer), **arrays}
    substitutions |= layer.substitutions | target.copying
    sizes = layer.sizes | {"DIRECT": layer.sizes.get("CONTIGUOUS", 0) and target.window == "int8_t"}
    filled = templates.fill(path, sizes, substitutions, target.folders)
    explanation, code = templates.split_explanation(filled)
    declared = [declare(arrays[name], value) for name, value in layer.constants.items()]
    return LayerText(explanation, layer.shared, "\n".join(declared), code)


def helpers(body: str, target: Target) -> list[str]:
    """Return the texts of the common functions that some C calls, callees first."""
    paths: dict[str, Path] = {}
    for folder in target.folders:
        for path in sorted((templates.HERE / folder / "common").glob("*.c")):
            paths.setdefault(path.stem, path)
    texts: list[str] = []
    seen: set[str] = set()

    def visit(text: str) -> None:
        for name in sorted(set(re.findall(r"\b([a-z]\w*)\(", text)) & set(paths) - seen):
            if name not in seen:
                seen.add(name)
                helper = paths[name].read_text(encoding="utf-8")
                visit(helper)
                texts.append(helper)

    visit(body)
    return texts


def _title(graph, layer):
    """Return a layer's operators, its shapes, and what its output stands for."""
    outputs = [graph.tensors[index] for index in layer.outputs]
    sources = " and ".join(shape(graph.tensors[index]) for index in layer.inputs) or "constants"
    results = " and ".join(map(shape, outputs))
    names = " and ".join(operator.name for operator in layer.operators)
    lines = [f"{names}, {short_name(outputs[0])}: {sources} -> {results}"]
    if meaning(outputs[0]):
        lines.append(f"An output stands for {meaning(outputs[0])}.")
    wrapped = [textwrap.fill(line, WIDTH - 6, subsequent_indent=" * ") for line in lines]
    return "\n * ".join(wrapped)
