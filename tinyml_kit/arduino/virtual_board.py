"""A sketch on the board in a page: everything that the page shows, in one text.

The page holds the program of the sketch and the chip in JavaScript (`web`), so it needs no server,
no network and no Python, and works from a file.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tinyml_kit import boards
from tinyml_kit.arduino.sketches import Sketch
from tinyml_kit.arduino.wiring import Wiring, in_words
from tinyml_kit.arduino.wiring import described as described_wiring
from tinyml_kit.base import resources
from tinyml_kit.base.files import write_atomically
from tinyml_kit.base.text import html_text
from tinyml_kit.datasets.strokes import shrunk
from tinyml_kit.graph.model import Graph
from tinyml_kit.rungs import elf, toolchain
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.avr.browser import CHIPS
from tinyml_kit.rungs.protocol import DeviceError, RungMissing

#: Volts at the end of a knob's turn, which is what the chips of these boards compare with.
VOLTS = 5.0


@dataclass(frozen=True)
class Drawings:
    """A network on the board that reads drawings, as `stored` makes its input of them.

    rows, columns : of the input
    sides : pixels of the drawing in each direction, from which the reader chooses
    ink, paper : the stored numbers, int8, of a pixel with ink and of one without
    labels : of the classes
    scale, zeroPoint : of the output
    examples : {"name", "pixels" (a "1" for ink), "output" (what Python says, stored numbers)}
    """

    rows: int
    columns: int
    sides: Sequence[int]
    ink: int
    paper: int
    labels: Sequence[str]
    scale: float
    zeroPoint: int  # noqa: N815 (the page reads it under this name)
    examples: Sequence[Mapping[str, Any]] = ()


def drawings(
    graph: Graph, labels: Sequence[str], pictures: Mapping[str, tuple[np.ndarray, np.ndarray]],
    sides: Sequence[int] = (8, 28),
) -> Drawings:  # fmt: skip
    """Describe a network that reads drawings.

    Parameters
    ----------
    graph : Graph with one int8 input of a square picture, stored from -128 (paper) to 127 (ink)
    labels : one for each class
    pictures : {name: (picture, output)}, ready-made drawings of the first of `sides`: (side, side)
        bool, True is ink, and what the reference says of it, int8
    sides : pixels of the drawing in each direction, from which the reader chooses

    Raises
    ------
    DeviceError
        If the network's input is no picture, or it has not one label for each output.
    """
    tensor, output = graph.tensors[graph.inputs[0]], graph.tensors[graph.outputs[0]]
    rows = int(np.sqrt(tensor.size))
    if tensor.dtype != np.int8 or output.dtype != np.int8 or rows * rows != tensor.size:
        raise DeviceError(
            f"{graph.name}: its input is {tensor.dtype} of {tensor.size} elements, and a drawing "
            "needs int8 in a square; show the sketch without a model."
        )
    if len(labels) != output.size:
        raise DeviceError(
            f"labels: the network has {output.size} outputs and was given {len(labels)} labels; "
            "give one for each."
        )
    assert output.quantization is not None, "int8 outputs are quantised"
    examples = [
        {"name": name, "pixels": "".join(str(int(p)) for p in picture.flat),
         "output": [int(value) for value in answer.flat]}
        for name, (picture, answer) in pictures.items()
    ]  # fmt: skip
    scale, zero = output.quantization.scale[0], output.quantization.zero_point[0]
    return Drawings(
        rows, rows, list(sides), 127, -128, list(labels), float(scale), int(zero), examples
    )


def stored(picture: np.ndarray, network: Drawings) -> np.ndarray:
    """Return a drawing as the page gives it to the network: (rows * columns,) int8.

    A smaller drawing than the network's input is enlarged, each pixel repeated. Of a larger one
    the network gets how much of each of its pixels is covered with ink.

    Parameters
    ----------
    picture : (side, side) bool, True is ink
    network : Drawings
    """
    ink = np.asarray(picture, bool)
    side = len(ink)
    if side > network.rows:
        covered = np.rint(shrunk(ink, network.rows) * side**2).astype(np.int64)
        # Integers only, so that JavaScript and Python round alike: halves go up.
        range_ = network.ink - network.paper
        steps = (2 * range_ * covered + side**2) // (2 * side**2)
        return (network.paper + steps).astype(np.int8).ravel()
    row = np.arange(network.rows) * side // network.rows
    column = np.arange(network.columns) * side // network.columns
    inked = ink[np.ix_(row, column)]
    return np.where(inked, network.ink, network.paper).astype(np.int8).ravel()


def scene(
    sketch: Sketch,
    wiring: Wiring,
    network: Drawings | None = None,
    layers: Sequence[Mapping[str, Any]] | None = None,
    other: tuple[str, Sketch] | None = None,
) -> dict[str, Any]:
    """Return what a page shows, as data for JSON.

    Parameters
    ----------
    sketch : sketches.Sketch, compiled for an Uno or a Mega 2560
    wiring : Wiring
    network : Drawings, if it reads drawings over its serial port
    layers : {"name", "cycles", "flash", "ram"} of each of the network's, where they were counted
    other : the words on a button, and a second sketch for the same board, which it puts on the chip

    Raises
    ------
    DeviceError
        If the page has no such board, or the board has no such pin.
    """
    board = boards.find(sketch.board)
    simulation = board.simulation
    if simulation is None or simulation.chip not in CHIPS or not simulation.pins:
        raise DeviceError(f"{sketch.name}: the page has no {board.title}; take uno or mega2560.")
    return described(sketch, "simulated", network) | {
        "title": f"{sketch.name} on a simulated {board.title}",
        "words": f"A drawing of a simulated {board.title}{in_words(wiring)}; it runs the sketch "
        f"{sketch.name}{f', and a button puts another there: {other[0]}' if other else ''}.",
        "chip": simulation.chip,
        "wiring": described_wiring(
            wiring, simulation.pins.split(), simulation.analogue_inputs, VOLTS
        ),
        **_program(sketch),
        "layers": layers and list(layers),
        "other": other and {"name": other[0], "layers": None, **_program(other[1])},
    }


def _program(sketch):
    """Return what the page needs of a compiled sketch to run it."""
    image = sketch.elf.with_suffix(".bin")
    toolchain.run(["avr-objcopy", "-O", "binary", "-R", ".eeprom", sketch.elf, image])
    symbols = elf.symbols(sketch.elf)
    found = sorted((s.address, s.name) for s in symbols if s.is_function)
    (end,) = (s.address for s in symbols if s.name == "_end")
    return {
        "image": base64.b64encode(image.read_bytes()).decode(),
        "functions": [(at, name) for (at, _), name in zip(found, _plain(found), strict=True)],
        "sizes": sizes(sketch) | {"variablesEnd": end - simavr.RAM},
    }


def described(sketch: Sketch, label: str, network: Drawings | None) -> dict[str, Any]:
    """Return what a page shows of a sketch on any board; without a chip, it needs Python.

    Parameters
    ----------
    sketch : sketches.Sketch
    label : "simulated" or "emulated", how its times come about
    network : Drawings, if it reads drawings over its serial port
    """
    board = boards.find(sketch.board)
    return {
        "label": label,
        "chip": "",
        "chipTitle": board.chip,
        "clock": board.clock,
        "image": "",
        "functions": [],
        "network": network and asdict(network),
        "sizes": sizes(sketch),
        "layers": None,
        "other": None,
    }


def sizes(sketch: Sketch) -> dict[str, int]:
    """Return what a program takes of its board, in bytes."""
    board = boards.find(sketch.board)
    return {
        "flash": sketch.flash_bytes, "flashMost": board.flash,
        "ram": sketch.ram_bytes, "ramMost": board.ram, "variablesEnd": 0,
    }  # fmt: skip


def page(content: Mapping[str, Any]) -> str:
    """Return a whole page, in HTML, that shows what `scene` returned.

    Raises
    ------
    RungMissing
        If the page's JavaScript was not bundled: says how to do it.
    """
    # In a script, "<" could end it, whatever a name in the sketch holds.
    data = json.dumps(content).replace("<", "\\u003c")
    title = html_text(str(content["title"]))
    script = asset("standalone.js").replace("</script", "<\\/script")
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<style>:root { color-scheme: light dark } body { margin: 0 }</style></head>\n"
        f'<body><main id="board">{picture(content)}</main>\n'
        f'<script type="application/json" id="scene">{data}</script>\n'
        f"<script>{script}</script></body></html>\n"
    )


def frame(content: Mapping[str, Any], height: int = 640) -> str:
    """Return the page as a frame for another page, with nothing to load.

    Parameters
    ----------
    content : what `scene` returned
    height : pixels
    """
    return (
        f'<iframe title="{html_text(str(content["title"]))}" height="{height}" '
        'style="width: 100%; border: 0" sandbox="allow-scripts" '
        f'srcdoc="{html_text(page(content))}"></iframe>'
    )


def picture(content: Mapping[str, Any]) -> str:
    """Return a picture of the board with its words, in HTML, for where no page is alive."""
    drawn = asset("board.svg").replace("</svg>", "")
    drawn = drawn.replace(">", '><rect width="320" height="184" fill="#fff"/>', 1)
    drawn += _text(138, 96, content["chipTitle"], "#eee")
    for i, light in enumerate(content["wiring"]["lights"]):
        x = 225 + 34 * i
        drawn += f'<path d="M{x} 33V44H{150 + 9 * i}V50" fill="none" stroke="#222"/>'
        drawn += f'<circle cx="{x}" cy="24" r="7" fill="#a33" stroke="#222"/>'
        drawn += _text(x, 9, light["label"], "#222")
    for i, knob in enumerate(content["wiring"]["knobs"]):
        x = 225 + 40 * i
        drawn += f'<path d="M{x} 138V130H{118 + 9 * i}V124" fill="none" stroke="#222"/>'
        drawn += f'<circle cx="{x}" cy="152" r="13" fill="#eee" stroke="#222"/>'
        drawn += _text(x, 178, knob["label"], "#222")
    data = base64.b64encode(f"{drawn}</svg>".encode()).decode()
    words = html_text(str(content["words"]))
    return (
        f'<img alt="{words}" width="420" style="max-width: 100%" '
        f'src="data:image/svg+xml;base64,{data}">'
    )


def asset(name: str) -> str:
    """Return a file of the page.

    Raises
    ------
    RungMissing
        If it was not bundled: says how to do it.
    """
    path = resources.page() / name
    if not path.is_file():
        raise RungMissing(
            "the board on the page was not bundled; in a checkout, "
            "python -m tinyml_kit.setup.page does it."
        )
    return path.read_text(encoding="utf-8")


def write_page(content: Mapping[str, Any], path: str | Path) -> Path:
    """Write the page into a file that opens in any browser without a network; return its path."""
    whole = page(content)
    with write_atomically(path) as temporary:
        temporary.write_text(whole, encoding="utf-8")
    return Path(path)


def _plain(functions):
    """Return the functions' names as they stand in the source, without arguments."""
    # What follows a dot is the compiler's: the part of a function that it made another of.
    names = [name.partition(".")[0] for _, name in functions]
    return toolchain.run(["avr-c++filt", "-p", *names]).splitlines()


def _text(x, y, words, color):
    said = html_text(str(words))
    return f'<text x="{x}" y="{y}" font-size="8" text-anchor="middle" fill="{color}">{said}</text>'
