"""A sketch that watches a motion sensor: samples, features and network on the chip.

What it makes of each window goes over the line like the samples of any sensor, so that Python can
look at it with `SensorLine`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit.arduino import sketch
from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.folder import write_folder
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.targets import target_of
from tinyml_kit.features import motion
from tinyml_kit.features.motion import in_c

TEMPLATE = Path(__file__).with_name("watch.ino")
#: Steps of a byte that are one standard deviation of a feature.
STEPS = 32
LARGEST_GAIN = 2**15 - 1


class WatchError(BadInput):
    """A network that does not fit the features or the labels."""


@dataclass(frozen=True)
class Scaling:
    """How features become the bytes of a network's input: floor((x - centre) * gain / 256).

    centre, gain : (features,) int16
    """

    centre: np.ndarray
    gain: np.ndarray

    @classmethod
    def fitted(cls, features: np.ndarray) -> "Scaling":
        """Return the Scaling after which the features of a training set spread over `STEPS`.

        Parameters
        ----------
        features : (n, features) int16
        """
        spread = np.maximum(features.std(axis=0), 256 * STEPS / LARGEST_GAIN)
        centre, gain = np.rint(features.mean(axis=0)), np.rint(256 * STEPS / spread)
        return cls(centre.astype(np.int16), np.maximum(gain, 1).astype(np.int16))

    def __call__(self, features: np.ndarray) -> np.ndarray:
        """Return features (n, features) int16 as int8."""
        apart = features.astype(np.int32) - self.centre
        return np.clip(apart * self.gain >> 8, -128, 127).astype(np.int8)


def export(
    folder: str | Path,
    model: bytes,
    settings: motion.Settings,
    scaling: Scaling,
    labels: Sequence[str],
    lit: str,
    rate: float,
    replace: bool = True,
) -> dict[str, Path]:
    """Write the sketch for an Uno, complete with the kit's library.

    Parameters
    ----------
    folder : path; its name is the sketch's
    model : bytes of an int8 .tflite: features in, a score for each label out
    settings : Settings of the features
    scaling : Scaling
    labels : of the scores, in their order
    lit : the label at which the LED lights
    rate : float, samples a second

    Returns
    -------
    {relative path: Path} of what was written

    Raises
    ------
    WatchError
        If the network takes other features, or has other labels.
    """
    folder = Path(folder)
    files = source(model, folder.resolve().name, settings, scaling, labels, lit, rate)
    return write_folder(folder, files, replace)


def source(
    model: bytes,
    name: str,
    settings: motion.Settings,
    scaling: Scaling,
    labels: Sequence[str],
    lit: str,
    rate: float,
) -> dict[str, str]:
    """Return {relative path: text} of what `export` writes into a folder called `name`."""
    from tinyml_kit.graph.tflite import read

    graph = read(model)
    ends = [graph.tensors[side[0]] for side in (graph.inputs, graph.outputs)]
    sizes = [int(np.prod(end.shape[1:])) for end in ends]
    wanted = [len(motion.feature_names(settings)), len(labels)]
    if sizes != wanted or any(end.dtype != np.int8 for end in ends) or lit not in labels:
        raise WatchError(
            f"the network takes {sizes[0]} numbers and gives {sizes[1]}, expected int8, "
            f"{wanted[0]} features and {wanted[1]} labels with {lit} among them; train it again."
        )
    filled = {
        "$NAME": name,
        "$LAST": settings.axes - 1,
        "$PERIOD": round(1e6 / rate),
        "$RATE": f"{rate / settings.step:.7g}f",
        "$LIT_INDEX": list(labels).index(lit),
        "$LIT": lit,
        "$LABELS": len(labels),
        "$SURE": 0,
        "$CENTRE": ", ".join(map(str, scaling.centre)),
        "$GAIN": ", ".join(map(str, scaling.gain)),
        "$ONES": ", ".join(["1"] * (len(labels) + 1)),
        "$AXES": ",".join([*labels, "strange"]),
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    for mark in sorted(filled, key=len, reverse=True):
        text = text.replace(mark, str(filled[mark]))
    return {
        f"{name}.ino": text,
        **in_c.source(settings),
        **c99.source(model, "model", target_of("uno"), "uno"),
        **{
            f"src/TinymlKit/{path.name}": path.read_text(encoding="utf-8")
            for path in sorted(sketch.LIBRARY.iterdir())
        },
    }
