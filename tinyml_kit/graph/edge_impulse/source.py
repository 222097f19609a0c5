"""C++ as text: what is left of it without its comments."""

import re

_BEGIN = re.compile(r"/\*|//")


def without_comments(text: str) -> str:
    """Return C++ with a space for each comment; one that does not end goes to the end."""
    parts, at = [], 0
    while found := _BEGIN.search(text, at):
        parts.append(text[at : found.start()])
        mark = "*/" if found[0] == "/*" else "\n"
        end = text.find(mark, found.end())
        at = len(text) if end < 0 else end + (2 if mark == "*/" else 0)
    return " ".join([*parts, text[at:]])
