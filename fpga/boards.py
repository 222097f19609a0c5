"""The boards of this folder: what stands around a network on each, and a simulated one.

`python fpga/boards.py MODEL.tflite icebreaker OUT` makes the bitstream of a network with an SPI
line for an iCEBreaker (or `ulx3s`, with an ECP5-85F).
"""

import argparse
import subprocess
from collections.abc import Callable
from pathlib import Path

from tinyml_kit.boards import find_fpga
from tinyml_kit.codegen.rtl.export import circuit_of, source
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.fpga import place_and_route
from tinyml_kit.rungs.fpga.place_and_route import Around

HERE = Path(__file__).parent
DEVICES = {"icebreaker": "up5k", "ulx3s": "ecp5-85"}
PINS = {"icebreaker": "icebreaker.pcf", "ulx3s": "ulx3s.lpf"}
LINE = ("spi_bytes", "spi_network")


def around(board: str) -> Around:
    """Return what stands around a network on a board."""
    text = _text(*LINE, board)
    return Around(board, text, HERE / PINS[board])


def _text(*modules):
    files = [HERE / "rtl" / f"{module}.v" for module in modules]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def place(model: str | Path, board: str, folder: str | Path) -> place_and_route.Placed:
    """Make the bitstream of a model for a board; errors are those of `place_and_route.place`."""
    return place_and_route.place(model, folder, DEVICES[board], around=around(board))


def simulated(model: str | Path, board: str, folder: Path) -> Callable[[bytes], bytes]:
    """Return the SPI line of a simulated board, as `SpiBoard` takes it.

    Raises
    ------
    RungMissing
        If Verilator is not installed.
    """
    verilator = toolchain.find("verilator")
    chip = find_fpga(DEVICES[board])
    circuit = circuit_of(model, chip)
    line = Around("spi_network", _text(*LINE), HERE / PINS[board])
    verilog = place_and_route.within(source(circuit, chip), circuit, line)
    (folder / "board.v").write_text(verilog, encoding="utf-8")
    sizes = [f"-GIN_BYTES={circuit.channels_in}", f"-GOUT_BYTES={circuit.channels_out}"]
    options = ["--default-language", "1364-2005", "-O3", "-Wno-fatal", "-Wno-lint", "-DSKIP"]
    toolchain.run(
        [verilator, "--cc", "--exe", "--build", *options, *sizes, "-CFLAGS", "-O1",
         "--top-module", "spi_network", "--Mdir", folder / "made", folder / "board.v",
         HERE / "simulate.cpp"],
        limit=600,
    )  # fmt: skip
    program = subprocess.Popen(
        [folder / "made" / "Vspi_network"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )

    def transfer(sent: bytes) -> bytes:
        program.stdin.write(len(sent).to_bytes(2, "little") + sent)
        program.stdin.flush()
        return program.stdout.read(len(sent))

    return transfer


def main() -> None:
    """Make a bitstream and show what it takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("board", choices=DEVICES)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    print(place(options.model, options.board, options.out))


if __name__ == "__main__":
    main()
