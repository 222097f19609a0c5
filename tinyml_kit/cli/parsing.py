"""How commands take their arguments: errors in one sentence, help with examples and values."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from tinyml_kit.base.errors import LONGEST, BadInput
from tinyml_kit.base.text import one_line


class UsageError(BadInput):
    """Arguments that a command does not accept."""


class Parser(argparse.ArgumentParser):
    """A parser that reports errors as the kit does and keeps the line breaks of its help."""

    def __init__(self, **settings):
        super().__init__(
            formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False, **settings
        )

    def examples(self, *lines: str) -> None:
        """Add examples at the end of the help."""
        self.epilog = "\n".join(["examples:" if len(lines) > 1 else "example:", *lines])

    def error(self, message: str) -> NoReturn:
        """Raise UsageError with the message."""
        name = self.prog.partition(" ")[2]
        raise UsageError(f"{name}: {message}; {self.prog} --help has an example.")


def one_of(*names: str) -> Callable[[str], str]:
    """Return the type of an argument that is one of some names."""

    def chosen(text):
        if text not in names:
            raise argparse.ArgumentTypeError(f"{text!r} is not one of {str(names)[1:-1]}")
        return text

    return chosen


def count(text: str) -> int:
    """Return an argument that is a count: an integer from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not an integer from 1")
    return int(text)


def integer(text: str) -> int:
    """Return an argument that is an integer."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not an integer") from None


def positive(text: str) -> float:
    """Return an argument that is a number above 0."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return number


def add_json(parser: Parser) -> None:
    """Add the option --json."""
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")


def print_json(data: dict) -> None:
    """Print one JSON object on one line."""
    import json

    print(json.dumps(data, allow_nan=False))


def say(line: object) -> None:
    """Print a line; what a terminal would obey in it, such as a folder's name, is shown instead."""
    print(one_line(str(line), LONGEST))


def add_force(parser: Parser, what: str = "existing files") -> None:
    """Add the option --force."""
    parser.add_argument("--force", action="store_true", help=f"replace {what}")


def add_jobs(parser: Parser) -> None:
    """Add the option --jobs."""
    parser.add_argument(
        "--jobs",
        type=integer,
        default=1,
        metavar="N",
        help="how many cores to use; -1 for all; default: 1",
    )


def add_model(parser: Parser) -> None:
    """Add the argument MODEL.tflite."""
    parser.add_argument("model", type=Path, metavar="MODEL.tflite", help="the model")


def add_board(parser: Parser, otherwise: str = "", **how: Any) -> None:
    """Add the option --board, whose help lists the boards' names."""
    from tinyml_kit import boards

    names = ", ".join(boards.all_boards())
    option: Any = parser.add_argument(
        "--board", metavar="BOARD", help=f"one of {names}{otherwise}", **how
    )
    option.completer = lambda **_: list(boards.all_boards())  # argcomplete reads it


def add_device(parser: Parser, otherwise: str = "", **how: Any) -> None:
    """Add the option --device, whose help lists the names of FPGAs."""
    from tinyml_kit import boards

    names = ", ".join(boards.all_fpgas())
    option: Any = parser.add_argument(
        "--device", metavar="FPGA", help=f"one of {names}{otherwise}", **how
    )
    option.completer = lambda **_: list(boards.all_fpgas())  # argcomplete reads it


def add_rate(parser: Parser) -> None:
    """Add the option --rate."""
    parser.add_argument(
        "--rate",
        type=positive,
        metavar="FPS",
        help="frames per second for which a circuit is folded; default: as many as fit",
    )


def add_rungs(parser: Parser, **how: Any) -> None:
    """Add the option --on, whose help lists the rungs' names."""
    from tinyml_kit.rungs import registry

    names = [*registry.rungs(), *registry.ON_REQUEST]
    about = how.pop("help").format(", ".join([*names, "browser:BOARD", "serial:PORT", "ssh:HOST"]))
    option: Any = parser.add_argument("--on", metavar="RUNG", help=about, **how)
    option.completer = lambda **_: names  # argcomplete reads it
