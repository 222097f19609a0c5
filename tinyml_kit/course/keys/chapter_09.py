"""Answers to the exercises on quantisation."""

import functools

import numpy as np

from tinyml_kit.base.errors import BadInput, kind_of
from tinyml_kit.course.keys.kinds import Shown, as_array, called, line_of
from tinyml_kit.graph.tflite import read


def quantize(real: np.ndarray, scale: float | np.ndarray, zero_point: int) -> np.ndarray:
    """Return the int8 that represents each number, as a float that numpy can compare."""
    return np.clip(np.rint(real / scale) + zero_point, -128, 127)


def by_filter(kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the int8 weights (inputs, filters) of a kernel, and a scale for each filter.

    A filter of zeros has no largest weight; its scale is 1.
    """
    largest = np.abs(kernel).max(axis=0)
    scales = np.where(largest > 0, largest, 127) / 127
    return quantize(kernel, scales, 0).astype(np.int8), scales


def kernels() -> dict[str, np.ndarray]:
    """Return kernels, by a description that a reply may quote; no weight is between two steps."""
    rng = np.random.default_rng(90)
    sizes = np.array([0.01, 1, 30, 5])
    return {
        "a kernel of 3 inputs and 2 filters": np.array([[0.5, -3.0], [-1.27, 1.0], [0.26, 0.1]]),
        "a kernel of 40 inputs and 4 filters of other sizes": rng.normal(size=(40, 4)) * sizes,
        "a kernel with a filter of zeros": np.array([[0.0, 2.0], [0.0, -0.6], [0.0, 0.33]]),
        "a kernel with one weight for each filter": np.array([[-2.0, 0.4, 7.0]]),
    }


def not_by_filter(answer: object) -> str | None:
    """Return what is wrong with a function that stores a kernel by filter, or None."""
    if not callable(answer):
        return "That is not a function."
    for what, kernel in kernels().items():
        said, wrong = called(answer, kernel)
        if wrong:
            return f"With {what}, {wrong}"
        if not isinstance(said, tuple | list) or len(said) != 2:
            return f"With {what}, it does not return two things, weights and scales."
        stored, (weights, scales) = np.asarray(said[0]), map(as_array, said)
        if weights is None or scales is None:
            return f"With {what}, it does not return finite numbers."
        if weights.shape != kernel.shape or scales.ravel().shape != kernel.shape[1:]:
            return (
                f"With {what}, there is not one int8 for each weight and one scale for each filter."
            )
        if stored.dtype != np.int8:
            return f"With {what}, the weights are {stored.dtype}, not int8."
        right, wanted = by_filter(kernel)
        empty = np.abs(kernel).max(axis=0) == 0
        if not np.allclose(scales.ravel()[~empty], wanted[~empty], rtol=1e-6):
            return f"With {what}, the scale of some filter is not right."
        if (scales.ravel()[empty] <= 0).any():
            return f"With {what}, a scale is not above 0."
        if not np.array_equal(stored, right):
            return f"With {what}, some int8 is not the nearest step."
    return None


def calibrate(pictures: np.ndarray, forgive: int) -> tuple[float, int]:
    """Return scale and zero point for all pictures but the `forgive` most extreme ones.

    Parameters
    ----------
    pictures : (n, height, width) array
    forgive : int, 0 to n - 1
        How many pictures to leave out: those whose largest absolute value is largest.
    """
    extremes = np.abs(pictures).max(axis=(1, 2))
    kept = pictures[np.argsort(extremes)[: len(pictures) - forgive]]
    low, high = min(kept.min(), 0), max(kept.max(), 0)
    scale = (high - low) / 255
    return scale, int(np.rint(-128 - low / scale))


def piles() -> dict[str, tuple[np.ndarray, int]]:
    """Return pictures and how many to forgive, by a description that a reply may quote."""
    rng = np.random.default_rng(9)
    spread = rng.normal(size=(50, 6, 6))
    spread[7, 2, 3], spread[20, 0, :] = 1000, -400
    return {
        "pictures on both sides of 0, two of them broken, and two forgiven": (spread, 2),
        "the same pictures, and one forgiven": (spread, 1),
        "the same pictures, and none forgiven": (spread, 0),
        "pictures that are never negative, and three forgiven": (
            rng.exponential(size=(40, 6, 6)),
            3,
        ),
        "pictures from -3 to -1, and one forgiven": (rng.uniform(-3, -1, (30, 6, 6)), 1),
        "pictures from 5 to 6, and one forgiven": (rng.uniform(5, 6, (30, 6, 6)), 1),
    }


def not_calibrated(answer: object) -> str | None:
    """Return what is wrong with a calibration that forgives pictures, or None."""
    if not callable(answer):
        return "That is not a function."
    for what, (pictures, forgive) in piles().items():
        said, wrong = called(answer, pictures, forgive)
        if wrong:
            return f"With {what}, {wrong}"
        numbers = as_array(said)
        if numbers is None or numbers.shape != (2,):
            return f"With {what}, it does not return two finite numbers."
        (scale, zero_point), (right, at) = numbers, calibrate(pictures, forgive)
        if not np.isclose(scale, right, rtol=1e-4):
            return f"With {what}, the scale is too {'small' if scale < right else 'large'}."
        if zero_point != round(zero_point) or not -128 <= zero_point <= 127:
            return f"With {what}, the zero point is no int8."
        if zero_point != at:
            return f"With {what}, the zero point is too {'small' if zero_point < at else 'large'}."
    return None


def not_straight_through(answer: object) -> str | None:
    """Return what is wrong with rounding that lets the gradient through, or None."""
    from tinyml_kit.learning.keras_backend import tf

    if not callable(answer):
        return "That is not a function."
    for scale, zero_point in ((0.1, 0), (0.02, -128), (0.5, 100)):
        low, high = scale * (-128 - zero_point), scale * (127 - zero_point)
        inside = np.linspace(low, high, 41)[1:-1] + 0.013 * scale
        values = np.concatenate([inside, [low - 3 * scale, high + 3 * scale]]).astype(np.float32)
        x = tf.constant(values)
        try:
            with tf.GradientTape() as tape:
                tape.watch(x)
                made = answer(x, scale, zero_point)
            gradient = tape.gradient(made, x)
        except Exception as error:
            return f"It raises {kind_of(error)}{line_of(error)}."
        numbers = as_array(made)
        where = f"With scale {scale} and zero point {zero_point}"
        if numbers is None or numbers.shape != values.shape:
            return f"{where}, it does not return as many finite numbers as it is given."
        wanted = scale * (quantize(values, scale, zero_point) - zero_point)
        if not np.allclose(numbers, wanted, atol=scale / 100):
            return f"{where}, some value is not the one that int8 stands for."
        slopes = None if gradient is None else as_array(gradient)
        if slopes is None:
            return f"{where}, no gradient comes back."
        if not np.allclose(slopes[:-2], 1, atol=1e-3):
            return f"{where}, the gradient is not 1 where nothing is clipped."
        if not np.allclose(slopes[-2:], 0, atol=1e-3):
            return f"{where}, the gradient is not 0 where a value is clipped."
    return None


VERDICTS = {
    "a.tflite": "coarse",
    "b.tflite": "healthy",
    "c.tflite": "clips",
    "d.tflite": "healthy",
    "e.tflite": "coarse",
}


def misjudged(answer: object) -> str | None:
    """Return whether some of five files were judged wrongly, or None."""
    if not isinstance(answer, dict) or set(answer) != set(VERDICTS):
        return f"Give a dictionary with the keys {', '.join(VERDICTS)}."
    for name, word in answer.items():
        if word not in VERDICTS.values():
            return f"{name}: say healthy, clips or coarse."
    # How many are right is not told: it would let a reader find the answer without looking.
    return None if answer == VERDICTS else "Not all of these verdicts are right."


#: Bytes that a file may have, and the share of frames on which it has to say what the network says.
MOST_BYTES, LEAST_AGREEMENT = 6144, 0.95


@functools.cache
def frames_kept() -> tuple[np.ndarray, np.ndarray]:
    """Return frames that no notebook shows, and the class that the float network gives each."""
    from tinyml_kit.datasets import bragg
    from tinyml_kit.learning import shipped

    frames = np.rot90(bragg.load().images[1500:1650], axes=(1, 2))
    return frames, shipped.bragg_classifier().probabilities(frames).argmax(axis=1)


def not_converted(answer: object) -> str | None:
    """Return what is wrong with an int8 file of the Bragg network, or None."""
    from tinyml_kit.compress import interpret
    from tinyml_kit.course import suspects

    if not isinstance(answer, (bytes, bytearray)):
        return "That is not the bytes of a file."
    try:
        graph = read(bytes(answer))
    except BadInput as problem:
        return f"That file cannot be read: {problem}"
    ends = [graph.tensors[index] for index in (*graph.inputs, *graph.outputs)]
    if [tensor.shape for tensor in ends] != [(1, 100, 100, 1), (1, 3)]:
        return "Its input and output do not have the shapes of the Bragg network."
    for place, tensor in zip(("input", "output"), ends, strict=True):
        if tensor.dtype.name != "int8":
            return f"Its {place} is {tensor.dtype.name}, not int8."
    if len(answer) > MOST_BYTES:
        return f"It has {len(answer):,} bytes, more than {MOST_BYTES:,}."
    frames, wanted = frames_kept()
    same = np.mean(interpret.outputs(bytes(answer), frames).argmax(axis=1) == wanted)
    if same < LEAST_AGREEMENT:
        return f"On frames that you have not seen, it agrees with the network on {same:.0%} only."
    # The range that the input was given tells by which frames a file was calibrated.
    scale = float(ends[0].quantization.scale[0])
    others = [read(file) for file in suspects.files().values()]
    if scale in [float(one.tensors[one.inputs[0]].quantization.scale[0]) for one in others]:
        return (
            "That is a file of exercise 4. Convert the network yourself, with frames of the pile."
        )
    return None


KEYS = {
    "09-write": Shown(
        not_by_filter,
        form="a function that returns int8 weights and scales",
        hint="The largest absolute weight of a filter is the maximum along axis 0; it becomes 127. "
        "A filter of zeros would make you divide by 0: give it any scale above 0.",
        because="That is what a converter does with the weights of a convolution.",
    ),
    "09-forgive": Shown(
        not_calibrated,
        form="a function that returns scale and zero point",
        hint="Find the largest absolute value of each picture, sort, and leave out the last ones. "
        "Make sure that 0 lies in the range, divide its length by 255, and put the zero point "
        "where the lower end becomes -128.",
        because="Zero has an integer in every case, and a broken picture no longer decides, "
        "however many of its values it spoils.",
    ),
    "09-through": Shown(
        not_straight_through,
        form="a function that returns a tensor",
        hint="Round straight through, as in the chapter, but clip with tf.clip_by_value, whose "
        "gradient is 0 outside. Mind that the zero point goes in and comes out again.",
        because="A value outside the range lets no gradient through: moving it changes nothing.",
    ),
    "09-suspects": Shown(
        misjudged,
        form="a dictionary from file names to words",
        hint="The input's scale times 255 is the range that a file expects. Frames go from about "
        "-2 to 6.5. A shorter range clips; a much longer one has steps that are too wide.",
        because="The scales gave them away before a single frame was run.",
    ),
    "09-convert": Shown(
        not_converted,
        form="the bytes of a file",
        hint="Look at the largest value of each frame in the pile before you calibrate. The eight "
        "lines of the chapter make inputs and outputs int8.",
        because="It fits, and its ranges are those of frames in use.",
    ),
}
