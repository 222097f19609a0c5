"""Help explains every command with an example, its values and units, and comes at once."""

import re
import subprocess
import sys

import pytest

from tests.support.command import call
from tinyml_kit import boards, cli
from tinyml_kit.rungs import registry

every_command = pytest.mark.parametrize("name", cli.MODULES)


@every_command
def test_the_overview_says_what_a_command_does_and_its_own_help_says_it_too(name):
    about = cli.COMMANDS[cli.MODULES[name]][1][name]
    assert re.search(rf"^  {name} +{re.escape(about)}$", call("--help").stdout, re.MULTILINE)
    said = " ".join(call(name, "--help").stdout.split())
    assert f"{about[1:]}." in said


@every_command
def test_the_help_of_a_command_has_an_example_that_can_be_parsed(name):
    said = call(name, "--help").stdout
    (start,) = re.findall(r"^examples?:\n(.+)", said, re.MULTILINE | re.DOTALL)
    lines = [re.split(r" {3,}", line.strip())[0] for line in start.splitlines()]
    examples = [line.partition(" > ")[0] for line in lines if line.startswith("tinyml-kit ")]
    assert examples
    for example in examples:
        program, command, *arguments = example.split()
        assert (program, command) == ("tinyml-kit", name)
        cli.parser_of(name).parse_args(arguments)


@every_command
def test_no_option_looks_as_if_it_wanted_a_value_that_it_does_not_take(name):
    assert "<bool>" not in call(name, "--help").stdout
    assert not re.search(r"--(json|force|overwrite|help) [A-Z<]", call(name, "--help").stdout)


@pytest.mark.parametrize("name", ["size", "export", "upload"])
def test_help_lists_the_boards(name):
    said = call(name, "--help").stdout
    assert all(re.search(rf"\b{board}\b", said) for board in boards.all_boards())


@pytest.mark.parametrize("name", ["predict", "ladder"])
def test_help_lists_the_rungs(name):
    # A line of the help may end at the hyphen of a name.
    said = re.sub(r"-\n +", "-", call(name, "--help").stdout)
    assert all(rung in said for rung in [*registry.rungs(), "litert-reference", "serial:PORT"])


def test_an_unknown_board_is_told_with_the_known_ones(tmp_path):
    answer = call("upload", "digits_uno", "--board", "nope")
    assert (answer.exit_code, answer.stderr.count("\n")) == (2, 1)
    assert all(board in answer.stderr for board in ("uno", "mega2560", "nano33ble"))


def test_without_a_command_the_overview_comes_and_the_status_is_2():
    answer = call()
    assert (answer.exit_code, answer.stderr) == (2, "")
    assert answer.stdout == call("--help").stdout == call("-h").stdout


def test_an_unknown_command_is_one_sentence_with_the_known_ones():
    answer = call("sise", "m.tflite")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == (
        f"tinyml-kit: there is no command sise; the commands are {', '.join(cli.MODULES)}.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["size"],
            "size: the following arguments are required: MODEL.tflite; tinyml-kit size --he",
        ),
        (["simulate", "x.h5", "--frames", "0"], "argument --frames: '0' is not an integer from 1"),
        (["simulate", "x.h5", "--frames", "many"], "--frames: 'many' is not an integer from 1"),
        (["simulate", "x.h5", "--seed", "1.5"], "argument --seed: '1.5' is not an integer"),
        (
            ["export", "m", "--as", "zip", "--out", "d"],
            "'zip' is not one of 'c99', 'c-array', 'ske",
        ),
        (
            ["export", "m", "--as", "sketch", "--out", "d", "--runtime", "x"],
            "not one of 'c', 'tflm'",
        ),
        (["size", "m.tflite", "--bord", "uno"], "unrecognized arguments: --bord uno"),
        (["size", "m.tflite", "--boar", "uno"], "unrecognized arguments: --boar uno"),
    ],
)
def test_arguments_that_a_command_does_not_take_are_one_sentence(arguments, words):
    answer = call(*arguments)
    assert (answer.exit_code, answer.stdout, answer.stderr.count("\n")) == (2, "", 1)
    assert answer.stderr.startswith("tinyml-kit: ") and words in answer.stderr
    assert answer.stderr.endswith(f"; tinyml-kit {arguments[0]} --help has an example.\n")


def test_an_interruption_is_one_sentence(monkeypatch):
    def interrupt(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "start", interrupt)
    answer = call("doctor")
    assert (answer.exit_code, answer.stderr) == (130, "tinyml-kit: stopped by Ctrl-C.\n")


def test_a_reader_of_the_output_may_leave_early():
    command = f"{sys.executable} -m tinyml_kit.cli doctor --json | head -c 1"
    answer = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
    assert (answer.stdout, answer.stderr) == ("{", "")


def test_help_imports_neither_numpy_nor_anything_else_that_is_slow():
    script = "import sys\nfrom tinyml_kit import cli\ncli.overview()\nprint(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    loaded = set(answer.stdout.split())
    assert "tinyml_kit.cli" in loaded
    assert not loaded & {"numpy", "rich", "argparse", "tqdm", "nbformat", "tinyml_kit.boards"}


def test_the_size_of_a_model_is_told_without_what_runs_models():
    script = (
        "import sys\nfrom tinyml_kit.graph.tflite import read\n"
        "from tinyml_kit.ladder import budget\nprint(*sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    loaded = set(answer.stdout.split())
    assert "tinyml_kit.ladder.budget" in loaded
    assert not loaded & {"rich", "tqdm", "asyncio", "tinyml_kit.ladder.climb", "tflite_micro"}


# --- completion -------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", cli.SHELLS)
def test_every_shell_gets_what_completes_names(shell):
    answer = call("--completion", shell)
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert "tinyml-kit" in answer.stdout and "_ARGCOMPLETE" in answer.stdout


@pytest.mark.parametrize("arguments", [[], ["sh"], ["bash", "zsh"]])
def test_an_unknown_shell_is_told_with_the_known_ones(arguments):
    answer = call("--completion", *arguments)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == (
        "tinyml-kit: --completion: name your shell, one of bash, zsh, fish, powershell.\n"
    )


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("tinyml-kit pre", {"predict", "preprocess"}),
        ("tinyml-kit size m.tflite --board at", {"atmega1284p"}),
        ("tinyml-kit ladder m.tflite --inputs x.npy --on lite", {"litert", "litert-reference"}),
        ("tinyml-kit export m.tflite --fo", {"--force"}),
    ],
)
def test_names_are_completed(line, wanted, tmp_path):
    script = "import sys; sys.argv = ['tinyml-kit']; from tinyml_kit.cli import main; main()"
    asked = {"_ARGCOMPLETE": "1", "COMP_LINE": line, "COMP_POINT": str(len(line))}
    asked["_ARGCOMPLETE_STDOUT_FILENAME"] = str(tmp_path / "said")
    asked["_ARGCOMPLETE_IFS"] = "\n"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in asked.items():
            patch.setenv(name, value)
        subprocess.run([sys.executable, "-c", script], check=True)
    said = (tmp_path / "said").read_text(encoding="utf-8").split("\n")
    assert {word.strip() for word in said} - {""} == wanted
