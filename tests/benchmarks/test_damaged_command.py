"""The command counts what becomes of damaged files, goes on where it stopped, survives a worker."""

import importlib.util
import sys
from pathlib import Path

import pytest

from benchmarks.damaged.judge import COMPUTED, FAULT, REFUSED

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def command(monkeypatch, tmp_path):
    """Return the script, which writes into a temporary folder."""
    monkeypatch.syspath_prepend(str(FOLDER))
    spec = importlib.util.spec_from_file_location("damaged_models", FOLDER / "damaged_models.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "CSV", tmp_path / "results" / "damaged_models.csv")
    monkeypatch.setattr(script.signal, "signal", lambda *_: None)
    return script


def run(command, monkeypatch, tmp_path, *arguments):
    monkeypatch.setattr(sys, "argv", ["x", "--keep", str(tmp_path / "kept"), *arguments])
    command.main()


def counts(command):
    head, *rows = command.CSV.read_text(encoding="utf-8").splitlines()
    return [dict(zip(head.split(","), map(int, row.split(",")), strict=True)) for row in rows]


def judged(monkeypatch, command, found):
    """Let files have these verdicts, whatever they are."""

    def verdicts(seed, start, stop, until, step=1, children=None):
        yield from ((n, v, "so") for n, v in list(enumerate(found))[start:stop:step])

    monkeypatch.setattr(command, "verdicts", verdicts)


def test_verdicts_are_counted_and_faulty_files_kept(command, monkeypatch, tmp_path, capsys):
    judged(monkeypatch, command, [REFUSED, FAULT, COMPUTED, REFUSED])
    run(command, monkeypatch, tmp_path, "--seed", "4")
    (row,) = counts(command)
    assert (row["seed"], row["files"], row[REFUSED], row[COMPUTED], row[FAULT]) == (4, 4, 2, 1, 1)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["4_1.tflite"]
    assert capsys.readouterr().out.splitlines() == [
        "1: so",
        "4 files: 2 refused, 1 computed, 0 too large to compute, 0 beyond float32, 1 fault",
    ]


def test_a_run_goes_on_behind_the_last_file_of_its_seed(command, monkeypatch, tmp_path):
    judged(monkeypatch, command, [REFUSED] * 10)
    run(command, monkeypatch, tmp_path, "--seed", "1", "--count", "3")
    run(command, monkeypatch, tmp_path, "--seed", "2", "--count", "2")
    run(command, monkeypatch, tmp_path, "--seed", "1", "--count", "7", "--resume")
    assert {row["seed"]: (row["files"], row[REFUSED]) for row in counts(command)} == {
        1: (7, 7), 2: (2, 2)
    }  # fmt: skip
    run(command, monkeypatch, tmp_path, "--seed", "1", "--count", "2")
    assert {row["seed"]: row["files"] for row in counts(command)} == {1: 2, 2: 2}


@pytest.mark.skipif(sys.platform != "linux", reason="the command runs on Linux")
def test_a_worker_that_dies_is_a_fault_of_one_file(command, monkeypatch, tmp_path):
    worker = tmp_path / "worker.py"
    worker.write_text(
        "import sys\nstart, stop = int(sys.argv[2]), int(sys.argv[4])\n"
        "for n in range(start, stop):\n"
        "    sys.exit(7) if n == 2 else print(n, 'refused', '', sep='\\t', flush=True)\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(command, "__file__", str(worker))
    found = list(command.verdicts(1, 0, 5, float("inf")))
    assert found == [
        (0, REFUSED, ""), (1, REFUSED, ""), (2, FAULT, "ended with 7"), (3, REFUSED, ""),
        (4, REFUSED, ""),
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="the command runs on Linux")
def test_a_worker_that_does_not_answer_is_stopped(command, monkeypatch, tmp_path):
    worker = tmp_path / "worker.py"
    worker.write_text("import time\ntime.sleep(60)\n", encoding="utf-8")
    monkeypatch.setattr(command, "__file__", str(worker))
    monkeypatch.setattr(command, "PATIENCE", 0.2)
    assert list(command.verdicts(1, 0, 1, float("inf"))) == [(0, FAULT, "no answer in time")]


@pytest.mark.parametrize("jobs", [1, 2, 5, 20])
def test_several_processes_give_the_verdicts_of_one(command, monkeypatch, jobs):
    judged(monkeypatch, command, [REFUSED, FAULT, COMPUTED, REFUSED] * 3)
    found = list(command.together(1, 2, 11, float("inf"), jobs))
    assert found == list(command.verdicts(1, 2, 11, float("inf")))


@pytest.mark.skipif(sys.platform != "linux", reason="the command runs on Linux")
def test_what_a_slow_process_has_not_judged_is_not_counted(command, monkeypatch, tmp_path):
    worker = tmp_path / "worker.py"
    # Of two processes, the one of odd numbers never answers.
    worker.write_text(
        "import sys, time\nstart, stop = int(sys.argv[2]), int(sys.argv[4])\n"
        "for n in range(start, stop, 2):\n"
        "    time.sleep(60 * (n % 2))\n"
        "    print(n, 'refused', '', sep='\\t', flush=True)\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(command, "__file__", str(worker))
    found = command.together(1, 0, 9, float("inf"), 2)
    assert next(found) == (0, REFUSED, "")
    found.close()


@pytest.mark.skipif(sys.platform != "linux", reason="the command runs on Linux")
def test_a_real_worker_judges_files(command):
    found = list(command.verdicts(1, 0, 3, float("inf")))
    assert [number for number, *_ in found] == [0, 1, 2]
    assert all(verdict != FAULT for _, verdict, _ in found), found
