"""What ships is found, in a checkout and in an installed wheel."""

import json

import pytest

from tinyml_kit.base import files, resources


def test_the_data_lie_inside_the_package():
    assert resources.data_dir().parts[-3:] == ("tinyml_kit", "assets", "data")
    assert resources.shipped_file("twin_100px.npz") == resources.data_dir() / "twin_100px.npz"


def test_in_a_checkout_people_work_on_chapters_sketches_and_tables_where_they_lie():
    checkout = resources.data_dir().parents[2]
    assert resources.notebooks() == checkout / "notebooks"
    assert resources.sketches() == checkout / "arduino"
    assert resources.results() == checkout / "benchmarks" / "results"
    assert not resources.installed()


def test_in_a_wheel_they_lie_inside_the_package(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "ASSETS", tmp_path)
    for name in ("notebooks", "arduino", "results"):
        (tmp_path / name).mkdir()
    assert resources.notebooks() == tmp_path / "notebooks"
    assert resources.sketches() == tmp_path / "arduino"
    assert resources.results() == tmp_path / "results"
    assert resources.installed()


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "data_dir", lambda: tmp_path)
    with pytest.raises(resources.ResourceError, match=r"gone\.npz: this file ships with the kit"):
        resources.shipped_file("gone.npz")


def test_a_changed_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "data_dir", lambda: tmp_path)
    (tmp_path / "one.npz").write_bytes(b"not what was shipped")
    (tmp_path / "SHA256.json").write_text(json.dumps({"one.npz": "0" * 64}), encoding="utf-8")
    with pytest.raises(files.ChecksumError, match=r"one\.npz: the content has SHA-256"):
        resources.shipped_file("one.npz")
