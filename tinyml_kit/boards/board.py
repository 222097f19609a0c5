"""What is known of a board: memory, clock, power, and what stands in for it."""

from dataclasses import dataclass

from tinyml_kit.boards.core import Core


@dataclass(frozen=True)
class Simulation:
    """What runs a board's programs on this computer.

    rung : the rung of the ladder
    chip : what the simulator calls the chip; None where the core alone decides
    stands_in : the chip that is simulated instead of the board's own, or None
    qemu : what QEMU calls the board, where a serial port of it can be emulated, or None
    analogue_inputs, ports : how many inputs the simulated board has, and the letters of the
        ports that its pins belong to
    """

    rung: str
    chip: str | None = None
    stands_in: str | None = None
    qemu: str | None = None
    analogue_inputs: int = 0
    ports: str = ""


@dataclass(frozen=True)
class AvrBuild:
    """What compiling a sketch for an AVR board takes, and how its boot loader is spoken to."""

    mcu: str
    variant: str
    programmer: str
    baud: int


@dataclass(frozen=True)
class Arduino:
    """What Arduino's tools call a board: its full name, and the macro that tells it in C.

    `build` is there for boards whose sketches the kit compiles itself.
    """

    fqbn: str
    define: str
    build: AvrBuild | None = None


@dataclass(frozen=True)
class Board:
    """One board.

    name : what commands take
    title : what a reader reads
    chip, core : the microcontroller, and the kind of processor in it
    flash, ram : bytes (published): flash without the boot loader that Arduino's tools leave on
        the chip, RAM of the whole chip
    clock : Hz
    volts, milliamps : what the chip draws while it computes, a typical figure of the data sheet
    sleep_milliamps : while it waits for its timer and keeps its RAM. Both are the chip's alone:
        regulators, LEDs and USB of a board can draw a thousand times as much in sleep.
    aliases : further names that commands take
    simulation, arduino : None where there is neither simulator nor tool
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
        return self.simulation and self.simulation.rung

    @property
    def stands_in(self) -> str | None:
        """Return the chip that is simulated instead of the board's own, or None."""
        return self.simulation and self.simulation.stands_in
