import io
import json
import os
import re
import subprocess
import sys

import pytest

from tests.support.command import call
from tinyml_kit import __version__, cli
from tinyml_kit.base import resources
from tinyml_kit.base.errors import BadInput
from tinyml_kit.datasets.bragg import twin
from tinyml_kit.setup import doctor
from tinyml_kit.setup.doctor import MISSING, Item, Report
from tinyml_kit.teach import chapters
from tinyml_kit.teach.chapters import Outcome


def main(monkeypatch, *arguments):
    """Call the program as a shell does and return its exit status."""
    monkeypatch.setattr(sys, "argv", ["tinyml-kit", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return end.value.code


def test_help_lists_the_commands():
    answer = call("--help")
    assert answer.exit_code == 0
    for command in ("doctor", "run", "simulate", "preprocess", "predict", "ladder"):
        assert command in answer.output


def test_the_version_is_told():
    assert call("--version").output == f"tinyml-kit {__version__}\n"


def test_the_program_is_installed_under_its_name():
    command = [sys.executable, "-m", "tinyml_kit.cli", "--version"]
    answer = subprocess.run(command, capture_output=True, text=True)
    assert answer.stdout == f"tinyml-kit {__version__}\n"


# --- errors -----------------------------------------------------------------------------------


def test_refused_input_is_one_sentence_and_status_2(monkeypatch, capsys, tmp_path):
    def refuse(*args, **kwargs):
        raise BadInput("run.h5: the group /data is missing; copy the file again.")

    monkeypatch.setattr(twin, "write", refuse)
    assert main(monkeypatch, "simulate", tmp_path / "out.h5") == 2
    printed = capsys.readouterr()
    assert printed.err == "tinyml-kit: run.h5: the group /data is missing; copy the file again.\n"
    assert printed.out == ""


def test_a_folder_that_cannot_be_written_is_named(monkeypatch, capsys, tmp_path):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied", "out.h5")

    monkeypatch.setattr(twin, "write", refuse)
    assert main(monkeypatch, "simulate", tmp_path / "out.h5") == 2
    assert capsys.readouterr().err == "tinyml-kit: out.h5: Permission denied.\n"


def test_an_error_of_the_system_that_names_no_file_is_one_sentence(monkeypatch, capsys, tmp_path):
    def refuse(*args, **kwargs):
        raise OSError("the disk is gone")

    monkeypatch.setattr(twin, "write", refuse)
    assert main(monkeypatch, "simulate", tmp_path / "out.h5") == 2
    assert capsys.readouterr().err == "tinyml-kit: the output, or a file: the disk is gone.\n"


def test_a_fault_of_the_kit_is_not_dressed_up(monkeypatch, tmp_path):
    def fail(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(twin, "write", fail)
    monkeypatch.setattr(sys, "argv", ["tinyml-kit", "simulate", str(tmp_path / "out.h5")])
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_a_file_that_does_not_exist_is_named(monkeypatch, capsys, tmp_path):
    run, out = tmp_path / "no.h5", tmp_path / "images.npz"
    assert main(monkeypatch, "preprocess", run, "--out", out) == 2
    printed = capsys.readouterr().err
    assert printed.startswith(f"tinyml-kit: {run}") and printed.count("\n") == 1
    assert not out.exists()


# --- doctor -----------------------------------------------------------------------------------

NUMPY = Item("numpy", "package", doctor.CHAPTERS, MISSING, None, "pip", required=True)
MACHINE = {"python": "3.12.1", "system": "Linux", "cores": 2, "memory_bytes": 8, "cache": "c"}


@pytest.mark.parametrize(("items", "status"), [((), 0), ((NUMPY,), 1)])
def test_doctor_fails_if_something_required_is_missing(items, status, monkeypatch):
    report = Report({**MACHINE, "cache_free_bytes": 9}, items)
    monkeypatch.setattr(doctor, "examine", lambda: report)
    answer = call("doctor", "--json")
    assert answer.exit_code == status
    assert json.loads(answer.stdout) == report.as_dict()


def test_doctor_prints_a_report():
    answer = call("doctor")
    assert answer.exit_code == 0
    assert "rungs of the ladder" in answer.stdout


# --- run --------------------------------------------------------------------------------------


def test_run_reports_each_chapter_and_fails_with_the_cell(monkeypatch):
    failure = "code cell 3: ValueError: no"
    outcomes = {
        "04_a": Outcome("04_a", 12, 1.25, failure),
        "05_b": Outcome("05_b", 9, 60.0),
    }
    monkeypatch.setattr(chapters, "find", lambda names: [chapters.Path(name) for name in outcomes])
    monkeypatch.setattr(chapters, "execute", lambda path, progress: outcomes[path.stem])
    answer = call("run")
    assert answer.exit_code == 1
    assert answer.stdout.splitlines() == [
        "04_a                             12 cells     1.2 s (measured)",
        "05_b                              9 cells    60.0 s (measured)",
    ]
    assert answer.stderr == f"tinyml-kit: 04_a, {failure}\n"


def test_run_passes_the_names_on_and_succeeds(monkeypatch):
    asked = []
    monkeypatch.setattr(chapters, "find", lambda names: asked.extend(names) or [])
    assert call("run", "04", "reproduce/avr_thesis").exit_code == 0
    assert asked == ["04", "reproduce/avr_thesis"]


def test_an_unknown_chapter_is_one_sentence(monkeypatch, capsys):
    assert main(monkeypatch, "run", "99") == 2
    assert capsys.readouterr().err.startswith(
        "tinyml-kit: no chapter is called 99; the chapters are "
    )


# --- simulate and preprocess ------------------------------------------------------------------


def tally(frames):
    """Return what `preprocess.run_file` says of frames without anything to say of."""
    from tinyml_kit.features.image.preprocess import Tally

    return Tally(9 * frames, [0] * frames, [False] * frames, [False] * frames)


def test_simulate_hands_its_options_to_the_twin(monkeypatch, tmp_path):
    given = []
    monkeypatch.setattr(twin, "write", lambda path, **options: given.append((path, options)))
    out = tmp_path / "twin.h5"
    answer = call("simulate", out, "--frames", 5, "--seed", 3, "--jobs", 2)
    labels = tmp_path / "twin.txt"
    assert answer.output == f"{out}: 5 frame(s), simulated; their labels: {labels}\n"
    assert given == [(out, {"frames": 5, "seed": 3, "jobs": 2})]


def test_what_is_not_said_is_as_the_help_says(monkeypatch, tmp_path):
    from tinyml_kit.features.image import preprocess

    given = []
    monkeypatch.setattr(twin, "write", lambda path, **options: given.append(options))
    monkeypatch.setattr(preprocess, "run_file", lambda run, **o: given.append(o) or tally(1))
    call("simulate", tmp_path / "twin.h5")
    out = tmp_path / "x.npz"
    answer = call("preprocess", tmp_path / "run.h5", "--out", out)
    assert answer.output == f"{out}: 1 image(s) of 100 × 100 px, without labels\n{tally(1)}\n"
    assert given == [
        {"frames": 2000, "seed": 87, "jobs": 1},
        {"labels": None, "case": 100, "out": out, "jobs": 1, "strict": False, "dataset": None},
    ]


def test_no_frames_at_all_cannot_be_simulated(monkeypatch, tmp_path):
    given = []
    monkeypatch.setattr(twin, "write", lambda path, **options: given.append(options["frames"]))
    assert call("simulate", tmp_path / "x.h5", "--frames", 0).exit_code == 2
    assert call("simulate", tmp_path / "x.h5", "--frames", 1).exit_code == 0
    assert given == [1]


@pytest.mark.parametrize("case", [720, 300, 100])
def test_preprocess_hands_its_options_on(case, monkeypatch, tmp_path):
    from tinyml_kit.features.image import compiled, preprocess

    given = []
    monkeypatch.setattr(preprocess, "run_file", lambda run, **o: given.append((run, o)) or tally(7))
    monkeypatch.setattr(compiled, "available", lambda: True)
    run, labels, out = tmp_path / "run.h5", tmp_path / "labels.txt", tmp_path / "images.npz"
    run.touch(), labels.touch()
    options = ["--labels", labels, "--case", case, "--out", out, "--jobs", 2]
    answer = call("preprocess", run, *options)
    assert answer.output == f"{out}: 7 image(s) of {case} × {case} px, with labels\n{tally(7)}\n"
    assert given == [
        (
            run,
            {
                "labels": labels,
                "case": case,
                "out": out,
                "jobs": 2,
                "strict": False,
                "dataset": None,
            },
        )
    ]


def test_preprocess_says_that_a_compiler_would_make_it_faster(monkeypatch, tmp_path):
    from tinyml_kit.features.image import compiled, preprocess

    monkeypatch.setattr(preprocess, "run_file", lambda run, **options: tally(7))
    monkeypatch.setattr(compiled, "available", lambda: False)
    (tmp_path / "run.h5").touch()
    answer = call("preprocess", tmp_path / "run.h5", "--out", tmp_path / "images.npz")
    assert answer.output.splitlines()[1:] == [
        "Resampled in NumPy; with a C compiler (gcc or clang) it is about twice as fast.",
        str(tally(7)),
    ]


def test_preprocess_knows_three_cases(tmp_path):
    (tmp_path / "run.h5").touch()
    answer = call("preprocess", tmp_path / "run.h5", "--case", 200, "--out", tmp_path / "x.npz")
    assert answer.exit_code == 2
    words = re.sub(r"[\s│]+", " ", answer.output)
    assert "'200' is not one of '720', '300', '100'" in words


def test_upload_says_what_was_done_or_what_to_do(monkeypatch):
    from tinyml_kit.arduino import sketches

    given = []
    monkeypatch.setattr(sketches, "upload", lambda *wanted: given.append(wanted) or "avrdude -p …")
    answer = call("upload", "digits_uno", "--board", "uno")
    assert answer.output == "avrdude -p …\n"
    assert given == [("digits_uno", "uno", None)]


@pytest.mark.parametrize("code_page", ["cp437", "cp1251", "cp1253", "utf-8"])
def test_a_file_or_a_pipe_gets_utf_8_whatever_the_code_page(code_page, monkeypatch):
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    output = io.TextIOWrapper(io.BytesIO(), encoding=code_page)
    cli.take_any_character(output)
    output.write("1 × 8, Łukasz\udce4")
    output.flush()
    assert output.buffer.getvalue().decode() == "1 × 8, Łukasz\\udce4"


def test_a_terminal_shows_what_it_can():
    class Terminal(io.BytesIO):
        def isatty(self):
            return True

    output = io.TextIOWrapper(Terminal(), encoding="cp437")
    cli.take_any_character(output)
    output.write("ä × Ł")
    output.flush()
    assert output.buffer.getvalue() == b"\x84 \\xd7 \\u0141"


# --- for readers and instructors --------------------------------------------------------------


def test_exercises_are_written_where_one_says_and_replaced_only_on_request(monkeypatch, tmp_path):
    from tinyml_kit.teach import assignments

    given = []
    written = [tmp_path / "01.ipynb", tmp_path / "02.ipynb"]
    monkeypatch.setattr(assignments, "write", lambda *wanted: given.append(wanted) or written)
    assert call("exercises").output == f"{tmp_path}: 2 notebooks\n"
    call("exercises", tmp_path, "--overwrite")
    assert given == [(None, False), (tmp_path, True)]


def test_progress_is_ones_own_or_as_csv_that_of_submissions(monkeypatch, tmp_path):
    from tinyml_kit.teach import standing

    said = []
    monkeypatch.setattr(standing, "own", lambda folder: ("own", folder))
    monkeypatch.setattr(standing, "submitted", lambda folder: ("submitted", folder))
    monkeypatch.setattr(standing, "show", said.append)
    monkeypatch.setattr(standing, "write_csv", lambda found, file: said.append(found))
    call("progress")
    call("progress", tmp_path)
    assert said == [("own", chapters.folder() / "exercises"), ("submitted", tmp_path)]


def test_slides_are_written_for_each_chapter_that_is_meant(monkeypatch, tmp_path):
    from tinyml_kit.teach.slides import page

    paths = [chapters.Path("04_a.ipynb"), chapters.Path("04_b.ipynb")]
    asked = []
    monkeypatch.setattr(chapters, "find", lambda names: asked.append(names) or paths)
    monkeypatch.setattr(page, "write", lambda path, folder, replace: folder / path.stem)
    answer = call("slides", "04", tmp_path)
    assert answer.output.splitlines() == [str(tmp_path / "04_a"), str(tmp_path / "04_b")]
    assert asked == [["04"]]


@pytest.mark.skipif(os.name == "nt", reason="a shell's notation")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_stops_no_command_and_nothing_is_printed_into_its_file(
    closed, tmp_path
):
    model = resources.data_dir() / "digits_article_int8.tflite"
    program = f"'{sys.executable}' -m tinyml_kit.cli"
    command = f"{program} export '{model}' --as c99 --out code {closed}"
    environment = {**os.environ, "PYTHONPATH": str(resources.CHECKOUT)}
    assert subprocess.run(command, shell=True, cwd=tmp_path, env=environment).returncode == 0
    assert {path.name for path in (tmp_path / "code").iterdir()} == {"model.c", "model.h"}
    for path in (tmp_path / "code").iterdir():
        assert "bytes\n" not in path.read_text(encoding="utf-8")
    assert subprocess.run(
        f"{program} size nothing {closed}", shell=True, cwd=tmp_path, env=environment,
        stderr=subprocess.DEVNULL,
    ).returncode == 2  # fmt: skip
