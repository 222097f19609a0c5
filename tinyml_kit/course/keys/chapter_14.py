"""Answers to the exercises on the Arduino Nano."""

from tinyml_kit.course.keys.kinds import Function, Number


def brightness(y: float) -> int:
    """Return the brightness to send to the LED."""
    return min(max(int(255 * y + 0.5), 0), 255)


def outputs() -> list[tuple]:
    """Return outputs of a sine network, some outside 0 to 1."""
    return [(y,) for y in (0.0, 0.5, 1.0, -0.012, 1.012, 0.251, -3.0, 7.0)]


KEYS = {
    "14-wrapped": Number(
        255,
        tolerance=0,
        hint="Eight bits keep a number modulo 256: -1 & 0xFF.",
        because="The LED flashes at its darkest end.",
    ),
    "14-clamp": Function(
        brightness,
        outputs,
        hint="255 times the output, rounded to the nearest, and never below 0 or above 255.",
        because="One call of constrain in the sketch, and no flash.",
    ),
    "14-cable": Number(
        10_000 * 10 / 115_200 * 1000,
        hint="Ten bits per byte, 115,200 bits per second; the answer is in milliseconds.",
        because="The network is done long before the next frame arrives.",
        mistakes={10_000 * 8 / 115_200 * 1000: "Start and stop bits are sent too."},
    ),
    "14-portenta": Number(
        480e6 / 1.8e6,
        hint="The clock rate divided by the instructions per frame.",
        because="Enough for the laser if no instruction ever had to wait. Some do.",
        mistakes={64e6 / 1.8e6: "That is the Nano's clock."},
    ),
}
