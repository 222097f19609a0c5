"""Text from outside, such as names in models, files and folders, made safe where it goes out.

`one_line` is for messages and terminals, `html` for pages, `markdown` for
tables, `csv` for spreadsheets. What goes into C is in `codegen.c.literals`; a shell gets its words
by shlex.
"""

import html as _html

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


def markdown(text: object, most: int = 1000) -> str:
    """Return a text as a cell of a table in Markdown; Markdown inside it still applies."""
    return one_line(" ".join(str(text).split()), most).replace("|", "\\|")


def csv(text: str, most: int = 1000) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula.

    An apostrophe is put before what would be read as a formula.
    """
    shown = one_line(text, most)
    return f"'{shown}" if shown.lstrip().startswith(("=", "+", "-", "@")) else shown
