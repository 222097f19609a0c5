"""Answers to the exercises on the Arduino Nano; sketches and C run on the emulated board."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tinyml_kit.course.keys.dot_products import wrong_dot
from tinyml_kit.course.keys.kinds import Function, Shown, called, on_board

PIN = 9
#: The night light goes on below the first reading and off above the second one.
ON_BELOW, OFF_ABOVE = 300, 500
#: The most that the LED of a trained lamp may be away from what is wanted, on average, of 255.
MOST_AWAY = 16


def bump(readings: np.ndarray) -> np.ndarray:
    """Return the brightness of the book's lamp, clamped, at each reading."""
    x = np.asarray(readings) / 1023
    return np.clip(255 * (4.4 * x * (1 - x) - 0.05), 0, 255)


def night_light(readings: Sequence[int] | np.ndarray) -> list[int]:
    """Return 1 where the night light is on, after each reading; it begins dark."""
    states, on = [], 0
    for reading in readings:
        on = 1 if reading < ON_BELOW else 0 if reading > OFF_ABOVE else on
        states.append(on)
    return states


def evenings() -> list[np.ndarray]:
    """Return series of readings of a light sensor; the sketch is started again for each.

    A noisy run from day to night and back; both thresholds and their neighbours, met in either
    state; the ends of the range; and long waits between the thresholds, in which nothing changes.
    """
    random = np.random.default_rng(141)
    slow = 450 + 380 * np.sin(np.linspace(0.5, 13, 240))
    noisy = np.clip(slow + random.normal(0, 60, 240), 0, 1023).astype(int)
    below, above = ON_BELOW, OFF_ABOVE
    dark = [below, above, above + 1, below, below - 1]
    lit = [below, above, below - 1, above, above + 1]
    wait = [above - 100] * 300
    return [
        np.concatenate([[400], noisy]),
        np.array([*dark, *lit, *dark, *lit]),
        np.array([0, 1023, 0, 1023, above, below, 0, below, above]),
        np.array([*wait, below - 1, *wait, above + 1, *wait]),
        np.array([1023, above, below]),
    ]


def written_by(sketch: object, series: list[np.ndarray]) -> tuple[list[np.ndarray], str | None]:
    """Return what a sketch wrote to PIN, once for each reading of each series, and what is wrong.

    The second is None where nothing is wrong.
    """
    from tinyml_kit.course import on_a_chip

    if not isinstance(sketch, str):
        raise TypeError
    runs, wrong = on_board(lambda: on_a_chip.each_on_the_nano(sketch, series))
    made = []
    for readings, (written, _) in zip(series, runs or [], strict=False):
        made.append(written[written[:, 0] == PIN, 1])
        if len(made[-1]) != len(readings):
            wrong = (
                f"The sketch wrote {len(made[-1])} times to pin {PIN} while it read "
                f"{len(readings)} times; write once after each reading."
            )
    return made, wrong


def wrong_lamp(sketch: object) -> str | None:
    """Return what is wrong with the repaired lamp, or None."""
    readings = np.arange(1024)
    made, wrong = written_by(sketch, [readings])
    if wrong:
        return wrong
    (written,) = made
    beyond = np.flatnonzero(written > 255)  # negative numbers arrive as large ones
    if len(beyond):
        return f"At the reading {readings[beyond[0]]} the number is beyond 0 to 255."
    far = np.flatnonzero(np.abs(written - bump(readings)) > 1)
    if len(far):
        return f"At the reading {readings[far[0]]} the brightness {written[far[0]]} is not right."
    return None


def wrong_light(sketch: object) -> str | None:
    """Return what is wrong with the night light, or None."""
    series = evenings()
    made, wrong = written_by(sketch, series)
    wrong = wrong or not_a_switch(str(sketch))
    if wrong:
        return wrong
    for readings, written in zip(series, made, strict=True):
        right = night_light(readings)
        bad = np.flatnonzero((written > 0) != np.array(right, bool))
        if len(bad):
            return not_so(readings, bad[0], right[bad[0]])
    return None


