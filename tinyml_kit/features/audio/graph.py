"""The front end as a Graph of the kit's operators, and as C for every chip.

The reference, the C exporter and every rung take the Graph as they take a model. Its input is one
frame, its state the noise estimate; a sequence is one sound.
"""

import dataclasses
from pathlib import Path

import numpy as np

from tinyml_kit.base.folder import write_folder
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.literals import identifier
from tinyml_kit.codegen.c.target import Target
from tinyml_kit.codegen.c.targets import PORTABLE
from tinyml_kit.features.audio import bands, gain, logarithm, noise, spectrum, window
from tinyml_kit.features.audio.settings import AT_16_KHZ, Settings
from tinyml_kit.graph.model import Graph, Operator, Tensor
from tinyml_kit.ops.operators import check

RING = Path(__file__).with_name("ring.h")


def graph(settings: Settings = AT_16_KHZ) -> Graph:
    """Return the front end: a frame (window,) int16 becomes features (bands,) int8.

    It gives what `front_end.features` gives, and takes sequences: (sounds, frames, window).
    """
    m = _Maker()
    every = (settings.bands,)
    frame = m.tensor("frame", (settings.window,), np.int16)
    weighed = m.tensor("weighed", frame.shape, np.int16)
    m.operator("SIGNAL_WINDOW", [frame], [weighed], window.options(settings))
    scaled, bits = m.tensor("scaled", frame.shape, np.int16), m.tensor("bits", (), np.int32)
    m.operator("SIGNAL_FFT_AUTO_SCALE", [weighed], [scaled, bits])
    spectral = m.tensor("spectrum", (settings.points + 2,), np.int16)
    m.operator("SIGNAL_RFFT", [scaled], [spectral], spectrum.transform_options(settings))
    energies = m.tensor("energies", (settings.points // 2 + 1,), np.uint32)
    m.operator("SIGNAL_ENERGY", [spectral], [energies], spectrum.energy_options(settings))
    sums = m.tensor("sums", every, np.uint64)
    m.operator("SIGNAL_FILTER_BANK", [energies], [sums], bands.options(settings))
    levels = m.tensor("levels", every, np.uint32)
    m.operator("SIGNAL_FILTER_BANK_SQUARE_ROOT", [sums, bits], [levels])
    left = m.tensor("left", every, np.uint32)
    estimate = m.tensor("noise", every, np.uint32, initial=noise.none((), settings))
    m.operator(
        "SIGNAL_FILTER_BANK_SPECTRAL_SUBTRACTION",
        [levels, estimate],
        [left, estimate],
        noise.options(settings),
    )
    normalized = m.tensor("normalized", every, np.uint32)
    m.operator("SIGNAL_PCAN", [left, estimate], [normalized], gain.options())
    logarithms = m.tensor("logarithms", every, np.int16)
    m.operator("SIGNAL_FILTER_BANK_LOG", [normalized], [logarithms], logarithm.options())
    return m.graph(frame, _as_int8(m, logarithms))


def _as_int8(m, logarithms):
    """Add the operators of `logarithm.as_int8`; no logarithm is negative: one limit is enough."""
    x = m.tensor("wide", logarithms.shape, np.int32)
    m.operator("CAST", [logarithms], [x])
    activation = {"activation": None}
    for name, what, number, options in (
        ("MUL", "times", logarithm.TIMES, activation),
        ("ADD", "rounded", logarithm.DIVISOR // 2, activation),
        ("DIV", "divided", logarithm.DIVISOR, activation),
        ("ADD", "lowered", logarithm.LOWEST, activation),
        ("MINIMUM", "limited", logarithm.HIGHEST, {}),
    ):
        y = m.tensor(what, x.shape, np.int32)
        m.operator(name, [x, m.constant(f"{what} by", number)], [y], options)
        x = y
    features = m.tensor("features", x.shape, np.int8)
    m.operator("CAST", [x], [features])
    return features


class _Maker:
    """Collects tensors and operators, and checks each operator as the reader of files does."""

    def __init__(self):
        self._tensors, self._operators = [], []

    def tensor(self, name, shape, dtype, **more):
        self._tensors.append(Tensor(len(self._tensors), name, shape, np.dtype(dtype), **more))
        return self._tensors[-1]

    def constant(self, name, number):
        return self.tensor(name, (), np.int32, data=np.array(number, np.int32))

    def operator(self, name, inputs, outputs, options=None):
        indices = (tuple(tensor.index for tensor in tensors) for tensors in (inputs, outputs))
        one = Operator(len(self._operators), name, *indices, options or {})
        check(one, self._tensors)
        self._operators.append(one)

    def graph(self, frame, features):
        return Graph(
            "audio_front_end",
            tuple(self._tensors),
            tuple(self._operators),
            (frame.index,),
            (features.index,),
        )


def export(
    folder: str | Path,
    settings: Settings = AT_16_KHZ,
    name: str = "frontend",
    target: Target = PORTABLE,
    board: str | None = None,
    replace: bool = True,
) -> dict[str, Path]:
    """Write the front end as C: NAME.c and NAME.h, and NAME_ring.h with the ring buffer before it.

    A sketch gives `NAME_push` every sample of the microphone; where it returns 1, the features of
    a frame lie at `NAME_output(0)`.

    Parameters
    ----------
    folder : path
        Made if it does not exist. Either all files are written or none.
    settings : Settings
    name, target, board : as for `codegen.c.c99.export`
    replace : bool
        Whether files that exist and differ may be replaced.

    Returns
    -------
    {file name: Path} of what was written

    Raises
    ------
    ExportError
        If the constants or tensors do not fit into the board's memory.
    WriteError
        If the folder cannot be written to.
    """
    return write_folder(folder, source(settings, name, target, board), replace)


def source(
    settings: Settings = AT_16_KHZ,
    name: str = "frontend",
    target: Target = PORTABLE,
    board: str | None = None,
) -> dict[str, str]:
    """Return {file name: text} of what `export` writes."""
    name = identifier(name)
    made = c99.source(dataclasses.replace(graph(settings), name=name), name, target, board)
    ring = RING.read_text(encoding="utf-8").replace("$NAME", name.upper()).replace("$name", name)
    return {**made, f"{name}_ring.h": ring.replace("$STEP", str(settings.step))}
