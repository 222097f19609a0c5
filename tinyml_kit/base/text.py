"""Text from outside, such as names in models, files and folders, made safe where it goes out.

This is the one place that knows how: `one_line` is for messages and terminals, `html` for pages,
`markdown` for tables in Markdown, `csv` for spreadsheets, `c_comment` for C, `shell` for commands
that a reader copies, and `figure` for the words of a plot.
"""

import html as _html
import re
import shlex
from collections.abc import Iterable

# The most characters of a name that a message repeats.
LONGEST_NAME = 60


def one_line(text: str, most: int = LONGEST_NAME) -> str:
    r"""Return a text as one line that is safe to print on a terminal.

    Line ends, control characters (with which escape sequences start) and characters that change
    the direction of writing become what they are in Python's notation, such as \x1b. Of a longer
    text the first `most` characters are kept, the last of them being an ellipsis.
    """
    cut = text if len(text) <= most else f"{text[: most - 1]}…"
    if cut.isprintable():
        return cut
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)


def html(text: object, most: int = LONGEST_NAME) -> str:
    """Return a text as a line of HTML, in an element or between the quotes of an attribute."""
    return _html.escape(one_line(str(text), most))


def html_text(text: str) -> str:
    """Return a text of any length as HTML, with its line ends, for elements and attributes."""
    return _html.escape(text)


def markdown(text: object, most: int = 1000) -> str:
    """Return a text as a cell of a table in Markdown that shows it as it is.

    Markdown and HTML inside it are only characters: there are no links, no pictures, no formulas.
    """
    shown = one_line(" ".join(str(text).split()), most)
    shown = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKDOWN.sub(r"\\\g<0>", shown)


def csv(text: str, most: int = 1000) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula.

    An apostrophe is put before what would be read as a formula.
    """
    shown = one_line(text, most)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown


def c_comment(text: str, most: int = 1000) -> str:
    """Return a text that is safe in a C comment: printable ASCII that cannot end the comment.

    Backslashes and question marks could join lines, and become underscores.
    """
    plain = re.sub(r"[^ -~]|[\\?]", "_", text[:most])
    return plain.replace("*/", "*_").replace("/*", "/_")


def shell(words: Iterable[str]) -> str:
    """Return a command as a line that a shell divides into exactly these words.

    Words with control characters are written as bash, zsh and ksh read them, by their bytes.
    """
    return " ".join(
        shlex.quote(word) if word.isprintable() else f"$'{_bytes_of(word)}'" for word in words
    )


def figure(text: object, most: int = LONGEST_NAME) -> str:
    """Return a text as Matplotlib shows it unchanged: a dollar sign starts no formula."""
    return one_line(str(text), most).replace("$", r"\$")


# What Markdown, or a notebook's formulas, take for more than a character.
_MARKDOWN = re.compile(r"[\\`*_\[\]|~$]")
# Spreadsheets take the wide forms, too.
_FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")


def _bytes_of(word):
    return "".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogateescape"))
