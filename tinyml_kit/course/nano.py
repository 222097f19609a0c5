"""The chapters' Nano 33 BLE Sense: an emulated board, a connected board, or none.

Where the compiler or the emulator is missing, the NumPy reference computes the board's outputs,
stored figures take the place of ones counted now, and a printed message says so.
"""

import contextlib
import hashlib
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from IPython.display import display
from matplotlib.figure import Figure

from tinyml_kit.arduino import qemu_board, sketches
from tinyml_kit.base import resources, temporary
from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.progress import in_live_notebook, progress
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.targets import PORTABLE
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREY, ORANGE, RED, panels, picture, style
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.features.image import spots
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.interpreters import reference
from tinyml_kit.rungs.protocol import RungMissing, model_bytes
from tinyml_kit.rungs.qemu import emulated
from tinyml_kit.rungs.serial.serial_board import SerialBoard

style()

#: What is counted for a network: columns of the tables here.
COUNTED = ["instructions", "flash (bytes)", "RAM (bytes)"]
INSTEAD = "The NumPy reference takes its place."
# Seconds; long enough for an emulator on a busy computer.
PATIENCE = 60
#: Symbols for the verdicts, so that none depends on its colour.
SIGNS = dict(zip(CLASSES, ("●", "◐", "○"), strict=True))


#: Above this local contrast a pixel of a frame gets a ring.
PEAK = 2.0


class DeskError(BadInput):
    """A model, a reading or a frame that the board of this chapter cannot take."""


def stored(model: str | Path | bytes, real: np.ndarray) -> np.ndarray:
    """Return real numbers as the int8 values that the input of a model stores."""
    how = _ends(model)[0].quantization
    return np.clip(np.rint(real / how.scale[0]) + how.zero_point[0], -128, 127).astype(np.int8)


def real(model: str | Path | bytes, outputs: np.ndarray) -> np.ndarray:
    """Return the real numbers that int8 outputs of a model represent."""
    how = _ends(model)[1].quantization
    return (outputs.astype(np.float32) - how.zero_point[0]) * how.scale[0]


def _ends(model):
    graph = read(model)
    ends = graph.tensors[graph.inputs[0]], graph.tensors[graph.outputs[0]]
    if any(tensor.dtype != np.int8 for tensor in ends):
        raise DeskError(f"{graph.name}: its input or output is not int8; convert it as int8.")
    return ends


def count(
    model: str | Path | bytes,
    x: np.ndarray,
    network: str,
    optimize: str = "-Os",
    portable: bool = False,
) -> dict[str, Any]:
    """Run inputs through the kit's C on the emulated core; return a row of a table.

    Parameters
    ----------
    model : path or bytes of a .tflite
    x : (n, …) array
    network : str
        Its name in `stored_figures`, used where nothing can be emulated.
    portable : bool
        Whether to take the C for any chip, without the core's own instructions.
    """
    target = PORTABLE if portable else None
    try:
        with temporary.folder() as folder:
            run = emulated.run(emulated.build(model, folder, target=target, optimize=optimize), x)
    except RungMissing as missing:
        print(f"{missing} Stored figures take the place of new ones.")
        table = stored_figures(network).set_index("code")
        code = ("portable C" if portable else "kit's kernels") + f" {optimize}"
        if code not in table.index:
            return dict.fromkeys(COUNTED) | {"label": "not emulated"}
        return {**table.loc[code, COUNTED].to_dict(), "label": "emulated, stored"}
    return _counted(run)


def _counted(run):
    found = int(np.median(run.instructions)), run.flash_bytes, run.ram_bytes
    return dict(zip(COUNTED, found, strict=True)) | {"label": run.label}


def stored_figures(network: str) -> pd.DataFrame:
    """Return the table that `benchmarks/cortex_m4.py` stores for a network, one row per code.

    Its columns are code, those of COUNTED, "cycles" (estimated; NaN where nothing was) and label.
    """
    table = pd.read_csv(resources.results() / "cortex_m4.csv")
    columns = ["instructions_median", "flash_bytes", "ram_bytes"]
    names = dict(zip(columns, COUNTED, strict=True)) | {"cycles_estimated": "cycles"}
    table = table[table.network == network].rename(columns=names)
    return table[["code", *COUNTED, "cycles", "label"]].reset_index(drop=True)


def turn(model: str | Path | bytes, readings: Sequence[int] | np.ndarray) -> tuple[np.ndarray, str]:
    """Run the sketch sine_potentiometer_led, with a given network, on recorded readings.

    Parameters
    ----------
    model : path or bytes of a .tflite with 1 number in and 1 out
    readings : (n,) int, 0 to 1023

    Returns
    -------
    brightness : (n,) int, 0 to 255, what the sketch wrote to the LED at each reading
    label : str, "emulated", or "computed" where nothing can be emulated

    Raises
    ------
    DeskError
        If the model is not int8 with one number in and one out, or a reading is out of range.
    """
    name = "sine_potentiometer_led"
    readings = _readings(model, readings)
    try:
        with temporary.folder() as folder:
            sketch = Path(folder) / name
            c99.export(model, sketch)
            shutil.copy(sketches.ROOT / name / f"{name}.ino", sketch)
            elf = qemu_board.build(sketch, Path(folder) / "built").elf
            written, _ = qemu_board.recorded(elf, readings)
        return written[:, 1], "emulated"
    except RungMissing as missing:
        print(f"{missing} {INSTEAD}")
        return led(model, readings), "computed"


