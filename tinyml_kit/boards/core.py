"""What the kit knows about a kind of processor: how to compile, emulate and estimate its code."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Compiler:
    """The compiler for a core: a program, its options for every file, and those for linking."""

    program: str
    options: tuple[str, ...]
    link: tuple[str, ...] = ()


@dataclass(frozen=True)
class Emulator:
    """How QEMU runs programs of a core.

    program : the emulator
    machine : what it calls a machine with this core
    firmware : the folder below `rungs` with the core's start-up code
    flash_at, ram_at : addresses at which the machine has enough memory for any board
    shift : an instruction takes 2^shift ns of emulated time (QEMU's -icount)
    counter_hz : ticks per second of emulated time of the counter that the firmware reads
    options : more options
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
        """Return how many instructions the core executes per tick of the counter."""
        return 1e9 / 2**self.shift / self.counter_hz


@dataclass(frozen=True)
class CodeSize:
    """Bytes that generated C takes on a core, for estimates; fitted by regression, see the records.

    kernels : {kernel: (bytes of the first layer that uses it, bytes of each further one)}; a kernel
        is named by its file below `codegen/c`, as in int16/add
    other : the same for a kernel that is not in `kernels`
    around : start-up code, reading inputs and sending outputs
    reals : what the compiler's library takes to compute with float32, once
    stack : the deepest stack that was seen, and variables of the program around the model, without
        the windows of convolutions, which are counted (`ladder.estimate.unpacked_bytes`)
    beside_window : on a core that does not unpack windows, the stack of a depthwise convolution
        beside the window that it copies, which is counted, too; 0 if it was not measured
    """

    kernels: dict[str, tuple[int, ...]]
    other: tuple[int, ...]
    around: int
    stack: int
    reals: int = 0
    beside_window: int = 0


@dataclass(frozen=True)
class Core:
    """One kind of processor.

    name : the name that records use
    title : the name that readers see
    target : the target of generated C, a name in `codegen.c.targets`
    cycles_per_mac, cycles_per_output : cycles that generated C takes for each MAC, and for each
        output of a layer with MACs: to set the loops up, to scale the sum and to store it; the
        records say how well they fit. None if they were not measured
    code : CodeSize, or None if it was not measured
    compiler, emulator : None if the kit has none
    rung : the module below `rungs` that runs programs of this core on this computer, or None
    needs : names of tools of `setup.tools` that the rung needs
    runs_tflm : whether the TFLM interpreter runs on it
    weights_in_pairs : whether constants are laid out for a core that multiplies two pairs at once:
        some weights with 16 bits, and three words for each output channel
    """

    name: str
    title: str
    target: str
    cycles_per_mac: float | None = None
    cycles_per_output: float | None = None
    code: CodeSize | None = None
    compiler: Compiler | None = None
    emulator: Emulator | None = None
    rung: str | None = None
    needs: tuple[str, ...] = field(default=())
    runs_tflm: bool = True
    weights_in_pairs: bool = False
