"""Draw faults from the whole package: as many from each file as its lines say, by a seed."""

import itertools
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from . import in_c, in_python
from .edit import Edit, apply, line, shown

FOLDERS = ("tinyml_kit", "arduino")
ASSEMBLY = (".S",)
C = (".c", ".h", ".cpp", ".ino")


class Mutant(NamedTuple):
    """One fault of one file: its text before and after, and what tells it from the others."""

    file: str
    line: int
    kind: str
    old: str
    new: str
    before: str
    after: str

    @property
    def key(self) -> tuple[str, ...]:
        """Return what a table knows the mutant by."""
        return (self.file, str(self.line), self.kind, self.old, self.new)


def files(root: Path, only: Sequence[str] = ()) -> list[str]:
    """Return the files to put faults into, relative to `root`, sorted.

    Parameters
    ----------
    root : Path
        The folder of the project.
    only : sequence of str
        Beginnings of paths; without any, all files. The C that the exporter wrote into the
        folders of sketches is no source, and left out.
    """
    found = (
        path.relative_to(root)
        for folder in FOLDERS
        for path in (root / folder).rglob("*")
        if path.suffix in (".py", *C, *ASSEMBLY)
    )
    names = (
        path.as_posix()
        for path in found
        if not (path.parts[0] == "arduino" and path.name.startswith("model"))
    )
    return sorted(name for name in names if not only or name.startswith(tuple(only)))


def edits(file: str, text: str) -> list[Edit]:
    """Return the faults that a file can have, by what its name says it is."""
    suffix = Path(file).suffix
    if suffix == ".py":
        return in_python.edits(text)
    return in_c.assembly_edits(text) if suffix in ASSEMBLY else in_c.edits(text)


def draw(root: Path, count: int, seed: int, only: Sequence[str] = ()) -> list[Mutant]:
    """Return `count` mutants, the same for the same seed and files, in an order drawn, too.

    A file gets a share of them in proportion to its lines; in each file the rare kinds of fault
    come first. There are fewer than `count` only where short files have too few faults.
    """
    texts = {file: (root / file).read_text(encoding="utf-8") for file in files(root, only)}
    found = {file: edits(file, text) for file, text in texts.items()}
    texts = {file: text for file, text in texts.items() if found[file]}
    if not texts:
        return []
    chance = random.Random(seed)
    sizes = [text.count("\n") + 1 for text in texts.values()]
    shares = spread(sizes, count, chance.random())
    drawn = []
    for (file, text), share in zip(texts.items(), shares, strict=True):
        # A chance of its own: what changes in one file changes no other file's mutants.
        order = varied(found[file], random.Random(f"{seed} {file}"))
        made = (mutant(file, text, edit) for edit in order)
        drawn += itertools.islice(filter(None, made), share)
    chance.shuffle(drawn)
    return drawn


def spread(sizes: Sequence[int], count: int, offset: float) -> list[int]:
    """Share `count` points among sizes laid end to end, at equal distances from `offset` (0–1)."""
    ends = list(itertools.accumulate(sizes))
    points = [(number + offset) * ends[-1] / count for number in range(count)]
    return [
        sum(end - size <= point < end for point in points)
        for size, end in zip(sizes, ends, strict=True)
    ]


def varied(found: Sequence[Edit], chance: random.Random) -> list[Edit]:
    """Return edits shuffled so that one of each kind comes first, then a second of each, ..."""
    shuffled = chance.sample(found, len(found))
    seen, ranks = {}, []
    for edit in shuffled:
        seen[edit.kind] = seen.get(edit.kind, 0) + 1
        ranks.append(seen[edit.kind])
    order = sorted(range(len(shuffled)), key=ranks.__getitem__)
    return [shuffled[place] for place in order]


def mutant(file: str, text: str, edit: Edit) -> Mutant | None:
    """Return a file's mutant, or None if it is no Python or the same bytecode."""
    changed = apply(text, edit)
    if file.endswith(".py") and not in_python.differs(text, changed):
        return None
    return Mutant(file, line(text, edit), edit.kind, *shown(text, edit), text, changed)
