"""The Nano 33 BLE Sense of the chapters: an emulated one, a plugged-in one, or none at all.

Where the compiler or the emulator is missing, the NumPy reference computes what the board would
say, a stored figure takes the place of one counted now, and what is printed says so.
"""

import contextlib
import hashlib
import re
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import serial
from IPython.display import display

from tinyml_kit.arduino import qemu_board, sketches
from tinyml_kit.base import resources
from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.progress import in_live_notebook, progress
from tinyml_kit.codegen.c import c99
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.figures import BLUE, GREY, ORANGE, panels, picture, style
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.interpreters import reference
from tinyml_kit.rungs.protocol import RungMissing, model_bytes
from tinyml_kit.rungs.qemu import emulated
from tinyml_kit.rungs.serial.serial_board import SerialBoard

style()

#: What is counted of a network: columns of the tables here.
COUNTED = ["instructions", "flash (bytes)", "RAM (bytes)"]
INSTEAD = "The NumPy reference takes its place."
# For an emulator on a computer that has much else to do.
PATIENCE = 60
#: Signs of the verdicts, so that none depends on its colour.
SIGNS = dict(zip(CLASSES, ("●", "◐", "○"), strict=True))


class DeskError(BadInput):
    """A model, a reading or a frame that the board of this chapter cannot take."""


def stored(model, real):
    """Return real numbers as the input of a model stores them, int8."""
    how = _ends(model)[0].quantization
    return np.clip(np.rint(real / how.scale[0]) + how.zero_point[0], -128, 127).astype(np.int8)


def real(model, outputs):
    """Return int8 outputs of a model as the real numbers that they stand for."""
    how = _ends(model)[1].quantization
    return (outputs.astype(np.float32) - how.zero_point[0]) * how.scale[0]


def _ends(model):
    graph = read(model)
    ends = graph.tensors[graph.inputs[0]], graph.tensors[graph.outputs[0]]
    if any(tensor.dtype != np.int8 for tensor in ends):
        raise DeskError(f"{graph.name}: its input or output is not int8; convert it as int8.")
    return ends


def count(model, x, network, optimize="-Os"):
    """Run inputs through the kit's C on the emulated core; return a row of a table.

    Parameters
    ----------
    model : path or bytes of a .tflite
    x : (n, …) array
    network : str
        Its name in `published_and_stored`, for where nothing can be emulated.
    """
    try:
        with tempfile.TemporaryDirectory() as folder:
            run = emulated.run(emulated.build(model, folder, optimize=optimize), x)
    except RungMissing as missing:
        print(f"{missing} Stored figures take the place of new ones.")
        table = published_and_stored(network).set_index("code")
        code = f"kit's kernels {optimize}"
        if code not in table.index:
            return dict.fromkeys(COUNTED) | {"label": "not emulated"}
        return {**table.loc[code, COUNTED].to_dict(), "label": "emulated, stored"}
    found = int(np.median(run.instructions)), run.flash_bytes, run.ram_bytes
    return dict(zip(COUNTED, found, strict=True)) | {"label": run.label}


def published_and_stored(network):
    """Return a table of what `benchmarks/cortex_m4.py` keeps of a network, a row a code."""
    table = pd.read_csv(resources.results() / "cortex_m4.csv")
    columns = ["instructions_median", "flash_bytes", "ram_bytes"]
    table = table[table.network == network].rename(columns=dict(zip(columns, COUNTED, strict=True)))
    table["label"] = table.label.str.split(" in ").str[0]
    return table[["code", *COUNTED, "label"]].reset_index(drop=True)


def turn(model, readings):
    """Run the sketch sine_potentiometer_led, with a network of one's own, on recorded readings.

    Parameters
    ----------
    model : bytes or path of a .tflite, 1 number in and 1 out
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
        with tempfile.TemporaryDirectory() as folder:
            sketch = Path(folder) / name
            c99.export(model, sketch)
            shutil.copy(sketches.ROOT / name / f"{name}.ino", sketch)
            elf = qemu_board.build(sketch, Path(folder) / "built").elf
            written, _ = qemu_board.recorded(elf, readings)
        return written[:, 1], "emulated"
    except RungMissing as missing:
        print(f"{missing} {INSTEAD}")
        return led(model, readings), "computed"


def led(model, readings):
    """Return what the sketch should write to the LED, computed by the NumPy reference."""
    x = ((_readings(model, readings) >> 2) - 128).astype(np.int8)[:, np.newaxis]
    y = real(model, reference.run(reference.build(model), x).outputs[0])[:, 0]
    return np.clip(np.trunc(255 * y + np.float32(0.5)), 0, 255).astype(int)


def _readings(model, readings):
    """Return what a knob says as whole numbers, once model and readings fit each other."""
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
        raise DeskError(f"{found}; analogRead gives whole numbers from 0 to 1023.")
    return readings.astype(int)


def ask(name):
    """Type ? to a sketch of the kit on the emulated board; return what the monitor shows."""
    try:
        with _running(name) as port, serial.Serial(port, 115200, timeout=PATIENCE) as line:
            line.write(b"?\n")
            said = line.readline()
            while not re.search(rb" us\r\n$", said):
                said += line.readline()
        return said.decode().replace("\r\n", "\n")
    except RungMissing as missing:
        return str(missing)


def stream(name, model, frames, weights, truth=None, port=None, pause=0.5):
    """Send frames to a board, one after the other, and show its verdict on each.

    In a notebook that somebody has open, one picture is replaced frame after frame; afterwards,
    and in an executed notebook, all frames stand side by side.

    Parameters
    ----------
    name : str, a sketch of the kit
    model : path of the .tflite in it
    frames : (n, H, W) array, real numbers
    weights : (3,) array, see `learning.decision`
    truth : (n,) array of class numbers, optional
    port : str, optional
        Of a board that is plugged in; default: the emulated one.
    pause : seconds between two frames, for who watches

    Returns
    -------
    outputs : (n, 3) int8
    seconds : (n,) float, by the board's clock; nan without a board

    Raises
    ------
    DeskError, SerialError
        If there is no frame, or the sketch on the board holds another model.
    """
    if not len(frames):
        raise DeskError("stream: there is no frame; give one at least.")
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
    """Refuse to read a board's numbers by the scales of a model that it does not run."""
    wanted = hashlib.sha256(model_bytes(model)).hexdigest()[:8]
    if board.identity.model_hash != wanted:
        raise DeskError(
            f"{name} holds model {board.identity.model_hash}, and {wanted} was given; export the "
            "sketch again from this model."
        )


