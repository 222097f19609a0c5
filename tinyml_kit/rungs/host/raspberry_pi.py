"""The rung raspberry-pi: the generated C for the 64-bit Arm cores of a Raspberry Pi.

On such a computer it is compiled and run as on any other. Elsewhere a cross-compiler makes the
program, linked with all its libraries, and QEMU runs it: numbers are emulated, times are not known.
"""

from dataclasses import replace
from pathlib import Path

from tinyml_kit.graph.model import Graph
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.host.native import Built, run
from tinyml_kit.setup.looking import has_arm_cores

__all__ = ["Built", "build", "run"]

NAME = "raspberry-pi"
CROSS = "aarch64-linux-gnu-gcc"
EMULATORS = ("qemu-aarch64", "qemu-aarch64-static")
# The oldest core with 64 bits, of the Pi 3 and the Zero 2: its code runs on all later ones. From
# -O3 on, the compiler uses NEON, which multiplies up to sixteen numbers at once.
OPTIONS = "-O3 -mcpu=cortex-a53"


def build(model: str | Path | bytes | Graph, folder: str | Path) -> Built:
    """Export a model as C and compile it for a Raspberry Pi.

    Parameters
    ----------
    model, folder : as for `native.build`

    Raises
    ------
    GraphError, ExportError, DeviceError
        As `native.build`.
    RungMissing
        If there is no cross-compiler or no emulator.
    """
    if has_arm_cores():
        return replace(native.build(model, folder, optimize=OPTIONS), rung=NAME)
    toolchain.find(CROSS)
    emulator = toolchain.find(*EMULATORS)
    return replace(cross_build(model, folder), rung=NAME, emulator=(emulator,))


def cross_build(model: str | Path | bytes | Graph, folder: str | Path) -> Built:
    """Make a program that every 64-bit Raspberry Pi runs, with all libraries in it; see `build`."""
    return native.build(model, folder, toolchain.find(CROSS), f"{OPTIONS} -static")
