"""Every command takes the arguments, and says about them in its help, what is recorded."""

from pathlib import Path

import pytest

from tests.support.recorded import require_recorded
from tinyml_kit import cli

RECORDED = Path(__file__).with_name("recorded")


def described(parser):
    """Return what a parser takes, one line per argument, and the end of its help."""
    lines = [f"{parser.prog}: {parser.description}"]
    for one in parser._actions:
        names = " ".join(one.option_strings) or one.dest
        needed = " required" if one.required else ""
        of = f" type {one.type.__qualname__}" if one.type else ""
        lines.append(
            f"{names} -> {one.dest}: {type(one).__name__}{needed}, {one.nargs!r} times{of}, "
            f"default {one.default!r}, shown as {one.metavar!r}: {one.help}"
        )
    lines.append(f"runs {parser.get_default('run').__qualname__}")
    return "\n".join([*lines, parser.epilog, ""])


@pytest.mark.parametrize("name", cli.MODULES)
def test_a_command_takes_the_recorded_arguments(name):
    require_recorded(described(cli.parser_of(name)), RECORDED / f"{name}.txt")


def test_the_overview_is_as_recorded():
    require_recorded(cli.overview(), RECORDED / "overview.txt")


def test_every_recorded_text_belongs_to_a_command():
    assert {path.stem for path in RECORDED.glob("*")} == {*cli.MODULES, "overview"}
