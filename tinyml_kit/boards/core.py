"""What is known of a kind of processor: how code for it is made, emulated and estimated."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Compiler:
    """What compiles for a core: a program, and its options for every file and for linking."""

    program: str
    options: tuple[str, ...]
    link: tuple[str, ...] = ()


@dataclass(frozen=True)
class Emulator:
    """How QEMU runs programs of a core.

    program : the emulator
    machine : its name for a machine with this core
    firmware : the folder below `rungs` with the core's start-up code
    flash_at, ram_at : addresses at which the machine has memory enough for any board's
    shift : an instruction takes 2^shift ns of the emulated time (QEMU's -icount)
    counter_hz : ticks in a second of that time, of the counter that the firmware reads
    options : further options
    """

    program: str
    machine: str
    firmware: str
    flash_at: int
    ram_at: int
    shift: int
    counter_hz: int
    options: tuple[str, ...] = ()

    @property
    def instructions_per_tick(self) -> float:
        """Return how many instructions pass while the counter counts one."""
        return 1e9 / 2**self.shift / self.counter_hz


@dataclass(frozen=True)
class CodeSize:
    """Bytes of generated C on a core, for estimates; regressed, see the records.

    first : for the first operator of a kind, {operator: bytes}
    other : for the first operator of any other kind
    around : start-up code, library functions, reading inputs and sending outputs
    stack : the deepest stack, and variables of the program around the model
    """

    first: dict[str, int]
    other: int
    around: int
    stack: int


@dataclass(frozen=True)
class Core:
    """One kind of processor.

    name : what records call it
    title : what a reader reads
    target : what generated C is laid out for, a name in `codegen.c.targets`
    cycles_per_mac : cycles that a multiply-accumulate of generated C takes with all that
        surrounds it, for orders of magnitude
    code : CodeSize, or None where it was not measured
    compiler, emulator : None where the kit has none
    rung : the module below `rungs` that runs programs of this core on this computer, or None
    needs : names of tools of `setup.system_packages` that the rung needs
    weights_in_pairs : whether weights of convolutions are stored as 16 bits, because the core
        multiplies two pairs at once
    """

    name: str
    title: str
    target: str
    cycles_per_mac: float
    code: CodeSize | None = None
    compiler: Compiler | None = None
    emulator: Emulator | None = None
    rung: str | None = None
    needs: tuple[str, ...] = field(default=())
    weights_in_pairs: bool = False
