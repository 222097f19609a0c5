"""A bundle sets the kit up on a machine that has no network at all."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kit
from tests.support.offline import nowhere, without_network
from tinyml_kit.setup import bundle
from tinyml_kit.setup.bundle import BundleError

ROOT = Path(kit.__file__).parent
#: Named pipes, where the system has them.
PIPES = [os.mkfifo] if hasattr(os, "mkfifo") else []
#: The kit's own set-up, of a package so small that it is bundled in seconds.
PROJECT = """[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "tinyml-kit"
version = "0"
dependencies = ["iniconfig"]
scripts = { tinyml-kit = "tinyml_kit.cli:main" }

[tool.setuptools]
packages = ["tinyml_kit"]
"""
FEW = ("iniconfig==", "setuptools==", "uv==")
PROGRAM = "import sys, iniconfig\n\ndef main():\n    print('set up:', *sys.argv[1:])\n"


def small_kit(folder):
    """Make a folder with the kit's set-up script and next to nothing to set up."""
    (folder / "tinyml_kit" / "setup").mkdir(parents=True)
    setup = [
        f"tinyml_kit/setup/{name}.py"
        for name in (
            "bundle",
            "installing",
            "packages",
            "page",
            "system_packages",
            "tools",
            "places",
            "looking",
            "windows",
            "another_python",
        )
    ]
    for name in ("kit.py", "tinyml_kit/__init__.py", *setup):
        shutil.copy(ROOT / name, folder / name)
    (folder / "tinyml_kit" / "cli.py").write_text(PROGRAM, encoding="utf-8")
    (folder / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    for name in ("constraints.txt", "hashes.txt"):  # of the tested packages, those few
        blocks = re.findall(
            r"^[^#\s].*\n(?:    .*\n)*", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
        )
        (folder / name).write_text(
            "".join(one for one in blocks if one.startswith(FEW)), encoding="utf-8"
        )
    return folder


def start(folder, *arguments, prefix=(), **settings):
    command = [*prefix, sys.executable, "kit.py", *arguments]
    environment = {**os.environ, "CI": "", **settings}
    environment.pop("PYTHONPATH", None)  # the small kit, and not the one that is tested
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_another_machine_is_set_up_from_a_bundle_with_the_network_cut_off(tmp_path):
    made = small_kit(tmp_path / "here")
    Path(made, ".venv", "bin").mkdir(parents=True)
    (made / ".venv" / "bin" / "python").symlink_to(sys.executable)
    finished = "import kit; open(kit.STAMP, 'w').write('\\n'.join(kit.stamp()))"
    subprocess.run([sys.executable, "-c", finished], cwd=made, check=True)
    answer = start(made, "bundle", str(tmp_path / "USB STICK"))
    assert answer.returncode == 0, answer.stderr
    copied = {path.name for path in (tmp_path / "USB STICK" / "kit").iterdir()}
    lists = {"pyproject.toml", "constraints.txt", "hashes.txt"}
    assert copied == {"kit.py", "tinyml_kit", *lists}

    there = tmp_path / "für den Kurs"
    shutil.copytree(tmp_path / "USB STICK" / "kit", there)
    nothing = nowhere(tmp_path / "nothing")
    offline = ["doctor", "--offline", str(tmp_path / "USB STICK"), "--json"]
    answer = start(there, *offline, prefix=without_network(), **nothing)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == "set up: doctor --json\n"
    assert "uv failed" not in answer.stderr
    # The second time the bundle may be gone.
    shutil.rmtree(tmp_path / "USB STICK")
    assert start(there, *offline, prefix=without_network(), **nothing).stdout == answer.stdout


@pytest.fixture
def stick(tmp_path):
    """Return a bundle of one package."""
    folder = tmp_path / "stick"
    bundle.prepare(folder, small_kit(tmp_path / "kit"))
    (folder / "wheels" / "one.whl").write_bytes(b"123")
    assert bundle.finish(folder, "this edition") == 3
    return folder


def test_a_whole_bundle_of_this_machine_and_edition_is_accepted(stick):
    found = bundle.check(stick, "this edition")
    assert found == bundle.digest(stick) and len(found) == 64


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"machine": "win32, Python 3.9"}, "is for win32, Python 3.9, and this is"),
        ({"edition": "another"}, "is for another edition of the kit: start the kit.py in"),
        ({"edition": None}, "was not finished: make it again"),
        ({"wheels": {"one.whl": "4" * 64}}, "one.whl was not copied completely, or was changed"),
        ({"wheels": {"two.whl": "3" * 64}}, "two.whl was not copied completely, or was changed"),
        ({"wheels": {}}, "one.whl is not a part of the bundle: remove it, or copy it again"),
        ({"kit": "0" * 64}, "kit was changed after the bundle was made: copy the bundle again"),
        ({"wheels": {"../one.whl": "3" * 64}}, "is not a bundle"),
        ({"wheels": [1]}, "is not a bundle"),
        ({"machine": 3}, "is not a bundle"),
        ({"edition": ["x"]}, "is not a bundle"),
        ({"wheels": None}, "is not a bundle"),
    ],
)
def test_a_bundle_that_does_not_fit_is_refused_in_a_sentence(stick, change, sentence):
    listing = json.loads((stick / "bundle.json").read_text(encoding="utf-8"))
    text = {**listing, **change}
    (stick / "bundle.json").write_text(
        "[]" if change == {"wheels": None} else json.dumps(text), encoding="utf-8"
    )
    with pytest.raises(BundleError, match=sentence):
        bundle.check(stick, "this edition")


