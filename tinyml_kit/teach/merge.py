"""Put a new edition of a notebook into the copy that a reader has worked in, cell by cell.

Three versions of each cell, found by its id, are compared: the edition that the reader
started from (the base), the reader's, and the new edition. What the reader wrote always stays.
"""

import copy
import hashlib
from collections.abc import Sequence
from typing import Any

Cell = dict[str, Any]

MARK = "**The kit has a new text for the cell above. Yours was kept; this is the new one:**"


def merge(base: Sequence[Cell], mine: Sequence[Cell], new: Sequence[Cell]) -> list[Cell]:
    """Return the cells of a reader's notebook, brought up to date with a new edition.

    - A cell that the reader left alone takes the new text, or goes if the new edition has none.
    - A cell that the reader changed or added stays as it is.
    - Where both changed a cell, a text cell with the kit's new text follows the reader's.
    - A cell that the reader removed stays away.

    Parameters
    ----------
    base, mine, new : list of cells
        As in a notebook of nbformat 4: dicts with `id`, `cell_type`, `source`, `metadata`; code
        cells also have `outputs` and `execution_count`. None of them is changed.

    Returns
    -------
    list of cells
        In the new edition's order, or in the reader's if the reader has moved the kit's cells.
    """
    mine = with_own_ids(mine)
    old, ours, fresh = by_id(base), by_id(mine), by_id(new)
    result = {}
    for cell in mine:
        kept = merged_cell(old.get(cell["id"]), cell, fresh.get(cell["id"]))
        if kept is not None and not is_stale(cell, old, ours, fresh):
            result[cell["id"]] = kept
    notes = {
        name: note(fresh[name])
        for name in result
        if name in fresh and in_conflict(old.get(name), ours[name], fresh[name])
    }
    added = {name: copy.deepcopy(cell) for name, cell in fresh.items() if name not in ours}
    result.update({name: cell for name, cell in added.items() if name not in old})
    in_mine = [cell["id"] for cell in mine if cell["id"] in result]
    in_new = [cell["id"] for cell in new if cell["id"] in result]
    moved = [name for name in in_mine if name in old] != [
        cell["id"] for cell in base if cell["id"] in in_mine
    ]
    order = weave(in_mine, in_new) if moved else weave(in_new, in_mine)
    merged = []
    for name in order:
        merged.append(result[name])
        if name in notes and notes[name]["id"] not in result:
            merged.append(notes[name])
    return merged


def by_id(cells: Sequence[Cell]) -> dict[str, Cell]:
    """Return cells by their ids, in order."""
    return {cell["id"]: cell for cell in cells}


def with_own_ids(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells, each with a unique id; missing and repeated ids are replaced."""
    seen, mended = set(), []
    for place, cell in enumerate(cells):
        if not cell.get("id") or cell["id"] in seen:
            cell = {**cell, "id": short_hash("without id", place, cell["source"])}
        seen.add(cell["id"])
        mended.append(cell)
    return mended


def same_text(one: Cell | None, other: Cell | None) -> bool:
    """Tell whether two cells are of one kind and say the same; None means no cell."""
    if one is None or other is None:
        return one is other
    return (one["cell_type"], one["source"]) == (other["cell_type"], other["source"])


def merged_cell(old: Cell | None, mine: Cell, new: Cell | None) -> Cell | None:
    """Return what a reader's cell becomes, or None if it is removed."""
    if not same_text(old, mine) and not same_text(mine, new):
        return copy.deepcopy(mine)
    if new is None:
        return None
    if old == new:
        return copy.deepcopy(mine)
    cell = copy.deepcopy(new)
    if same_text(mine, new):
        # The same code has the same results: what the reader has run stays.
        ran = ("outputs", "execution_count")
        cell.update({key: copy.deepcopy(mine[key]) for key in ran if key in mine})
    return cell


def in_conflict(old: Cell | None, mine: Cell, new: Cell) -> bool:
    """Tell whether the reader and the new edition have both changed a cell, differently."""
    return not any((same_text(old, mine), same_text(old, new), same_text(mine, new)))


def note(new: Cell) -> Cell:
    """Return the text cell that shows the kit's new text, beside the reader's cell.

    It is a text cell even if the cell is code: if it ran, it would undo what the reader's cell did.
    """
    said = new["source"]
    if new["cell_type"] == "code":
        fence = "```"
        while fence in said:
            fence += "`"
        said = f"{fence}python\n{said}\n{fence}"
    name = short_hash(new["id"], new["cell_type"], new["source"])
    return {
        "cell_type": "markdown",
        "id": name,
        "metadata": {"tags": ["new-text"]},
        "source": f"{MARK}\n\n{said}",
    }


def is_stale(cell: Cell, old: dict[str, Cell], mine: dict[str, Cell], new: dict[str, Cell]) -> bool:
    """Tell whether a cell is an unchanged note about a text that is no longer the newest."""
    if "new-text" not in cell["metadata"].get("tags", ()):
        return False
    told = [name for name, one in old.items() if same_text(cell, note(one))]
    return any(not same_text(old[name], new.get(name)) for name in told if name in mine)


def short_hash(*parts: object) -> str:
    """Return an id for a cell that depends only on the parts."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:16]


def weave(spine: Sequence[str], other: Sequence[str]) -> list[str]:
    """Return `spine` with the names that only `other` has, each put after its neighbour there."""
    result = list(spine)
    for before, name in zip([None, *other], other, strict=False):
        if name not in result:
            result.insert(result.index(before) + 1 if before is not None else 0, name)
    return result
