"""C++ as text: what is left of it without its comments."""

import re

# A string is passed over, so that no comment begins in it.
_NEXT = re.compile(r"/\*|//|\"(?:[^\"\\\n]|\\.){0,1000}\"")


def without_comments(text: str) -> str:
    """Return C++ with a space for each comment; one that does not end goes to the end."""
    parts, at = [], 0
    for_next = 0
    while found := _NEXT.search(text, for_next):
        for_next = found.end()
        if found[0].startswith('"'):
            continue
        parts.append(text[at : found.start()])
        mark = "*/" if found[0] == "/*" else "\n"
        end = text.find(mark, found.end())
        at = for_next = len(text) if end < 0 else end + (2 if mark == "*/" else 0)
    return " ".join([*parts, text[at:]])
