"""Answers to the exercises on quantisation."""

import functools

import numpy as np

from tinyml_kit.base.errors import BadInput, kind_of
from tinyml_kit.course.keys.kinds import Function, Shown, as_array, called, line_of
from tinyml_kit.graph.tflite import read


def quantize(real: np.ndarray, scale: float, zero_point: int) -> np.ndarray:
    """Return the int8 that represents each number, as a float that numpy can compare."""
    return np.clip(np.rint(real / scale) + zero_point, -128, 127)


def numbers_to_store() -> list[tuple]:
    """Return numbers with scales and zero points; none of them lies between two steps."""
    return [
        (np.array([0.0, 0.26, -0.26, 1.0]), 0.1, 0),
        (np.array([0.0, 3.1, 25.4, 25.6]), 0.1, -128),
        (np.array([-40.2, 40.2, 12.6]), 0.3, 5),
        (np.array([[1e6, -1e6], [0.02, -0.02]]), 0.05, 0),
    ]


def calibrate(values: np.ndarray, percent: float) -> tuple[float, int]:
    """Return scale and zero point for the range between two percentiles, with 0 in it."""
    low, high = np.percentile(values, [100 - percent, percent])
    low, high = min(low, 0), max(high, 0)
    scale = (high - low) / 255
    return scale, int(np.rint(-128 - low / scale))


def ranges() -> dict[str, tuple[np.ndarray, float]]:
    """Return values and percentages, by a description that a reply may quote."""
    rng = np.random.default_rng(9)
    spread = rng.normal(size=20_000)
    spread[7] = 1000
    return {
        "values on both sides of 0 and one of 1000, at 99.9 %": (spread, 99.9),
        "values that are never negative, at 99 %": (rng.exponential(size=20_000), 99.0),
        "values from -3 to -1, at 99.9 %": (rng.uniform(-3, -1, 20_000), 99.9),
        "values from 5 to 6, at 99.9 %": (rng.uniform(5, 6, 20_000), 99.9),
        "values on both sides of 0 and one of 1000, at 100 %": (spread, 100.0),
    }


def not_calibrated(answer: object) -> str | None:
    """Return what is wrong with a calibration by percentiles, or None."""
    if not callable(answer):
        return "That is not a function."
    for what, (values, percent) in ranges().items():
        said, wrong = called(answer, values, percent)
        if wrong:
            return f"With {what}, {wrong}"
        numbers = as_array(said)
        if numbers is None or numbers.shape != (2,):
            return f"With {what}, it does not return two finite numbers."
        (scale, zero_point), (right, at) = numbers, calibrate(values, percent)
        if not 0.97 < scale / right < 1.03:
            return f"With {what}, the scale is too {'small' if scale < right else 'large'}."
        if zero_point != round(zero_point) or not -128 <= zero_point <= 127:
            return f"With {what}, the zero point is no int8."
        if abs(zero_point - at) > 1:
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
    """Return how many of five files were judged wrongly, or None."""
    if not isinstance(answer, dict) or set(answer) != set(VERDICTS):
        return f"Give a dictionary with the keys {', '.join(VERDICTS)}."
    for name, word in answer.items():
        if word not in VERDICTS.values():
            return f"{name}: say healthy, clips or coarse."
    right = sum(answer[name] == word for name, word in VERDICTS.items())
    return None if right == len(VERDICTS) else f"{right} of {len(VERDICTS)} verdicts are right."


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
    if bytes(answer) in suspects.files().values():
        return (
            "That is a file of exercise 4. Convert the network yourself, with frames of the pile."
        )
    return None


KEYS = {
    "09-write": Function(
        quantize,
        numbers_to_store,
        hint="Divide, round to the nearest integer, add the zero point, and clip the result to the "
        "range of int8 before you convert it.",
        because="Two lines, and the core of every converter.",
    ),
    "09-percentile": Shown(
        not_calibrated,
        form="a function that returns scale and zero point",
        hint="Take the two percentiles, make sure that 0 lies between them, divide their distance "
        "by the number of steps, and put the zero point where the lower end becomes -128.",
        because="Zero has an integer in every case, and one broken pixel no longer decides.",
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
