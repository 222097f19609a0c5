"""The set-up takes each package only if its file is the tested one."""

import subprocess
import sys
import zipfile

import pytest

import kit
from tinyml_kit.setup import packages

HASHES = """# a comment
one==1.0 \\
    --hash=sha256:{one} \\
    --hash=sha256:{nought}
two==2.0 ; python_version < '4' \\
    --hash=sha256:{nought}
"""


@pytest.fixture
def lists(tmp_path, monkeypatch):
    """Return a folder with two packages of the same versions in both lists."""
    monkeypatch.delenv(packages.UNCHECKED, raising=False)
    (tmp_path / "constraints.txt").write_text("# a comment\none==1.0\ntwo==2.0\n", encoding="utf-8")
    (tmp_path / "hashes.txt").write_text(
        HASHES.format(one="1" * 64, nought="0" * 64), encoding="utf-8"
    )
    return tmp_path


def test_a_package_is_asked_for_with_all_its_hashes_and_only_as_a_wheel(lists):
    folder = lists / "new"
    arguments = packages.requested(str(lists), str(folder), lambda name: name == "one")
    assert arguments == [
        "--require-hashes",
        "--only-binary",
        ":all:",
        "-r",
        str(folder / "packages.txt"),
    ]
    assert (folder / "packages.txt").read_text(encoding="utf-8") == "".join(
        HASHES.format(one="1" * 64, nought="0" * 64).splitlines(keepends=True)[1:4]
    )


def test_who_asks_for_it_gets_versions_alone(lists, monkeypatch):
    monkeypatch.setenv(packages.UNCHECKED, "1")
    arguments = packages.requested(str(lists), str(lists), lambda name: True)
    assert arguments == ["-r", str(lists / "packages.txt")]
    assert (lists / "packages.txt").read_text(encoding="utf-8") == "one==1.0\ntwo==2.0\n"


def test_that_nothing_is_compared_is_said(clone, watched, monkeypatch, capsys):
    monkeypatch.setenv(packages.UNCHECKED, "1")
    kit.install_packages()
    said = capsys.readouterr().err.splitlines()[0]
    assert said == (
        "kit.py: packages are not compared with the tested ones, as TINYML_KIT_UNCHECKED asks"
    )


def wheel(folder, content):
    """Write a package of one module."""
    info, path = "one-1.0.dist-info", folder / "one-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one.py", content)
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: one\nVersion: 1.0\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "one.py,,\n")
    return path


@pytest.mark.parametrize("installer", ["uv pip", "pip"])
def test_another_file_of_the_same_version_is_refused_in_a_sentence(lists, installer, capsys):
    tested = wheel(lists, "x = 1")
    sums = HASHES.format(one=kit.bundles.sha256(tested), nought="0" * 64)
    (lists / "hashes.txt").write_text(sums, encoding="utf-8")
    arguments = packages.requested(str(lists), str(lists), lambda name: name == "one")

    def install(target):
        command = [
            sys.executable,
            "-m",
            *installer.split(),
            "install",
            "--no-index",
            "--no-cache-dir",
        ]
        if installer == "uv pip":
            command[-1] = "--no-cache"
        command += ["--find-links", str(lists), "--target", str(lists / target), *arguments]
        return subprocess.run(command, capture_output=True, text=True)

    assert install("tested").returncode == 0
    assert (lists / "tested" / "one.py").read_text(encoding="utf-8") == "x = 1"
    wheel(lists, "x = 2")
    answer = install("changed")
    assert answer.returncode != 0
    assert not (lists / "changed" / "one.py").exists()
    assert kit.differs(answer.stdout + answer.stderr)
    assert kit.explain(answer.stderr).startswith("a package that was offered is not the tested one")
    assert "TINYML_KIT_UNCHECKED=1 installs it all the same" in kit.explain(answer.stderr)
    capsys.readouterr()


@pytest.mark.parametrize("installer", ["uv pip", "pip"])
def test_a_package_without_a_wheel_for_this_system_is_a_sentence(lists, installer):
    arguments = packages.requested(str(lists), str(lists), lambda name: name == "one")
    command = [sys.executable, "-m", *installer.split(), "install", "--no-index", *arguments]
    wheel(lists, "x = 1").rename(lists / "one-1.0-py3-none-zx81.whl")
    command += ["--find-links", str(lists), "--target", str(lists / "target")]
    answer = subprocess.run(command, capture_output=True, text=True)
    assert answer.returncode != 0
    assert kit.explain(answer.stderr) == (
        "a package has no tested file for this system, see above; with TINYML_KIT_UNCHECKED=1 "
        "it is built here, and nothing is compared with what was tested"
    )


def test_a_package_that_differs_is_not_tried_again(clone, watched):
    watched[1].extend([(0, ""), (1, "Hash mismatch for `one==1.0`")])
    with pytest.raises(kit.CannotGoOn, match="^a package that was offered is not the tested one"):
        kit.install_packages()
    assert len(watched[0]) == 2
