"""Answers to the exercises on the Arduino Nano; sketches and C run on the emulated board."""

from collections.abc import Callable, Sequence

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.course.keys.kinds import Shown, called
from tinyml_kit.rungs.protocol import RungMissing

PIN = 9
#: The night light goes on below the first reading and off above the second one.
ON_BELOW, OFF_ABOVE = 300, 500
#: The most that the LED of a trained lamp may be away from what is wanted, on average, of 255.
MOST_AWAY = 16
#: How many numbers a dot product has, and the most of a plain loop's instructions that it may take.
LENGTH, MOST_INSTRUCTIONS = 64, 2 / 3

PLAIN = """
int32_t dot(const int16_t *x, const int16_t *w, int count)
{
    int32_t sum = 0;
    for (int i = 0; i < count; i++)
        sum += x[i] * w[i];
    return sum;
}
"""


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


def evenings() -> np.ndarray:
    """Return readings of a light sensor: from day to night and back, with much noise."""
    random = np.random.default_rng(141)
    slow = 450 + 380 * np.sin(np.linspace(0.5, 13, 240))
    edges = [ON_BELOW, ON_BELOW - 1, ON_BELOW, OFF_ABOVE, OFF_ABOVE + 1, OFF_ABOVE, ON_BELOW]
    noisy = np.clip(slow + random.normal(0, 60, 240), 0, 1023).astype(int)
    return np.concatenate([[400], noisy, edges])


def on_board(run: Callable) -> tuple:
    """Return what `run` returns on the simulated board, and what went wrong, or None."""
    try:
        return run(), None
    except RungMissing as missing:
        return None, f"This cannot be checked here: {missing}"
    except BadInput as problem:
        return None, str(problem)


def written_by(sketch: object, readings: np.ndarray) -> tuple[np.ndarray, str | None]:
    """Return what a sketch wrote to PIN, once for each reading, and what is wrong, or None."""
    from tinyml_kit.course import on_a_chip

    if not isinstance(sketch, str):
        raise TypeError
    run, wrong = on_board(lambda: on_a_chip.on_the_nano(sketch, readings))
    written = np.zeros((0, 2), int) if run is None else run[0]
    written = written[written[:, 0] == PIN, 1]
    if not wrong and len(written) != len(readings):
        wrong = (
            f"The sketch wrote {len(written)} times to pin {PIN} while it read {len(readings)} "
            "times; write once after each reading."
        )
    return written, wrong


def wrong_lamp(sketch: object) -> str | None:
    """Return what is wrong with the repaired lamp, or None."""
    readings = np.arange(0, 1024, 11)
    written, wrong = written_by(sketch, readings)
    if wrong:
        return wrong
    beyond = np.flatnonzero(written > 255)  # negative numbers arrive as large ones
    if len(beyond):
        return f"At the reading {readings[beyond[0]]} the number is beyond 0 to 255."
    far = np.flatnonzero(np.abs(written - bump(readings)) > 1)
    if len(far):
        return f"At the reading {readings[far[0]]} the brightness {written[far[0]]} is not right."
    return None


def wrong_light(sketch: object) -> str | None:
    """Return what is wrong with the night light, or None."""
    readings = evenings()
    written, wrong = written_by(sketch, readings)
    if wrong:
        return wrong
    right = night_light(readings)
    bad = np.flatnonzero((written > 0) != np.array(right, bool))
    if not len(bad):
        return None
    first = bad[0]
    what = ["on", "off"][right[first]]
    before = ", ".join(str(reading) for reading in readings[max(0, first - 2) : first]) or "none"
    return f"The light is {what} at the reading {readings[first]}; those before it were: {before}."


def wrong_dot(code: object) -> str | None:
    """Return what is wrong with a dot product in C, or None."""
    from tinyml_kit.course import on_a_chip

    if not isinstance(code, str):
        raise TypeError
    if "dot" not in code:
        return "There is no function dot in it."
    cases = np.random.default_rng(142).integers(-2000, 2000, (12, 2 * LENGTH))
    call = f"dot(a, a + {LENGTH}, {LENGTH})"
    made, wrong = on_board(lambda: on_a_chip.results(code, call, cases, "int16_t"))
    if wrong:
        return wrong
    sums = (cases[:, :LENGTH] * cases[:, LENGTH:]).sum(axis=1)
    if (made[0] != sums).any():
        return f"{(made[0] != sums).sum()} of {len(cases)} sums are wrong."
    plain, _ = on_board(lambda: on_a_chip.results(PLAIN, call, cases, "int16_t"))
    share = made[1] / plain[1]
    if share > MOST_INSTRUCTIONS:
        return f"The sums are right, but it takes {share:.0%} of the plain loop's instructions."
    return None


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
    readings = np.arange(0, 1024, 8)
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
    "14-dot": Shown(
        wrong_dot,
        form="the function as a text, in C",
        hint="Read two numbers at once through a const uint32_t *, and call smlad once for them; "
        "the loop has half as many rounds.",
        because="Equal on the emulated Cortex-M4, with fewer instructions.",
    ),
    "14-network": Shown(
        wrong_network,
        form="a function without arguments that returns the bytes of a .tflite file",
        hint="One input, one output, int8 at both ends, and examples from 0 to 1 for the "
        "converter. More hidden units or more epochs bring the curve closer.",
        because="The simulated board's LED blinks twice, and your network says how.",
    ),
}
