"""How commands take their arguments: refusals in a sentence, help with examples and values."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from tinyml_kit.base.errors import BadInput


class UsageError(BadInput):
    """Arguments that a command does not take."""


class Parser(argparse.ArgumentParser):
    """A parser whose refusals are the kit's, and whose help keeps lines as they are written."""

    def __init__(self, **settings):
        super().__init__(
            formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False, **settings
        )

    def examples(self, *lines: str) -> None:
        """Put examples at the end of the help."""
        self.epilog = "\n".join(["examples:" if len(lines) > 1 else "example:", *lines])

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments."""
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
    """Return the number of an argument that counts something: 1 or more."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not an integer from 1")
    return int(text)


def integer(text: str) -> int:
    """Return an argument that is an integer."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not an integer") from None


def add_json(parser: Parser) -> None:
    """Add the option --json."""
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")


def print_json(data: dict) -> None:
    """Print one JSON object in a line, and nothing else."""
    import json

    print(json.dumps(data, allow_nan=False))


def add_force(parser: Parser, what: str = "files that are there") -> None:
    """Add the option --force."""
    parser.add_argument("--force", action="store_true", help=f"replace {what}")


def add_jobs(parser: Parser) -> None:
    """Add the option --jobs."""
    parser.add_argument(
        "--jobs",
        type=integer,
        default=1,
        metavar="N",
        help="how many cores; -1 for all; default: 1",
    )


def add_model(parser: Parser) -> None:
    """Add the argument MODEL.tflite."""
    parser.add_argument("model", type=Path, metavar="MODEL.tflite", help="the model")


def add_board(parser: Parser, otherwise: str = "", **how: object) -> None:
    """Add the option --board, whose help lists the boards' names."""
    from tinyml_kit import boards

    names = ", ".join(boards.all_boards())
    parser.add_argument(
        "--board", metavar="BOARD", help=f"one of {names}{otherwise}", **how
    ).completer = lambda **_: list(boards.all_boards())


def add_rungs(parser: Parser, **how: object) -> None:
    """Add the option --on, whose help lists the rungs' names."""
    from tinyml_kit.rungs import registry

    names = [*registry.rungs(), *registry.ON_REQUEST]
    about = how.pop("help").format(", ".join([*names, "serial:PORT"]))
    parser.add_argument("--on", metavar="RUNG", help=about, **how).completer = lambda **_: names
