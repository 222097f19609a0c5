"""Answers to the exercises on the Arduino Nano."""

from tinyml_kit.course.keys.kinds import Function, Number


def brightness(y: float) -> int:
    """Return what the LED is to be told."""
    return min(max(int(255 * y + 0.5), 0), 255)


def outputs() -> list[tuple]:
    """Return outputs of a sine network, some beyond the ends."""
    return [(y,) for y in (0.0, 0.5, 1.0, -0.012, 1.012, 0.251, -3.0, 7.0)]


KEYS = {
    "14-wrapped": Number(
        255,
        tolerance=0,
        hint="A byte counts modulo 256: np.uint8(-1 & 0xFF).",
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
        hint="Ten bits a byte, 115,200 bits a second, the answer in milliseconds.",
        because="The network is done long before the next frame has arrived.",
        mistakes={10_000 * 8 / 115_200 * 1000: "Start and stop bit travel, too."},
    ),
    "14-portenta": Number(
        480e6 / 3.5e6,
        hint="Clock, divided by the instructions of a frame.",
        because="Enough for the laser, if no instruction ever waits. Some do.",
        mistakes={64e6 / 3.5e6: "That is the Nano's clock."},
    ),
}
