"""Boards and their cores. Every fact about one is in its record and nowhere else.

`records/NAME.toml` describes a board, `cores/NAME.toml` the kind of processor on it. The
environment variable TINYML_KIT_BOARDS may name a folder with more boards.
"""

from tinyml_kit.boards.board import Arduino, AvrBuild, Board, Simulation
from tinyml_kit.boards.catalog import ENVIRONMENT, all_boards, find, owner_of
from tinyml_kit.boards.core import CodeSize, Compiler, Core, Emulator
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
    "Simulation",
    "all_boards",
    "find",
    "owner_of",
]
