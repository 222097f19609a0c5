"""A text cut to what is readable on a slide: first sentences, questions, formulas and tables."""

import re

#: A text of at most this many words is shown as it is.
WORDS = 45
#: A question of fewer words, e.g. "Which one?", needs the sentence before it.
COMPLETE = 5
#: Beginnings of blocks that are shown whole: heading, table, picture, quotation, formula, code,
#: HTML.
WHOLE = ("#", "|", "!", ">", "$$", "```", "<")
ITEM = re.compile(r"^(?:[-*]|\d+\.) ", re.MULTILINE)
#: A few words in bold, which name a thing and do not yet say what it is.
LABEL = re.compile(r"(?:[-*] |\d+\. )?\*\*(?:\S+\s+){0,3}\S+\*\*")
#: The end of a sentence, with the quotation marks and asterisks that close with it.
END = re.compile(r"[.?!][\"”)*]*(?=\s+[\"“(\[*`$]*[A-Z0-9])")


def shortened(source: str) -> str:
    """Return a Markdown text without the parts that a speaker should say instead.

    The first sentence and the questions of each paragraph and list item stay.

    Parameters
    ----------
    source : str

    Returns
    -------
    str
        `source` itself if it has at most WORDS words.
    """
    if len(source.split()) <= WORDS:
        return source
    return "\n\n".join(map(brief, re.split(r"\n\s*\n", source)))


def brief(block: str) -> str:
    """Shorten a paragraph or a list; leave other blocks as they are."""
    starts = [match.start() for match in ITEM.finditer(block)]
    if starts:
        ends = [*starts[1:], len(block)]
        before = essence(block[: starts[0]]) + "\n\n" if starts[0] else ""
        return before + "\n".join(
            essence(block[start:end]) for start, end in zip(starts, ends, strict=True)
        )
    return block if block.startswith(WHOLE) or "\n|" in block else essence(block)


def essence(paragraph: str) -> str:
    """Return a paragraph's first sentence, its questions, and what short questions refer to."""
    found = sentences(paragraph)
    kept = {0}
    if LABEL.fullmatch(found[0]) and len(found) > 1:
        kept.add(1)
    for number, text in enumerate(found):
        if re.search(r"\?[\"”)*]*$", text):
            kept.add(number)
            if len(text.split()) < COMPLETE:
                kept.add(max(number - 1, 0))
    return " ".join(found[number] for number in sorted(kept))


def sentences(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph.

    A sentence never ends within code, a formula, emphasis or brackets, or after an item's number.
    """
    found, start = [], 0
    for end in END.finditer(paragraph):
        piece = paragraph[start : end.end()].strip()
        if is_whole(piece):
            found.append(piece)
            start = end.end()
    rest = paragraph[start:].strip()
    return [*found, rest] if rest or not found else found


def is_whole(piece: str) -> bool:
    """Tell whether a piece that looks like a sentence is a whole one."""
    closed = all(piece.count(mark) % 2 == 0 for mark in ("`", "$", "**"))
    return closed and piece.count("(") <= piece.count(")") and not re.fullmatch(r"\d+\.", piece)
