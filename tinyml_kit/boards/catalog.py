"""All boards: those that come with the kit, and a reader's own."""

import os
import re
from collections.abc import Collection
from functools import cache, lru_cache
from pathlib import Path

from tinyml_kit.boards.board import Board
from tinyml_kit.boards.core import Core
from tinyml_kit.boards.record import BoardError, load, parse

HERE = Path(__file__).parent
ENVIRONMENT = "TINYML_KIT_BOARDS"
NAME = r"[a-z0-9_-]+"


def find(name: str) -> Board:
    """Return the Board with a name or an alias, e.g. "uno" or "atmega4809".

    Raises
    ------
    BoardError
        If no board has that name, or a record cannot be read.
    """
    boards = all_boards()
    named = {**boards, **{alias: board for board in boards.values() for alias in board.aliases}}
    if name not in named:
        raise BoardError(f"there is no board {name!r}; take one of {', '.join(named)}.")
    return named[name]


def all_boards() -> dict[str, Board]:
    """Return every board by its name, sorted by clock and then by RAM, the smallest first.

    Raises
    ------
    BoardError
        If a record cannot be read.
    """
    return dict(_all(os.environ.get(ENVIRONMENT)))


def owner_of(rung: str) -> Board | None:
    """Return the board whose chip and memory a rung simulates, or None."""
    return next(
        (board for board in all_boards().values() if board.rung == rung and not board.stands_in),
        None,
    )


@lru_cache(maxsize=8)
def _all(own: str | None) -> dict[str, Board]:
    paths = sorted((HERE / "records").glob("*.toml"))
    if own:
        if not Path(own).is_dir():
            raise BoardError(f"{ENVIRONMENT}: there is no folder {own}; correct the variable.")
        paths += sorted(Path(own).glob("*.toml"))
    boards: dict[str, Board] = {}
    for path in paths:
        board = _board(path)
        taken = {name: one for one in boards.values() for name in (one.name, *one.aliases)}
        for name in (board.name, *board.aliases):
            if name in taken:
                raise BoardError(
                    f"{path}: {taken[name].title} already has the name {name}; take another."
                )
        boards[board.name] = board
    _require_one_owner(boards.values())
    ordered = sorted(boards.values(), key=lambda board: (board.clock, board.ram))
    return {board.name: board for board in ordered}


def _board(path: Path) -> Board:
    if not re.fullmatch(NAME, path.stem):
        raise BoardError(
            f"{path}: a record is named after its board, in lower-case letters, digits, - and _; "
            "rename the file."
        )
    content = load(path)
    core = content.pop("core", None)
    if core is None:
        raise BoardError(f"{path}: the key core is missing; add it.")
    if core not in _cores():
        raise BoardError(
            f"{path}: core: there is no core {core!r}; take one of {', '.join(_cores())}."
        )
    return parse(content, Board, path, name=path.stem, core=_core(core))


def _cores() -> list[str]:
    return sorted(path.stem for path in (HERE / "cores").glob("*.toml"))


@cache
def _core(name: str) -> Core:
    path = HERE / "cores" / f"{name}.toml"
    return parse(load(path), Core, path, name=name)


def _require_one_owner(boards: Collection[Board]) -> None:
    """Refuse two boards that claim the same rung, and a rung that nothing can run."""
    owners: dict[str, Board] = {}
    for board in boards:
        if board.rung and not re.fullmatch(NAME, board.rung):
            raise BoardError(
                f"{board.name}: simulation.rung: the name of a rung has lower-case letters, "
                "digits, - and _; change it."
            )
        if board.rung is None:
            continue
        if board.core.rung is None:
            raise BoardError(
                f"{board.name}: simulation.rung: the kit cannot run programs for the "
                f"core {board.core.title}; leave the table out."
            )
        if board.stands_in is None and owners.setdefault(board.rung, board) is not board:
            raise BoardError(
                f"{board.name}: simulation.rung: {owners[board.rung].title} already has the "
                f"rung {board.rung}; take another name."
            )
    for board in boards:
        if board.rung and board.rung not in owners:
            raise BoardError(
                f"{board.name}: simulation.stands_in: no board has the rung {board.rung} as its "
                f"own; take one of {', '.join(owners)}."
            )
