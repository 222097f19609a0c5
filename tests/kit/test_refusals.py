"""What stops the set-up script, and what it then says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kit

ROOT = Path(kit.__file__).parent


def test_a_python_without_venv_is_told_where_to_find_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(kit.CannotGoOn, match="comes without venv.*apt-get install python3") as what:
        kit.check_machine()
    assert "\n" not in str(what.value)


def test_too_little_disk_space_is_noticed_before_anything_is_written(clone, monkeypatch, capsys):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(9, 8, 1.2e9))
    assert kit.main(["lab"]) == 1
    sentence = capsys.readouterr().err
    assert sentence.startswith("kit.py: no disk space: the set-up needs 5 GB and")
    assert "has 1.2 GB free" in sentence and sentence.count("\n") == 1
    assert not (clone / ".venv").exists()


def test_an_environment_that_is_there_needs_no_new_space(complete, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(9, 8, 1.2e9))
    assert kit.check_machine() is None


def test_an_intel_mac_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(kit.platform, "machine", lambda: "x86_64")
    with pytest.raises(kit.CannotGoOn, match="^this is an Intel Mac"):
        kit.check_machine()


def test_a_32_bit_python_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "maxsize", 2**31 - 1)
    with pytest.raises(kit.CannotGoOn, match="32-bit build: install a 64-bit one"):
        kit.check_machine()


@pytest.mark.parametrize(
    "output",
    [
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
        "error: failed to write to file `x`: No space left on device (os error 28)",
        "error: There is not enough space on the disk. (os error 112)",
        "OSError: [Errno 122] Disk quota exceeded",
    ],
)
def test_a_disk_that_fills_up_is_named(output):
    assert kit.explain(output).startswith("no disk space: the disk filled up")


@pytest.mark.parametrize(
    "output",
    [
        "NewConnectionError('...: Failed to establish a new connection: [Errno 111] refused')",
        "[Errno -3] Temporary failure in name resolution",
        "ReadTimeoutError: HTTPSConnectionPool(host='...', port=443): Read timed out.",
        "[Errno 101] Network is unreachable",
    ],
)
def test_a_network_that_is_not_there_is_named(output):
    assert kit.explain(output).startswith("no network: the packages could not be fetched")


def test_any_other_failure_is_shown_whole(capsys):
    sentence = kit.explain("ERROR: the wheel is not a zip file\n")
    assert sentence == "the set-up failed for the reason above; fix it and start again"
    assert capsys.readouterr().err == "ERROR: the wheel is not a zip file\n"


def test_no_network_is_one_sentence_and_leaves_nothing_that_looks_finished(tmp_path):
    for name in ("kit.py", "pyproject.toml", "constraints.txt", "hashes.txt"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "tinyml_kit", tmp_path / "tinyml_kit")
    nowhere = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",  # nothing listens at the discard port
        "PIP_FIND_LINKS": "",
    }
    # Compilers are another matter: nothing is to be installed by a test.
    script = "import sys, kit; kit.system_packages.missing = list; sys.exit(kit.main(['doctor']))"
    answer = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 1
    *progress, sentence = answer.stderr.splitlines()
    assert sentence.startswith("kit.py: no network: the packages could not be fetched; connect, or")
    assert all(line.startswith("kit.py: ") for line in progress)
    assert not (tmp_path / ".venv" / "tinyml-kit-stamp").exists()
