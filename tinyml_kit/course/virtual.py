"""A sketch on a board that the reader can touch: in an open notebook, or in a page of its own.

In an open notebook the board is alive, and Python compares what the chip answers with the
reference. An executed notebook (nbconvert, nbval) keeps one picture and no state of a widget.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from IPython.display import display

from tinyml_kit import boards
from tinyml_kit.arduino import qemu_board, sketches, virtual_board
from tinyml_kit.arduino.virtual_board import Drawings
from tinyml_kit.arduino.wiring import Wiring
from tinyml_kit.base import resources, temporary
from tinyml_kit.base.progress import in_live_notebook
from tinyml_kit.course import streamed
from tinyml_kit.graph import tflite
from tinyml_kit.graph.model import Graph
from tinyml_kit.ladder import profiling
from tinyml_kit.ladder.divergence import Comparison
from tinyml_kit.rungs import elf, toolchain
from tinyml_kit.rungs.avr import browser, simavr
from tinyml_kit.rungs.interpreters import reference
from tinyml_kit.rungs.protocol import DeviceError

#: What is wired to the kit's own sketches.
WIRINGS = {
    "potentiometer_led": Wiring(knobs={"A0": 2.5}, lights=[9]),
    "sine_potentiometer_led": Wiring(knobs={"A0": 2.5}, lights=[9]),
    "two_sensor_and": Wiring(knobs={"A0": 0.0, "A1": 0.0}, lights=[13]),
}
#: The networks of the kit's sketches that read drawings, with their labels.
NETWORKS = {
    "digits_uno": ("digits_uno.tflite", "0123456789"),
    "drawn_digits": ("drawn_digits.tflite", "0123456789"),
    "digits_nano33ble": ("digits_article_int8.tflite", "0123456789"),
}
#: Ready-made drawings: a byte for each row, its highest bit on the left.
PICTURES = {
    "0": [56, 108, 68, 68, 68, 68, 108, 56],
    "1": [24, 56, 120, 24, 24, 24, 24, 28],
    "2": [56, 108, 76, 12, 24, 48, 126, 126],
    "4": [8, 24, 48, 96, 102, 126, 12, 12],
    "7": [124, 12, 8, 60, 24, 16, 48, 48],
}

Model = str | Path | bytes | Graph
#: Words on a button, and the folder of a second sketch, which it puts on the chip.
Other = tuple[str, str | Path]
#: What Python answers for an input, the chip's output, and whether it came from the second sketch:
#: {"output": …, "layer": …}.
Judge = Callable[[np.ndarray, np.ndarray, bool], dict[str, Any]]


def show(
    sketch: str | Path,
    board: str = "uno",
    wiring: Wiring | None = None,
    model: Model | None = None,
    labels: Sequence[str] = (),
    pictures: Mapping[str, np.ndarray] | None = None,
    other: Other | None = None,
) -> None:
    """Show a sketch on a simulated board.

    Parameters
    ----------
    sketch : name of one of the kit's, or path of a folder
    board : str, "uno" or "mega2560", which run in the page; or "nano33ble", which QEMU emulates on
        this computer while the notebook is open
    wiring : Wiring; by default the kit's own sketch's, or nothing
    model : the network in the sketch, as path or bytes of a .tflite or a Graph, if drawings are to
        be sent to it; by default the kit's own sketch's
    labels : of the network's classes
    pictures : {name: (8, 8) bool}, ready-made drawings
    other : words on a button, and a second sketch that it puts on the chip, for a board in the page

    Raises
    ------
    RungMissing
        If a compiler, Arduino's core or the page's JavaScript is missing.
    DeviceError
        If the sketch does not compile, or the page has no such board, pin or input.
    """
    with contextlib.ExitStack() as kept:
        folder = kept.enter_context(temporary.folder())
        content, judge = prepared(sketch, folder, board, wiring, model, labels, pictures, other)
        if in_live_notebook():
            stream = None
            if not content["chip"]:
                (elf,) = sorted(Path(folder).glob("*.elf"))
                stream = streamed.Stream(elf, content["wiring"], kept.pop_all())
            display(widget(content, judge, stream))
            return
    words = content["words"]
    display({"text/html": virtual_board.picture(content), "text/plain": words}, raw=True)


def save(path: str | Path, sketch: str | Path, **how: Any) -> Path:
    """Write a page with a sketch on a simulated board, and return its path.

    It opens in any browser, from a file and without a network. A board that QEMU emulates needs
    Python, and has no such page.

    Parameters
    ----------
    path : of the file, e.g. "board.html"
    sketch, how : as for `show`
    """
    with temporary.folder() as folder:
        content, _ = prepared(sketch, folder, **how)
    if not content["chip"]:
        raise DeviceError(
            f"{content['title']}: this board is not in pages of their own; show it in a notebook, "
            "or take uno or mega2560."
        )
    return virtual_board.write_page(content, path)


def prepared(
    sketch: str | Path,
    folder: str | Path,
    board: str = "uno",
    wiring: Wiring | None = None,
    model: Model | None = None,
    labels: Sequence[str] = (),
    pictures: Mapping[str, np.ndarray] | None = None,
    other: Other | None = None,
) -> tuple[dict[str, Any], Judge | None]:
    """Compile a sketch; return the page's content, and what compares its network with Python's."""
    source = sketches.sketch_folder(sketch)
    own = source.is_relative_to(sketches.ROOT)
    here = boards.find(board).core.emulator is None  # then the page itself simulates the chip
    if other and not here:
        raise DeviceError(
            f"other: a second sketch needs a board in the page, and {board} is emulated; take uno "
            "or mega2560."
        )
    built = sketches.build(sketch, board, folder) if here else qemu_board.build(sketch, folder)
    wiring = wiring or (WIRINGS.get(source.name) if own else None) or Wiring()
    if model is None and own and source.name in NETWORKS:
        name, labels = NETWORKS[source.name]
        model = resources.shipped_file(name)
    second = other and (other[0], sketches.build(other[1], board, Path(folder) / "other"))
    if model is None:
        if here:
            return virtual_board.scene(built, wiring, other=second), None
        return streamed.scene(built, wiring), None
    graph = model if isinstance(model, Graph) else tflite.read(model)
    network = _network(graph, labels, _bits(PICTURES) if pictures is None else pictures)
    if not here:
        return streamed.scene(built, wiring, network), comparison(graph)
    layers = None if isinstance(model, Graph) else layers_of(model, board)
    sources = [source, *([sketches.sketch_folder(other[1])] if other else [])]
    content = virtual_board.scene(built, wiring, network, layers, second)
    return content, judge_of(graph, sources, board)


def layers_of(model: str | Path | bytes, board: str) -> list[dict[str, Any]]:
    """Return what each layer of a network costs on a board, simulated, for `virtual_board.scene`.

    Parameters
    ----------
    model : path or bytes of a .tflite
    board : str

    Raises
    ------
    RungMissing
        If the simulator that counts cycles layer by layer is missing.
    """
    rung = boards.find(board).rung
    assert rung is not None, "the sketch was compiled for a board that is simulated"
    return [
        {"name": f"{row.operators[0]} {row.name}", "cycles": int(row.amount),
         "flash": row.flash_bytes, "ram": row.ram_bytes}
        for row in profiling.profile(model, rung).rows
    ]  # fmt: skip


def _network(graph: Graph, labels: Sequence[str], pictures: Mapping[str, np.ndarray]) -> Drawings:
    plain = virtual_board.drawings(graph, labels, {})
    answers = {
        name: (picture, _reference(graph, virtual_board.stored(picture, plain)).outputs[0])
        for name, picture in pictures.items()
    }
    return virtual_board.drawings(graph, labels, answers)


def _bits(rows):
    return {
        name: np.unpackbits(np.array(one, np.uint8)).reshape(8, 8).astype(bool)
        for name, one in rows.items()
    }


def _reference(graph, pixels):
    shape = graph.tensors[graph.inputs[0]].shape
    return reference.run(reference.build(graph), pixels.reshape(1, *shape[1:]), True)


def comparison(graph: Graph) -> Judge:
    """Return a function that says what the reference answers."""
    return lambda pixels, *_: {"output": _reference(graph, pixels).outputs[0].ravel().tolist()}


def judge_of(graph: Graph, sources: Sequence[Path], board: str) -> Judge:
    """Return a function that compares the chip's answer for an input with the reference.

    Parameters
    ----------
    graph : the network
    sources : folders of one or two sketches whose `model.c` computes it
    board : str

    Returns
    -------
    function of the input and the chip's output, (n,) int8 each, and of bool: whether the second
    sketch is on the chip. It returns {"output": list of int, what the reference says}, and if that
    differs "layer", the first operator that does: for this, the sketch's `model.c` is compiled once
    more, so that it tells what each layer writes.
    """

    def judge(pixels, output, swapped):
        source = sources[int(swapped)]
        expected = _reference(graph, pixels)
        told = {"output": expected.outputs[0].ravel().tolist()}
        if told["output"] != output.tolist() and (source / "model.c").is_file():
            told["layer"] = _first_difference(graph, source, board, pixels, expected)
        return told

    return judge


def _first_difference(graph, source, board, pixels, expected):
    """Return the first operator whose result on the chip is not the reference's, in words."""
    facts = boards.find(board)
    how = facts.core.compiler
    assert how is not None and facts.simulation is not None, "the sketch was compiled for it"
    chip = facts.simulation.chip
    assert chip is not None, "the page has one"
    with temporary.folder() as folder:
        program = Path(folder) / "traced.elf"
        sources = [simavr.FIRMWARE / "bench.c", source / "model.c"]
        command = (toolchain.find(how.program), *how.options, *how.link, "-Os", f"-mmcu={chip}",
                   "-I", source, *sources, "-lm", "-DMODEL_TRACE", "-o", program)  # fmt: skip
        toolchain.run(command)
        sizes = elf.sizes(program)
        built = simavr.Built(graph, facts, chip, browser.simulator(), program, command,
                             sizes.flash, sizes.ram, simavr.MOST)  # fmt: skip
        shape = graph.tensors[graph.inputs[0]].shape
        got = simavr.traced(built, pixels.reshape(1, *shape[1:]))
    comparison = Comparison(graph)
    comparison.add(0, expected, got)
    first = comparison.first
    return "none: the sketch does more with it" if first is None else (
        f"operator {first.operator} {first.name}"
    )  # fmt: skip


def widget(
    content: Mapping[str, Any], judge: Judge | None, stream: streamed.Stream | None = None
) -> Any:
    """Return the live board for an open notebook.

    Parameters
    ----------
    content : what `virtual_board.scene` returned
    judge : what compares an answer of the chip, or None
    stream : the board, if it is not in the page
    """
    import anywidget
    import traitlets

    class VirtualBoard(anywidget.AnyWidget):
        """The page's view and worker, in a cell's output."""

        _esm = virtual_board.asset("widget.js")
        scene = traitlets.Dict().tag(sync=True)

        def __repr__(self) -> str:
            return f"VirtualBoard({self.scene['title']!r})"

    made = VirtualBoard(scene=dict(content))

    def answer(_: Any, message: dict[str, Any], __: Any) -> None:
        if "do" in message:
            for report in stream.take(message) if stream else ():
                made.send({"report": report})
        elif judge is not None:
            pixels, output = (
                np.array(message[key], np.uint8).view(np.int8) for key in ("input", "output")
            )
            told = judge(pixels, output, bool(message["swapped"]))
            made.send({"id": message["id"], **told})

    made.on_msg(answer)
    return made