def led(model: str | Path | bytes, readings: Sequence[int] | np.ndarray) -> np.ndarray:
    """Return what the sketch should write to the LED, computed by the NumPy reference."""
    x = ((_readings(model, readings) >> 2) - 128).astype(np.int8)[:, np.newaxis]
    y = real(model, reference.run(reference.build(model), x).outputs[0])[:, 0]
    return np.clip(np.trunc(255 * y + np.float32(0.5)), 0, 255).astype(int)


def _readings(model, readings):
    """Return a knob's readings as integers after checking model and readings."""
    sizes = [tensor.nbytes for tensor in _ends(model)]
    if sizes != [1, 1]:
        raise DeskError(
            f"{read(model).name} takes {sizes[0]} numbers and gives {sizes[1]}; the knob and the "
            "LED need a network with one in and one out."
        )
    readings = np.asarray(readings)
    wrong = readings[~np.isin(readings, np.arange(1024))]
    if not readings.size or wrong.size:
        found = f"{wrong[0]} is among the readings" if wrong.size else "there is no reading"
        raise DeskError(f"{found}; analogRead gives integers from 0 to 1023.")
    return readings.astype(int)


def stream(
    name: str,
    model: str | Path | bytes,
    frames: np.ndarray,
    weights: np.ndarray,
    truth: np.ndarray | None = None,
    port: str | None = None,
    pause: float = 0.5,
) -> tuple[np.ndarray, np.ndarray]:
    """Send frames to a board, one after another, and show its verdict on each.

    In an open notebook one picture is replaced frame after frame. At the end, and in an executed
    notebook, all frames are shown side by side.

    Parameters
    ----------
    name : str, one of the kit's sketches
    model : path of the .tflite in it
    frames : (n, H, W) array, real numbers
    weights : (3,) array, see `learning.decision`
    truth : (n,) array of class numbers, optional
    port : str, optional
        The port of a connected board; default: the emulated board.
    pause : float, seconds between two frames in an open notebook

    Returns
    -------
    outputs : (n, 3) int8
    seconds : (n,) float, by the board's clock; nan without a board

    Raises
    ------
    DeskError, SerialError
        If there are no frames, or the sketch on the board contains another model.
    """
    if not len(frames):
        raise DeskError("stream: there are no frames; give at least one.")
    shown, outputs, seconds = None, [], []
    live = in_live_notebook()
    for frame, (output, taken) in zip(frames, _answers(name, model, frames, port), strict=True):
        outputs.append(output)
        seconds.append(taken)
        if live:
            known = None if truth is None else truth[len(outputs) - 1 : len(outputs)]
            figure = verdicts(model, frame[np.newaxis], output[np.newaxis], weights, known)
            shown = display(figure, display_id=True) if shown is None else shown
            shown.update(figure)
            time.sleep(pause)
    figure = verdicts(model, frames, np.array(outputs), weights, truth)
    display(figure) if shown is None else shown.update(figure)
    return np.array(outputs), np.array(seconds)


def _answers(name, model, frames, port):
    """Yield the outputs and the seconds of each frame."""
    x = stored(model, frames)
    try:
        with _running(name, port) as at, SerialBoard(at, PATIENCE) as board:
            _require_same_model(board, model, name)
            for frame in progress(x, desc=name, unit="frame"):
                (output,), taken = board.predict(frame[np.newaxis])
                yield output[0], taken[0]
    except RungMissing as missing:
        print(f"{missing} {INSTEAD}")
        for output in reference.run(reference.build(model), x[..., np.newaxis]).outputs[0]:
            yield output, np.nan


def _require_same_model(board, model, name):
    """Refuse to decode a board's outputs with the scales of a model that it does not run."""
    wanted = hashlib.sha256(model_bytes(model)).hexdigest()[:8]
    if board.identity.model_hash != wanted:
        raise DeskError(
            f"{name} holds model {board.identity.model_hash}, and {wanted} was given; export the "
            "sketch again from this model."
        )


@contextlib.contextmanager
def _running(name, port=None):
    """Yield the port of a board: the given port, or that of an emulated board."""
    if port is not None:
        yield port
        return
    with temporary.folder() as folder:
        with qemu_board.emulate(qemu_board.build(name, folder).elf) as board:
            yield board.port


