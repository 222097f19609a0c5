"""The program tinyml-kit, called as a shell does, within this process."""

import contextlib
import io
from dataclasses import dataclass
from unittest import mock

import pytest

from tinyml_kit import cli


@dataclass(frozen=True)
class Answer:
    """What a call of the program gave: its exit status and what it printed."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def output(self):
        """Return everything that was printed."""
        return self.stdout + self.stderr


def call(*arguments):
    """Call the program with arguments, as strings."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["tinyml-kit", *map(str, arguments)]
    with mock.patch("sys.argv", argv), contextlib.redirect_stdout(out):
        with contextlib.redirect_stderr(err), pytest.raises(SystemExit) as end:
            cli.main()
    return Answer(end.value.code, out.getvalue(), err.getvalue())