@pytest.mark.parametrize("text", ["", "{", "[" * 10**5, '{"machine": "x"}', "null"])
def test_a_damaged_listing_is_a_sentence(stick, text):
    (stick / "bundle.json").write_text(text, encoding="utf-8")
    with pytest.raises(BundleError, match="is not a bundle: make one with"):
        bundle.check(stick, "this edition")


def link(path):
    path.symlink_to(sys.executable)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("make", [link, *PIPES, Path.touch, Path.mkdir])
@pytest.mark.parametrize("name", ["kit/tinyml_kit/evil.pyc", "kit/.venv", "kit/tinyml_kit/build"])
def test_what_is_generated_does_not_come_with_a_bundle(stick, name, make):
    make(stick / name)
    with pytest.raises(BundleError, match=f"{re.escape(name)} is not a part of the bundle"):
        bundle.check(stick, "this edition")
    if make in (Path.touch, Path.mkdir):  # the kit in the bundle makes such files itself
        assert bundle.check(stick, "this edition", stick / "kit") == bundle.digest(stick)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("make", [link, *PIPES])
@pytest.mark.parametrize("name", ["kit/kit.py", "kit/tinyml_kit/evil.py", "wheels/one.whl"])
def test_links_and_pipes_in_a_bundle_are_refused_and_not_waited_for(stick, name, make):
    (stick / name).unlink(missing_ok=True)
    make(stick / name)
    for root in ("", stick / "kit"):
        with pytest.raises(BundleError, match=f"{re.escape(name)} is not a part of the bundle"):
            bundle.check(stick, "this edition", root)


@pytest.mark.skipif(os.name == "nt", reason="Windows makes links for administrators alone")
@pytest.mark.parametrize("part", ["kit", "wheels"])
def test_parts_of_a_bundle_that_lie_elsewhere_are_refused(stick, part):
    (stick / part).rename(stick.parent / "elsewhere")
    (stick / part).symlink_to(stick.parent / "elsewhere")
    with pytest.raises(BundleError, match=f"{part} is not a part of the bundle"):
        bundle.check(stick, "this edition", stick.parent / "elsewhere")


def test_whatever_is_changed_in_a_bundle_is_refused(stick):
    wheel, script = stick / "wheels" / "one.whl", stick / "kit" / "kit.py"
    for path in (wheel, script):
        content = path.read_bytes()
        path.write_bytes(content[:-1] + b"X")  # of the same size
        with pytest.raises(BundleError, match="changed"):
            bundle.check(stick, "this edition")
        path.write_bytes(content)
    for extra in (stick / "wheels" / "evil.whl", stick / "kit" / "tinyml_kit" / "evil.py"):
        extra.write_bytes(b"x")
        with pytest.raises(BundleError, match="not a part of the bundle|was changed after"):
            bundle.check(stick, "this edition")
        extra.unlink()
    # What setting up leaves in the copy is no change of it.
    (stick / "kit" / ".venv").mkdir()
    (stick / "kit" / "tinyml_kit" / "__pycache__").mkdir()
    (stick / "kit" / "tinyml_kit" / "__pycache__" / "x.pyc").write_bytes(b"x")
    before = bundle.check(stick, "this edition", stick / "kit")
    listing = json.loads((stick / "bundle.json").read_text(encoding="utf-8"))
    wheel.write_bytes(b"456")
    listing["wheels"]["one.whl"] = bundle.sha256(wheel)
    (stick / "bundle.json").write_text(json.dumps(listing), encoding="utf-8")
    # Whoever changes the list, too, is found out by the digest alone.
    assert bundle.check(stick, "this edition", stick / "kit") != before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such links")
