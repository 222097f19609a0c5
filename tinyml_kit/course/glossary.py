"""The course's words: what each means, and where a reader meets it first.

`terms/` has one file per chapter, e.g. `terms/05_convolution.toml`:

    [[term]]
    name = "feature map"
    also = ["activation map"]
    text = "What one filter of a convolution makes of an image: one number for each place."

The chapter explains the term in the cell where it stands in bold for the first time. No cell before
that one uses it, nor one of its other names; only the chapter's first cell, which says what it is
about, may.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tinyml_kit.base.toml import tomllib

FOLDER = Path(__file__).with_name("terms")
# What is not prose: code, formulas, links' addresses.
_NOT_PROSE = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)", re.DOTALL)


@dataclass(frozen=True)
class Term:
    """A word of the course.

    name, also : str, tuple of str
        In the singular and small letters, except where a letter is always large.
    text : str, one or two sentences
    chapter : str
        The name of the notebook that explains it, e.g. "05_convolution".
    """

    name: str
    text: str
    chapter: str
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return all names."""
        return (self.name, *self.also)

    def used_in(self, prose: str) -> bool:
        """Tell whether a text uses the term, in the singular or the plural."""
        return bool(_pattern(self.names).search(_NOT_PROSE.sub(" ", prose)))

    def explained_in(self, prose: str) -> bool:
        """Tell whether a text has the term in bold."""
        bold = re.findall(r"\*\*(.+?)\*\*", _NOT_PROSE.sub(" ", prose), re.DOTALL)
        return any(_pattern(self.names).search(" ".join(part.split())) for part in bold)


def terms(folder: Path = FOLDER) -> list[Term]:
    """Return all terms in the order of the chapters, and of their files."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        listed = tomllib.loads(path.read_text(encoding="utf-8"))["term"]
        found += [
            Term(one["name"], one["text"], path.stem, tuple(one.get("also", ()))) for one in listed
        ]
    return found


def too_early(
    chapters: Mapping[str, Iterable[str]], listed: Iterable[Term]
) -> Iterator[tuple[Term, str, int]]:
    """Yield each term that is used before it is explained, with the place of the first use.

    Parameters
    ----------
    chapters : {name: texts of its cells}, in the order in which they are read
        Cells that are not prose are empty texts.
    listed : Terms; those of chapters that are not given are left out

    Yields
    ------
    term, chapter, cell : the first use, or the Term's own chapter and -1 if it is never explained
    """
    cells = [
        (name, number, text)
        for name, texts in chapters.items()
        for number, text in enumerate(texts)
    ]
    for term in listed:
        if term.chapter not in chapters:
            continue
        own = [c for c in cells if c[0] == term.chapter and c[1] and term.explained_in(c[2])]
        if not own:
            yield term, term.chapter, -1
            continue
        announced = (term.chapter, 0)
        first = next(c for c in cells if c[:2] != announced and term.used_in(c[2]))
        if first != own[0]:
            yield term, first[0], first[1]


def page(listed: Iterable[Term], folder: str = "") -> str:
    """Return the glossary as Markdown, in the order of the alphabet.

    `folder` stands before the names of the chapters' files in links.
    """
    lines = ["# Glossary", "", "Each word with the chapter that explains it.", ""]
    for term in sorted(listed, key=lambda term: term.name.lower()):
        others = f" (also: {', '.join(term.also)})" if term.also else ""
        link = f"[{term.chapter[:2]}]({folder}{term.chapter}.ipynb)"
        lines += [f"**{term.name}**{others}: {term.text} {link}", ""]
    return "\n".join(lines)


def _pattern(names):
    """Return a pattern for whole words; capitals within a name count, a first one does not."""
    either = []
    for name in names:
        words = r"[\s\u00a0-]+".join(map(re.escape, re.split(r"[\s-]+", name)))
        first = words[0]
        if first.isalpha() and name[1:2].islower():
            words = f"[{first.lower()}{first.upper()}]{words[1:]}"
        either.append(words)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(either)})(?:s|es)?(?![\w-])")


if __name__ == "__main__":
    # The committed page: python -m tinyml_kit.course.glossary > notebooks/glossary.md
    print(page(terms()), end="")
