"""A network of Keras as a .tflite file, and how often both say the same."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit.base.files import refuse_existing, write_atomically
from tinyml_kit.compress import interpret, quantize
from tinyml_kit.learning import keras_files
from tinyml_kit.own.array_file import of_file

#: So many examples give the ranges of activations, and so many are compared afterwards.
CALIBRATION, COMPARED = 200, 500


@dataclass(frozen=True)
class Converted:
    """What a conversion gave.

    record : quantize.Quantized
    compared : examples that went through both networks
    same : how many of them have their largest output at the same place; None for one output
    largest : the largest difference of an output, in real numbers
    """

    record: quantize.Quantized
    compared: int
    same: int | None
    largest: float

    def __str__(self) -> str:
        record = self.record
        stored = ", ".join(f"{size:,} bytes of {name}" for name, size in record.stored.items())
        lines = [f"{record.mode}: {record.tflite_bytes:,} bytes; weights: {stored}"]
        if record.samples:
            lines.append(f"ranges of activations: from {record.samples} examples")
        same = "" if self.same is None else f"same class {self.same} times, "
        lines.append(
            f"against the network in float32, {self.compared} examples: {same}largest difference "
            f"of an output {self.largest:.3g} (measured, LiteRT)"
        )
        return "\n".join(lines)


def convert(
    model: str | Path,
    data: str | Path,
    out: str | Path,
    mode: str = "int8",
    replace: bool = False,
) -> Converted:
    """Convert a network of Keras 2 and write it.

    Parameters
    ----------
    model : path of a .keras or .h5
    data : path of an .npy with training examples (n, *input shape) in the network's unit, which
        give the ranges of activations
    out : path of the .tflite to write
    mode : str, one of `quantize.MODES`
    replace : bool
        Whether a file that differs may be replaced.

    Raises
    ------
    KerasFileError, DataError, CompressError, NoEffect, WriteError
        If a file cannot be used, or the conversion is refused; nothing is written.
    """
    if not replace:
        refuse_existing(out)
    examples = of_file(data)
    network = keras_files.load(model)
    samples = min(CALIBRATION, len(examples)) if examples.ndim else 0
    tflite, record = quantize.to_tflite(network, mode, examples, samples)
    some = np.asarray(examples[:COMPARED], np.float32).reshape(-1, *network.input_shape[1:])
    expected = np.concatenate([network.predict_on_batch(some[k : k + 64])
                               for k in range(0, len(some), 64)])  # fmt: skip
    got = interpret.outputs(tflite, some).reshape(expected.shape)
    flat = [one.reshape(len(some), -1) for one in (expected, got)]
    same = None
    if flat[0].shape[1] > 1:
        same = int((flat[0].argmax(axis=1) == flat[1].argmax(axis=1)).sum())
    with write_atomically(out, replace) as path:
        path.write_bytes(tflite)
    return Converted(record, len(some), same, float(np.abs(flat[0] - flat[1]).max()))
