"""Boards and their cores. Every fact about one is in its record and nowhere else.

`records/NAME.toml` describes a board, `cores/NAME.toml` the kind of processor on it, and
`fpgas/NAME.toml` a chip that becomes what a circuit says. The environment variable
TINYML_KIT_BOARDS may name a folder with more boards.
"""

from tinyml_kit.boards.board import Arduino, AvrBuild, Board, Simulation
from tinyml_kit.boards.catalog import ENVIRONMENT, all_boards, find, owner_of
from tinyml_kit.boards.core import CodeSize, Compiler, Core, Emulator
from tinyml_kit.boards.fpga import Fpga, all_fpgas, find_fpga
from tinyml_kit.boards.record import BoardError

__all__ = [
    "ENVIRONMENT",
    "Arduino",
    "AvrBuild",
    "Board",
    "BoardError",
    "CodeSize",
    "Compiler",
    "Core",
    "Emulator",
    "Fpga",
    "Simulation",
    "all_boards",
    "all_fpgas",
    "find",
    "find_fpga",
    "owner_of",
]
