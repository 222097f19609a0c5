"""Answers to the exercises on what TinyML is."""

from tinyml_kit.course.budget_explorer import budget
from tinyml_kit.course.keys.kinds import Between, Number

FRAME_BITS = 8 * 100 * 100
MEGA = 1 / budget("mega2560", "digits CNN", rate=1).seconds
ENERGY = budget("nano33ble", "Bragg CNN, 100 px", rate=1).joules

KEYS = {
    "01-serial": Number(
        784 * 10 / 115_200 * 1000,
        hint="Each byte travels as ten bits, at 115,200 bits per second; the answer is in "
        "milliseconds.",
        because="Sending the image takes three times as long as the network needs (published: 23 "
        "ms).",
        mistakes={
            784
            * 8
            / 115_200
            * 1000: "That is with eight bits per byte, without the start and stop bits."
        },
    ),
    "01-felt": Number(
        784 * 10 / 115_200 * 1000 + 23,
        hint="What happens between the image and the answer? No two steps overlap.",
        because="A user waits for both. A report of 23 ms should say what it measures.",
        mistakes={
            23: "That is the computation alone.",
            784 * 10 / 115_200 * 1000: "That is the time to send the image alone.",
        },
    ),
    "01-mega": Between(
        MEGA / 1.5,
        MEGA * 1.5,
        hint="The clock rate divided by the cycles of one decision: 3,312 MACs of 8 cycles, and "
        "298 outputs of 15.",
        because="An estimate from three numbers, good enough to choose a board by.",
    ),
    "01-coin": Number(
        0.225 * 3 / (365 * 24) * 1e6,
        hint="Energy in watt-hours is ampere-hours times volts; a year has 8,760 hours.",
        because="Sensor, sleep and decisions together. Most sensors alone draw more than that.",
        tolerance=0.02,
        mistakes={0.225 / (365 * 24) * 1e6: "Those are microamperes: multiply by the volts."},
    ),
    "01-even": Number(
        ENERGY / FRAME_BITS * 1e9,
        hint="Energy of one decision, divided by the bits of one frame, in nanojoules.",
        because="A radio that needs less energy per bit may as well send the frame.",
        tolerance=0.05,
    ),
}