def verdicts(
    model: str | Path | bytes,
    frames: np.ndarray,
    outputs: np.ndarray,
    weights: np.ndarray,
    truth: np.ndarray | None = None,
) -> Figure:
    """Draw frames side by side, each with the board's verdict; a ring is around each bright peak.

    A peak is a pixel above PEAK, in the frames' own unit, and the highest of its surroundings.
    """
    chances = real(model, outputs)
    said = np.argmax(chances * weights, axis=1)
    columns = min(len(frames), 3)
    rows = -(-len(frames) // columns)
    figure, axes = panels(columns, rows, width=2.6, height=3)
    figure.set_layout_engine("constrained", wspace=0.06)  # otherwise frames touch
    for panel in axes.ravel():
        panel.set_axis_off()
    told = []
    for number, (panel, frame) in enumerate(zip(axes.ravel(), frames, strict=False)):
        picture(panel, frame, limits=(0, np.quantile(frames, 0.9995)))
        peaks = spots.find_peaks(frame, PEAK, distance=2)
        panel.plot(peaks[:, 1], peaks[:, 0], "o", mfc="none", mec=RED, ms=10, mew=1)
        name = CLASSES[said[number]]
        title = f"{SIGNS[name]} {name} ({chances[number, said[number]]:.0%}), rings: {len(peaks)}"
        if truth is not None:
            wrong = "" if truth[number] == said[number] else ", so wrong"
            title += f"\nlabelled {CLASSES[truth[number]]}{wrong}"
        panel.set_title(title, fontsize=9, color=GREY if name == "MISS" else "black")
        told.append(" ".join(title.split()[1:]))
    return describe(figure, f"{len(frames)} frames and the board's verdict: {'; '.join(told)}.")


def fit(x: np.ndarray, y: np.ndarray, *curves: np.ndarray, names: Sequence[str]) -> Figure:
    """Draw noisy examples and the curves that networks fit to them, over 0 to 1; and the top alone.

    Two lines mark 0 and 1, the range of a brightness.
    """
    figure, ((axes, top),) = panels(2, width=4.3, height=3, width_ratios=(3, 2))
    at = np.linspace(0, 1, len(curves[0]))
    for panel in (axes, top):
        for end in (0, 1):
            panel.axhline(end, color=GREY, lw=0.8, ls=":")
        panel.plot(x, y, ".", color=GREY, ms=3, label="examples")
        for curve, name, dashes, colour in zip(
            curves, names, ("-", "--"), (BLUE, ORANGE), strict=False
        ):
            panel.plot(at, curve, dashes, lw=2, color=colour, label=name)
    axes.set(xlabel="turn of the potentiometer, x", ylabel="brightness, y")
    axes.legend(loc="lower center")
    highest = at[np.argmax(curves[0])]
    top.set(xlim=(highest - 0.12, highest + 0.12), ylim=(0.96, 1.04), xlabel="x", title="its top")
    return figure


def dimmed(readings: np.ndarray, brightness: np.ndarray, label: str) -> Figure:
    """Draw readings of a potentiometer over time, and the LED's brightness below; see `turn`."""
    figure, axes = panels(1, 2, width=7, height=1.8, sharex=True)
    (above,), (below,) = axes
    above.plot(readings, color=GREY)
    above.set(ylabel="analogRead", ylim=(-30, 1060), title="the knob (simulated)")
    below.plot(brightness, color=BLUE, drawstyle="steps-post")
    below.set(ylabel="analogWrite", xlabel="reading", ylim=(-10, 265), title=f"the LED ({label})")
    return describe(
        figure,
        f"Above, {len(readings)} readings of a knob, from {readings[0]} to {readings[-1]}. Below, "
        f"the brightness of the LED at each ({label}): from {brightness[0]} to {brightness[-1]}, "
        f"at most {max(brightness)}, which is at a reading of {readings[np.argmax(brightness)]}.",
    )


def runtimes(table: pd.DataFrame) -> Figure:
    """Draw instructions, flash and RAM of several ways to run a model, on logarithmic scales.

    Parameters
    ----------
    table : DataFrame with the columns of `stored_figures`, indexed by name
    """
    figure, (axes,) = panels(3, width=3.1, height=0.7 + 0.45 * len(table), sharey=True)
    counted = table.label.str.startswith("emulated")
    for panel, column in zip(axes, COUNTED, strict=True):
        for row, (number, plain) in enumerate(zip(table[column], counted, strict=True)):
            panel.plot(number, row, "o", ms=9, color=BLUE, mfc=BLUE if plain else "white")
            panel.annotate(
                f"{number:,.0f}", (number, row), (0, 8), textcoords="offset points", ha="center",
                fontsize=8,
            )  # fmt: skip
        panel.set(xscale="log", title=column, ylim=(-0.8, len(table) - 0.5))
        panel.set_xlim(table[column].min() / 4, table[column].max() * 4)
        panel.grid(axis="x", which="major", color="0.9")
        panel.set_axisbelow(True)
        panel.minorticks_off()
    axes[0].set_yticks(range(len(table)), table.index)
    axes[0].invert_yaxis()
    theirs, ours = (" and ".join(dict.fromkeys(table.label[one])) for one in (~counted, counted))
    figure.supxlabel(
        f"a step to the right is ten times as much; hollow: {theirs}; filled: {ours}", fontsize=8
    )
    told = "; ".join(
        f"{name}: " + ", ".join(f"{row[column]:,.0f} {column}" for column in COUNTED)
        for name, row in table.iterrows()
    )
    return describe(figure, f"Dots on logarithmic scales. {told}.")
