"""Boards: memory, clock, power, and what stands in for each when none is there."""

from tinyml_kit.boards.catalog import ALIASES, BOARDS, Board, BoardError, board

__all__ = ["ALIASES", "BOARDS", "Board", "BoardError", "board"]