def test_a_bundle_is_not_made_over_other_peoples_files_or_from_links(stick, tmp_path):
    made = tmp_path / "kit"
    (tmp_path / "secret").write_text("mine", encoding="utf-8")
    (made / "link").symlink_to(tmp_path / "secret")
    (stick / "kit" / "notes.txt").write_text("x", encoding="utf-8")
    (stick / "photos").mkdir()
    with pytest.raises(BundleError, match="holds something else"):
        bundle.prepare(stick, made)
    (stick / "photos").rmdir()
    bundle.prepare(stick, made)
    assert not (stick / "kit" / "link").exists()
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "bundle.json").write_text(
        '{"name": "a bundle of JavaScript"}', encoding="utf-8"
    )
    (tmp_path / "project" / "kit").mkdir()
    (tmp_path / "project" / "kit" / "mine").write_text("mine", encoding="utf-8")
    with pytest.raises(BundleError, match="holds something else"):
        bundle.prepare(tmp_path / "project", made)
    assert (tmp_path / "project" / "kit" / "mine").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_is_no_bundle_is_refused_by_the_script(clone, capsys, tmp_path):
    assert kit.main(["lab", "--offline", str(tmp_path)]) == 1
    assert capsys.readouterr().err.endswith(
        f"{tmp_path} is not a bundle: make one with python3 kit.py bundle DIR\n"
    )


def test_a_bundle_is_made_neither_in_the_kit_nor_over_other_files(tmp_path):
    made = small_kit(tmp_path / "kit")
    with pytest.raises(BundleError, match="name a folder outside of"):
        bundle.prepare(made / "bundle", made)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.png").touch()
    with pytest.raises(BundleError, match="holds something else"):
        bundle.prepare(tmp_path / "photos", made)


def test_the_makers_own_chapters_stay_at_home(tmp_path):
    made = small_kit(tmp_path / "kit")
    (made / "my").mkdir()
    (made / "my" / "answers.ipynb").touch()
    bundle.prepare(tmp_path / "stick", made)
    assert not (tmp_path / "stick" / "kit" / "my").exists()
    assert (tmp_path / "stick" / "kit" / "kit.py").exists()


def test_an_unfinished_bundle_is_made_anew(stick, tmp_path):
    bundle.prepare(stick, tmp_path / "kit")
    assert list((stick / "wheels").iterdir()) == []
    with pytest.raises(BundleError, match="was not finished"):
        bundle.check(stick, "this edition")


@pytest.mark.parametrize("arguments", [[], ["--here"], ["one", "two"]])
def test_a_bundle_needs_one_folder(complete, arguments, capsys):
    assert kit.main(["bundle", *arguments]) == 1
    assert "name the folder to make" in capsys.readouterr().err


def test_offline_needs_a_folder(complete, capsys):
    assert kit.main(["lab", "--offline"]) == 1
    assert "after --offline, name the folder" in capsys.readouterr().err


def test_offline_nothing_is_asked_of_apt(complete, started, monkeypatch, tmp_path):
    monkeypatch.setattr(kit, "found_stamp", lambda: ["an old one"])
    monkeypatch.setattr(kit, "make_environment", lambda: None)
    monkeypatch.setattr(kit, "install_packages", lambda: None)
    monkeypatch.setattr(bundle, "check", lambda folder, edition, root: "0" * 64)
    monkeypatch.setattr(kit.system_packages, "missing", lambda: ["simavr"])
    monkeypatch.setattr(kit.tools, "one_command", lambda names: "get " + " ".join(names))
    monkeypatch.setattr(kit.system_packages, "apt_get", None)
    assert kit.main(["lab", "--offline", str(tmp_path), "--port", "9999"]) == 0
    assert started[0][-2:] == ["--port", "9999"]
    assert os.environ["PIP_FIND_LINKS"] == (tmp_path / "wheels").as_uri()
