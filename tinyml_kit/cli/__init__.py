"""The command line: thin commands over the package, errors as one sentence.

Only the module of the command that was asked for is imported, so that help comes at once.
"""

import importlib
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tinyml_kit import __version__
from tinyml_kit.base.errors import LONGEST, BadInput
from tinyml_kit.base.files import reading
from tinyml_kit.base.text import one_line
from tinyml_kit.cli.stopping import Stopped, stoppable, told

if TYPE_CHECKING:
    from tinyml_kit.cli.parsing import Parser

#: The commands as help lists them: for each module a title, and one line per command.
COMMANDS = {
    "learn": (
        "To learn",
        {
            "new": "make a copy of the chapters to work in, or update one",
            "reset": "put a fresh copy of a chapter beside your own",
            "progress": "show which exercises are done",
            "run": "execute chapters without a browser",
            "doctor": "check what this machine can do",
        },
    ),
    "sensors": (
        "To collect examples of your own",
        {"collect": "record a sensor into labelled files"},
    ),
    "models": (
        "To bring a model to a chip",
        {
            "size": "show how much flash and RAM a model needs, and whether it fits a board",
            "profile": "show what each operator costs: work, cycles or instructions, memory",
            "predict": "run a model on one rung and write its outputs",
            "ladder": "run the same inputs on every rung and show where the first one differs",
            "export": "turn a model into C, an array for TFLM, an Arduino sketch or a circuit",
            "upload": "compile a sketch and put it on a board",
        },
    ),
    "own": (
        "For a problem of your own",
        {
            "train": "make a network of your recordings: a folder of sounds or of CSV files",
            "convert": "turn a network of Keras into a .tflite file",
            "compare": "show two models side by side: sizes, boards, accuracy, equal outputs",
            "report": "write a page about a model: its graph, its costs, the boards it fits",
            "unpack": "take the model out of a C++ library that Edge Impulse exported",
            "pack": "write a model in the layout of Edge Impulse's deployments",
        },
    ),
    "circuits": (
        "To bring a model to an FPGA",
        {"fpga": "make a bitstream of a model, and show what it takes of the chip"},
    ),
    "frames": (
        "For the frames of a detector",
        {
            "simulate": "make diffraction frames, and their labels",
            "preprocess": "turn raw frames into images for a network",
            "classify": "say of each frame whether a crystal was hit, on any detector",
        },
    ),
    "teach": (
        "To teach",
        {
            "exercises": "write the exercises: the solution notebooks without their solutions",
            "slides": "make slides of a chapter: one HTML page that works offline",
            "site": "make a site to read: all chapters, with a board on its first page",
        },
    ),
}
MODULES = {name: module for module, (_, names) in COMMANDS.items() for name in names}
#: Options that name a file to be read, which no command replaces.
READ = ("model", "other", "library", "data", "inputs", "labels", "frames")
SHELLS = ("bash", "zsh", "fish", "powershell")


def main() -> NoReturn:
    """Run the command line and exit with its status.

    If the kit refuses the input, print one sentence on standard error and exit with status 2.
    """
    open_streams()
    if isinstance(sys.stdout, TextIOWrapper):
        take_any_character(sys.stdout)
    try:
        with stoppable():
            status = start(sys.argv[1:])
            sys.stdout.flush()
    except BadInput as problem:
        fail(str(problem), 2)
    except BrokenPipeError:
        # The program that read the output, such as `head`, has closed it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except OSError as problem:
        where = problem.filename or "the output, or a file"
        fail(f"{where}: {problem.strerror or problem}.", 2)
    except Stopped as stop:
        told.set()
        # The status is the one that shells use for a signal.
        fail(f"stopped by {stop}.", 128 + stop.number)
    except KeyboardInterrupt:
        fail("stopped by Ctrl-C.", 130)
    except MemoryError:
        fail("there is not enough memory on this computer for this; close other programs.", 2)
    raise SystemExit(status)


