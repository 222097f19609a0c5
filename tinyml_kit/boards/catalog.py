"""Facts about boards: memory, clock, power, and what stands in for them when none is there.

Figures are the makers' (published): flash without the boot loader that Arduino's tools
leave on the chip, RAM of the whole chip. Currents are typical active figures of the data
sheets at the given clock and voltage, for orders of magnitude; a program's own may differ.
"""

from dataclasses import dataclass

from tinyml_kit.base.errors import BadInput


class BoardError(BadInput):
    """A board that is not known."""


@dataclass(frozen=True)
class Board:
    """One board.

    `name` is what commands take, `title` what a reader reads. Sizes are bytes, `clock` is Hz.
    `rung` names the simulator or emulator that stands in for it, or None; `stands_in` says what
    is simulated where that is another chip. `milliamps` is drawn while it computes, at `volts`;
    `sleep_milliamps` while the chip waits for its timer and keeps its RAM. Both are the chip's
    alone: regulators, LEDs and USB of a board can draw a thousand times as much in sleep.
    """

    name: str
    title: str
    chip: str
    core: str
    flash: int
    ram: int
    clock: int
    volts: float
    milliamps: float
    rung: str | None = None
    stands_in: str | None = None
    sleep_milliamps: float = 0.0


KB = 1024
BOARDS = {
    board.name: board
    for board in (
        Board("uno", "Arduino Uno", "ATmega328P", "AVR",
              32_256, 2 * KB, 16_000_000, 5.0, 9.2, "uno", sleep_milliamps=0.006),
        Board("mega2560", "Arduino Mega 2560", "ATmega2560", "AVR",
              253_952, 8 * KB, 16_000_000, 5.0, 20.0, "mega2560", sleep_milliamps=0.008),
        Board("nano_every", "Arduino Nano Every", "ATmega4809", "AVR",
              48 * KB, 6 * KB, 20_000_000, 5.0, 10.0, "atmega1284p", "ATmega1284P",
              sleep_milliamps=0.001),
        Board("atmega1284p", "ATmega1284P", "ATmega1284P", "AVR",
              128 * KB, 16 * KB, 20_000_000, 5.0, 20.0, "atmega1284p", sleep_milliamps=0.006),
        Board("nano33ble", "Arduino Nano 33 BLE Sense", "nRF52840", "Cortex-M4",
              983_040, 256 * KB, 64_000_000, 3.0, 3.3, "cortex-m4", sleep_milliamps=0.003),
        Board("portenta", "Arduino Portenta H7", "STM32H747", "Cortex-M7",
              2048 * KB, 1024 * KB, 480_000_000, 3.3, 150.0, sleep_milliamps=0.5),
        Board("pico", "Raspberry Pi Pico", "RP2040", "Cortex-M0+",
              2048 * KB, 264 * KB, 133_000_000, 3.3, 25.0, sleep_milliamps=1.3),
        Board("esp32", "ESP32 DevKit", "ESP32", "Xtensa LX6",
              4096 * KB, 520 * KB, 240_000_000, 3.3, 50.0, sleep_milliamps=0.8),
    )
}  # fmt: skip

ALIASES = {"atmega328p": "uno", "atmega2560": "mega2560", "atmega4809": "nano_every"}


def board(name):
    """Return the Board of a name, e.g. "uno" or "atmega4809".

    Raises
    ------
    BoardError
        If no board has that name.
    """
    known = ALIASES.get(name, name)
    if known not in BOARDS:
        raise BoardError(
            f"there is no board {name!r}; take one of {', '.join([*BOARDS, *ALIASES])}."
        )
    return BOARDS[known]