def not_a_switch(sketch: str) -> str | None:
    """Return why a sketch does not switch its pin fully on and off, or None.

    The emulated board writes to any pin, and records 1 for HIGH and for the dimmest light.
    """
    code = re.sub(r"//[^\n]*|/\*.*?\*/", " ", sketch, flags=re.DOTALL)
    if re.search(r"\banalogWrite\b", code):
        return "A lamp that is on or off is switched by digitalWrite; analogWrite dims it."
    if not re.search(r"\bpinMode\s*\([^;]*\bOUTPUT\b", code):
        return f"Pin {PIN} is not made an output: call pinMode in setup."
    return None


def not_so(readings: np.ndarray, place: int, right: int) -> str:
    """Return a sentence about the first reading after which a night light is not as it should."""
    before = ", ".join(str(reading) for reading in readings[max(0, place - 2) : place])
    those = f"those before it were: {before}" if place else "it is the first one"
    return f"The light is {['on', 'off'][right]} at the reading {readings[place]}; {those}."


def im2col(image: np.ndarray, side: int, stride: int) -> np.ndarray:
    """Return each window of an image (H, W, C) as a row: (windows, side * side * C)."""
    windows = sliding_window_view(image, (side, side), axis=(0, 1))[::stride, ::stride]
    return np.moveaxis(windows, 2, -1).reshape(-1, side * side * image.shape[2])


def images() -> list[tuple]:
    """Return images, sides and strides: one channel and several, and strides that leave a rest."""
    random = np.random.default_rng(143)
    sizes = ((4, 4, 1, 3, 1), (6, 5, 2, 3, 1), (7, 8, 3, 2, 2), (8, 7, 2, 3, 3), (5, 5, 4, 1, 2),
             (5, 5, 2, 5, 1))  # fmt: skip
    return [
        (random.integers(-128, 128, (high, wide, channels)), side, stride)
        for high, wide, channels, side, stride in sizes
    ]


def wrong_network(function: object) -> str | None:
    """Return what is wrong with the network of two blinks that a function returns, or None."""
    from tinyml_kit.course import nano

    if not callable(function):
        raise TypeError
    model, wrong = called(function)
    if wrong:
        return wrong[0].upper() + wrong[1:]
    if not isinstance(model, bytes):
        return "It does not return the bytes of a .tflite file."
    readings = np.append(np.arange(0, 1024, 8), 1023)
    made, wrong = on_board(lambda: nano.turn(model, readings))
    if wrong:
        return wrong
    wanted = 255 * np.abs(np.sin(2 * np.pi * readings / 1023))
    away = np.abs(made[0] - wanted)
    if away.mean() > MOST_AWAY:
        worst = readings[np.argmax(away)]
        return (
            f"On average the LED is {away.mean():.0f} steps of 255 away from what is wanted, most "
            f"of all at the reading {worst}."
        )
    return None


KEYS = {
    "14-clamp": Shown(
        wrong_lamp,
        form="the sketch as a text",
        hint="Cut off what lies below 0 and above 255 before analogWrite: "
        "constrain(value, 0, 255).",
        because="No reading makes a number that the timer would have to cut.",
    ),
    "14-light": Shown(
        wrong_light,
        form="the sketch as a text",
        hint="Remember in a variable outside of loop whether the light is on. Change it only below "
        "300 and above 500, and write it after each reading.",
        because="Two thresholds and a memory: noise between them changes nothing. That is called "
        "hysteresis.",
    ),
    "14-columns": Function(
        im2col,
        images,
        hint="Windows go along a row of the image first, then to the next row. In a window the "
        "order is that of image[top : top + side, left : left + side].ravel(). A window that does "
        "not lie in the image as a whole is left out.",
        because="One matrix product with filters of as many rows is now the whole layer.",
    ),
    "14-dot": Shown(
        wrong_dot,
        form="the function as a text, in C",
        hint="Read two numbers at once through a const uint32_t *, and call smlad once for them; "
        "the loop has half as many rounds. The numbers behind count do not belong to the product.",
        because="Equal on the emulated Cortex-M4, two products in each SMLAD.",
    ),
    "14-network": Shown(
        wrong_network,
        form="a function without arguments that returns the bytes of a .tflite file",
        hint="One input, one output, int8 at both ends, and examples from 0 to 1 for the "
        "converter. More hidden units or more epochs bring the curve closer.",
        because="The emulated board's LED blinks twice, and your network says how.",
    ),
}
