"""The computer beside an FPGA board: answers the kit's serial protocol, and talks SPI to the chip.

    python fpga/host.py MODEL.tflite --board icebreaker                 # SPI at /dev/spidev0.0
    python fpga/host.py MODEL.tflite --board icebreaker --simulated     # no board is needed
    tinyml-kit predict MODEL.tflite --on serial:socket://localhost:7016 \\
        --inputs X.npy --outputs Y.npy

It needs a computer with an SPI line, such as a Raspberry Pi, and there the package spidev, which
the extra `fpga-board` brings. Only programs on this computer can connect.
"""

import argparse
import socket
import tempfile
from pathlib import Path

from boards import DEVICES, simulated

from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.fpga.spi_host import SpiBoard, Transfer, serve

PORT = 7016
# Hz of the SPI line: a sixth of the slower board's clock.
SPEED = 4_000_000


def spi_line(device: str) -> Transfer:
    """Return the SPI line of a device such as 0.0 (/dev/spidev0.0)."""
    try:
        import spidev
    except ImportError:
        raise SystemExit(
            "spidev, which talks to a board over SPI, is not installed; on a Raspberry Pi get it "
            "by: python -m pip install spidev. Without a board, add --simulated."
        ) from None
    line = spidev.SpiDev()
    line.open(*map(int, device.split(".")))
    line.max_speed_hz, line.mode = SPEED, 0
    return lambda sent: bytes(line.xfer2(list(sent)))


def main() -> None:
    """Serve one connection after the other."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("--board", choices=DEVICES, required=True)
    parser.add_argument("--spi", default="0.0", help="bus and device of the SPI line")
    parser.add_argument("--simulated", action="store_true", help="simulate the board")
    parser.add_argument("--port", type=int, default=PORT)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.simulated:
            line = simulated(options.model, options.board, Path(folder))
        else:
            line = spi_line(options.spi)
        board = SpiBoard(read(options.model), options.model.read_bytes(), line, options.board)
        with socket.create_server(("127.0.0.1", options.port)) as server:
            print(f"serial:socket://localhost:{options.port}", flush=True)
            while True:
                connection, _ = server.accept()
                with connection:
                    serve(board, connection)


if __name__ == "__main__":
    main()