@contextlib.contextmanager
def _running(name, port=None):
    """Yield the port of a board: the one that is given, or an emulated one."""
    if port is not None:
        yield port
        return
    with tempfile.TemporaryDirectory() as folder:
        with qemu_board.emulate(qemu_board.build(name, folder).elf) as board:
            yield board.port


def verdicts(model, frames, outputs, weights, truth=None):
    """Draw frames beside each other, each with what the board says of it."""
    chances = real(model, outputs)
    said = np.argmax(chances * weights, axis=1)
    columns = min(len(frames), 3)
    rows = -(-len(frames) // columns)
    figure, axes = panels(columns, rows, width=2.6, height=3)
    figure.get_layout_engine().set(wspace=0.06)  # or frames run into each other
    for panel in axes.ravel():
        panel.set_axis_off()
    told = []
    for number, (panel, frame) in enumerate(zip(axes.ravel(), frames, strict=False)):
        picture(panel, frame, cmap="gray_r", limits=(0, np.quantile(frames, 0.9995)))
        name = CLASSES[said[number]]
        title = f"{SIGNS[name]} {name} ({chances[number, said[number]]:.0%})"
        if truth is not None:
            title += f"\nlabelled {CLASSES[truth[number]]}"
        panel.set_title(title, fontsize=9, color=GREY if name == "MISS" else "black")
        told.append(" ".join(title.split()[1:]))
    return describe(figure, f"{len(frames)} frames and the board's verdict: {'; '.join(told)}.")


def fit(x, y, *curves, names):
    """Draw noisy examples and what networks make of them, curves over 0 to 1."""
    figure, ((axes,),) = panels(width=6, height=3)
    axes.plot(x, y, ".", color=GREY, ms=3, label="examples")
    at = np.linspace(0, 1, len(curves[0]))
    for curve, name, dashes, colour in zip(
        curves, names, ("-", "--"), (BLUE, ORANGE), strict=False
    ):
        axes.plot(at, curve, dashes, lw=2, color=colour, label=name)
    axes.set(xlabel="turn of the potentiometer, x", ylabel="brightness, y")
    axes.legend(loc="lower center")
    return figure


def dimmed(readings, brightness, label):
    """Draw readings of a potentiometer over time, and below what the LED got; see `turn`."""
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


def runtimes(table):
    """Draw instructions, flash and RAM of several ways to run a model, on logarithmic scales.

    Parameters
    ----------
    table : DataFrame with the columns of `published_and_stored`, indexed by name
    """
    figure, (axes,) = panels(3, width=3.1, height=0.6 + 0.35 * len(table), sharey=True)
    published = table.label.str.startswith("published")
    for panel, column in zip(axes, COUNTED, strict=True):
        bars = panel.barh(table.index, table[column], color="0.9", edgecolor=GREY)
        for bar, hatched in zip(bars, published, strict=True):
            bar.set_hatch("///" if hatched else "")
        panel.bar_label(bars, [f" {value:,.0f}" for value in table[column]], fontsize=8)
        panel.set(xscale="log", title=column)
        panel.set_xlim(table[column].min() / 3, table[column].max() * 20)
        panel.minorticks_off()
    axes[0].invert_yaxis()
    how = " and ".join(dict.fromkeys(table.label[~published]))  # "emulated" or "emulated, stored"
    figure.supxlabel(f"hatched: published, measured elsewhere; plain: {how}", fontsize=8)
    told = "; ".join(
        f"{name}: " + ", ".join(f"{row[column]:,.0f} {column}" for column in COUNTED)
        for name, row in table.iterrows()
    )
    return describe(figure, f"Bars on logarithmic scales. {told}.")
