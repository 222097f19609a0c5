"""The wheel is whole: installed far from any checkout, it gives what the checkout gives."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat import v4

from tinyml_kit.setup import bundle

ROOT = Path(__file__).parents[1]
#: Where things lie in the checkout, and in the wheel.
PLACES = {
    "tinyml_kit": "tinyml_kit",
    "notebooks": "tinyml_kit/assets/notebooks",
    "arduino": "tinyml_kit/assets/arduino",
    "benchmarks/results": "tinyml_kit/assets/results",
}
MADE_BY_WORKING = {"__pycache__", ".ipynb_checkpoints", ".DS_Store", "build"}


def files_of(folder):
    """Return the paths, relative to a folder, of its files that no program has left there."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if not MADE_BY_WORKING & set(path.parts)}


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Return a copy of the checkout: a build leaves folders where it works."""
    copy = tmp_path_factory.mktemp("source") / "kit"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*bundle.LEFT_OUT))
    # What chapter 14 writes for a reader is no chapter.
    (copy / "notebooks" / "build").mkdir()
    (copy / "notebooks" / "build" / "my_network.tflite").write_bytes(b"TFL3")
    return copy


def pip(*arguments):
    run = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *map(str, arguments)],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.fixture(scope="module")
def wheel(source, tmp_path_factory):
    """Return the wheel, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, source)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def site(wheel, tmp_path_factory):
    """Return a folder in which the wheel alone is installed."""
    folder = tmp_path_factory.mktemp("site")
    pip("install", "--quiet", "--no-deps", "--no-index", "--target", folder, wheel)
    return folder


@pytest.fixture
def kit(site, tmp_path):
    """Return a function that runs `tinyml-kit` of the wheel in an empty folder.

    Afterwards every file of the installed package is as it was.
    """
    before = {path: (site / path).stat().st_mtime_ns for path in files_of(site)}
    settings = {**os.environ, "PYTHONPATH": str(site)}

    def run(*arguments, status=0):
        command = [sys.executable, "-m", "tinyml_kit.cli", *map(str, arguments)]
        done = subprocess.run(command, cwd=tmp_path, env=settings, capture_output=True, text=True)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stderr if status else done.stdout

    yield run
    assert {path: (site / path).stat().st_mtime_ns for path in files_of(site)} == before


@pytest.fixture
def model(site):
    return site / "tinyml_kit" / "assets" / "data" / "two_sensor_and.tflite"


@pytest.fixture
def inputs(tmp_path):
    np.save(tmp_path / "X.npy", np.array([[-128, -128], [127, 127], [5, -9]], np.int8))
    return "X.npy"


def test_the_wheel_holds_every_file_of_the_package_its_chapters_sketches_and_tables(wheel):
    expected = {
        f"{packed}/{path}" for place, packed in PLACES.items() for path in files_of(ROOT / place)
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == expected


def test_the_wheel_is_small_enough_for_a_slow_connection(wheel):
    assert wheel.stat().st_size < 30e6


def build(hook, source, folder):
    """Call a hook of the build backend, which writes a file into a folder."""
    code = f"import sys, setuptools.build_meta as backend; backend.{hook}(sys.argv[1])"
    run = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=source, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_an_editable_installation_copies_nothing(source, tmp_path):
    build("build_editable", source, tmp_path)
    (made,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(made) as archive:
        assert not [name for name in archive.namelist() if name.startswith("tinyml_kit/")]
    # The set-up makes the page; the rest lies where people work on it.
    assets = {path.name for path in (source / "tinyml_kit" / "assets").iterdir()}
    assert assets - {"page"} == {"data"}


def test_the_source_distribution_makes_the_same_wheel(source, wheel, tmp_path):
    build("build_sdist", source, tmp_path)
    (sdist,) = tmp_path.glob("*.tar.gz")
    pip("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, sdist)
    (again,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        assert set(one.namelist()) == set(other.namelist())


def test_the_wheel_installs_the_command(site):
    (entry,) = site.glob("tinyml_kit-*.dist-info/entry_points.txt")
    assert "tinyml-kit = tinyml_kit.cli:main" in entry.read_text(encoding="utf-8")


def test_doctor_says_what_the_machine_can_do(kit):
    assert json.loads(kit("doctor", "--json"))["ready"] is True


def test_models_are_sized_exported_run_and_compared(kit, model, inputs, tmp_path):
    assert json.loads(kit("size", model, "--board", "uno", "--json"))["model"] == "two_sensor_and"
    kit("export", model, "--as", "c99", "--out", "c")
    assert {path.name for path in (tmp_path / "c").iterdir()} >= {"model.c", "model.h"}
    kit("export", model, "--as", "sketch", "--board", "uno", "--out", "own_sketch")
    assert (tmp_path / "own_sketch" / "src" / "TinymlKit" / "TinymlKit.h").is_file()
    kit("predict", model, "--on", "reference", "--inputs", inputs, "--outputs", "Y.npy")
    assert np.load(tmp_path / "Y.npy").shape == (3, 1)
    kit("ladder", model, "--inputs", inputs, "--on", "reference", "--json")


def test_a_sketch_of_the_kit_is_found_with_its_library(kit, site):
    said = kit("upload", "digits_nano33ble", "--board", "nano33ble")
    sketches = site / "tinyml_kit" / "assets" / "arduino"
    assert str(sketches / "libraries" / "TinymlKit") in said
    assert str(sketches / "digits_nano33ble") in said


def test_frames_are_simulated_and_preprocessed(kit, tmp_path):
    assert "2 frame(s), simulated" in kit("simulate", "run.h5", "--frames", "2")
    kit("preprocess", "run.h5", "--labels", "run.txt", "--out", "images.npz")
    assert (tmp_path / "images.npz").is_file()


def test_a_notebook_finds_data_tables_quizzes_and_checks(kit, site, tmp_path):
    cells = [
        f"import tinyml_kit; assert tinyml_kit.__path__ == [{str(site / 'tinyml_kit')!r}]",
        "from tinyml_kit.base import resources\nresources.shipped_file('twin_100px.npz')",
        "from tinyml_kit.course import claims, exercises, handwriting, nano\n"
        "exercises.quiz('01'); assert len(claims.committed())",
        "open('mine.txt', 'w').write('a reader may write beside the notebook')",
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = v4.new_notebook(
        cells=list(map(v4.new_code_cell, cells)), metadata={"kernelspec": kernel}
    )
    nbformat.write(book, tmp_path / "mine.ipynb")
    assert "4 cells" in kit("run", "mine.ipynb")
    assert (tmp_path / "mine.txt").is_file()


def test_a_chapter_runs(kit, tmp_path):
    assert "00_start_here" in kit("run", "00")
    assert list(tmp_path.iterdir()) == []


def test_exercises_go_where_the_reader_says(kit, tmp_path):
    shipped = len(list((ROOT / "notebooks" / "exercises").glob("*.ipynb")))
    assert f"{shipped} notebooks" in kit("exercises", "mine")
    assert len(list((tmp_path / "mine").glob("*.ipynb"))) == shipped
    said = kit("exercises", status=2)
    assert "name a folder DIR, e.g. tinyml-kit exercises my-exercises" in said


def test_slides_are_made_of_a_chapter(kit, tmp_path):
    kit("slides", "01", "slides")
    assert [path.suffix for path in (tmp_path / "slides").iterdir()] == [".html"]
