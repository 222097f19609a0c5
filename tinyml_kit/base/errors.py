"""The one exception that every refusal of bad input derives from."""

from tinyml_kit.base.text import one_line

# More than any message has; a name from a hostile file may be longer.
LONGEST = 2000


class BadInput(ValueError):
    """Input that the kit refuses. The message is one sentence: what, where, what to do.

    The command line prints the message alone and exits with status 2; a traceback
    would only hide it. Names from files are in it, so it is kept to one line that a terminal does
    not obey.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(one_line(str(message), LONGEST))


def said(error: BaseException) -> str:
    """Return what an exception says, on one line, for the brackets of a message.

    Many exceptions of other packages, such as a failed assertion, say nothing; then it is the kind.
    """
    return " ".join(str(error).split()) or type(error).__name__


def kind_of(error: BaseException) -> str:
    """Return the kind of an exception and what it says, if it says anything."""
    kind, text = type(error).__name__, said(error)
    return kind if text == kind else f"{kind}: {text}"