def take_any_character(output: TextIOWrapper) -> None:
    """Let an output refuse no character, whatever the code page of the machine.

    Files and pipes get UTF-8. A terminal shows what it can, and the rest in Python's notation.
    """
    if not output.isatty() and "PYTHONIOENCODING" not in os.environ:
        output.reconfigure(encoding="utf-8")
    output.reconfigure(errors="backslashreplace")


def open_streams() -> None:
    """Open the standard streams that whoever started the program has closed.

    A file that is written would else get the number of one, and what is printed would go into it.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            closed = os.open(os.devnull, os.O_RDWR)
            if closed != number:
                os.dup2(closed, number)
                os.close(closed)
            mode = "w" if number else "r"
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))


def fail(sentence: str, status: int) -> NoReturn:
    """Print one sentence on stderr and exit."""
    print(f"tinyml-kit: {one_line(sentence, LONGEST)}", file=sys.stderr)
    raise SystemExit(status)


def start(arguments: list[str]) -> int:
    """Run what the arguments ask for; return the exit status."""
    if "_ARGCOMPLETE" in os.environ:
        complete()
    first, *rest = arguments or ["--help"]
    if first in MODULES:
        options = parser_of(first).parse_args(rest)
        given = (getattr(options, name, None) for name in READ)
        with reading(*(path for path in given if isinstance(path, Path))):
            return options.run(options) or 0
    if first in ("-h", "--help"):
        print(overview())
        return 0 if arguments else 2
    if first == "--version":
        print(f"tinyml-kit {__version__}")
        return 0
    if first == "--completion" and len(rest) == 1 and rest[0] in SHELLS:
        from argcomplete.shell_integration import shellcode

        print(shellcode(["tinyml-kit"], shell=rest[0]))
        return 0
    if first == "--completion":
        raise BadInput(f"--completion: name your shell, one of {', '.join(SHELLS)}.")
    raise BadInput(f"there is no command {first}; the commands are {', '.join(MODULES)}.")


def parser_of(name: str) -> "Parser":
    """Return the parser of a command; parsed options have `run`, the function to call."""
    from tinyml_kit.cli.parsing import Parser

    module = importlib.import_module(f"tinyml_kit.cli.{MODULES[name]}")
    about = COMMANDS[MODULES[name]][1][name]
    parser = Parser(prog=f"tinyml-kit {name}", description=f"{about[0].upper()}{about[1:]}.")
    parser.set_defaults(run=getattr(module, name))
    getattr(module, f"{name}_options")(parser)
    return parser


def overview() -> str:
    """Return the help of the whole program."""
    lines = ["From the idea of a neuron to a classifier on an 8-bit microcontroller.", ""]
    lines += ["usage: tinyml-kit COMMAND ..."]
    for title, commands in COMMANDS.values():
        lines += ["", f"{title}:"]
        lines += [f"  {name:<12}{about}" for name, about in commands.items()]
    *shells, last = SHELLS
    lines += ["", "Options:", "  -h, --help          print this"]
    lines += ["  --version           print the version"]
    lines += [
        f"  --completion SHELL  print a script for {', '.join(shells)} or {last} to complete names;"
    ]
    lines += [
        '                      for bash put eval "$(tinyml-kit --completion bash)" in ~/.bashrc'
    ]
    lines += ["", "tinyml-kit COMMAND --help explains a command, with an example."]
    return "\n".join(lines)


def complete() -> None:
    """Answer a shell that asks for completions, and exit."""
    import argparse

    import argcomplete

    whole = argparse.ArgumentParser(prog="tinyml-kit")
    whole.add_argument("--version", action="store_true")
    whole.add_argument("--completion", choices=SHELLS)
    commands = whole.add_subparsers()
    asked = os.environ.get("COMP_LINE", "").split()
    for name in MODULES:
        options = [parser_of(name)] if name in asked else []
        commands.add_parser(name, parents=options, conflict_handler="resolve")
    argcomplete.autocomplete(whole)
