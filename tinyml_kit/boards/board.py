"""What the kit knows about a board: memory, clock, power, and what simulates it."""

from dataclasses import dataclass

from tinyml_kit.boards.core import Core


@dataclass(frozen=True)
class Simulation:
    """What runs a board's programs on this computer.

    rung : the rung of the ladder
    chip : what the simulator calls the chip; None where the core alone decides
    stands_in : the chip that is simulated instead of the board's own, or None
    qemu : what QEMU calls the board if it can emulate the board's serial port, else None
    analogue_inputs, ports : how many analogue inputs the simulated board has, and the letters
        of the ports that its pins belong to
    pins : the port and bit of each digital pin by Arduino's number, e.g. "D0 D1 …"; A0 follows
        the last one
    """

    rung: str
    chip: str | None = None
    stands_in: str | None = None
    qemu: str | None = None
    analogue_inputs: int = 0
    ports: str = ""
    pins: str = ""


@dataclass(frozen=True)
class AvrBuild:
    """What it takes to compile a sketch for an AVR board and to talk to its boot loader."""

    mcu: str
    variant: str
    programmer: str
    baud: int


@dataclass(frozen=True)
class Arduino:
    """What Arduino's tools call a board: its full name, and the macro that identifies it in C.

    `build` is set for boards whose sketches the kit compiles itself.
    """

    fqbn: str
    define: str
    build: AvrBuild | None = None


@dataclass(frozen=True)
class Board:
    """One board.

    name : the name that commands accept
    title : the name that readers see
    chip, core : the microcontroller, and the kind of processor in it
    flash, ram : bytes (published): flash without the boot loader that Arduino's tools leave on
        the chip, RAM of the whole chip
    clock : Hz
    volts, milliamps : what the chip draws while it computes, a typical figure of the data sheet
    sleep_milliamps : the same while it waits for its timer and keeps its RAM. Both figures are
        for the chip alone: in sleep, a board's regulators, LEDs and USB can draw a thousand
        times as much.
    aliases : more names that commands accept
    simulation : None if nothing simulates the board
    arduino : None if Arduino's tools do not support it
    """

    name: str
    title: str
    chip: str
    core: Core
    flash: int
    ram: int
    clock: int
    volts: float
    milliamps: float
    sleep_milliamps: float
    aliases: tuple[str, ...] = ()
    simulation: Simulation | None = None
    arduino: Arduino | None = None

    def __post_init__(self) -> None:
        for key in ("flash", "ram", "clock", "volts", "milliamps"):
            if not getattr(self, key) > 0:
                raise ValueError(f"{key} has to be more than 0")
        if not self.sleep_milliamps >= 0:
            raise ValueError("sleep_milliamps must not be less than 0")

    @property
    def rung(self) -> str | None:
        """Return the rung that stands in for the board, or None."""
        return self.simulation.rung if self.simulation else None

    @property
    def stands_in(self) -> str | None:
        """Return the chip that is simulated instead of the board's own, or None."""
        return self.simulation.stands_in if self.simulation else None
