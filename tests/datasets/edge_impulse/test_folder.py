"""A folder of recordings goes to Edge Impulse's formats and back; a bad file stops nothing."""

import numpy as np
import pytest

from tinyml_kit.base.files import WriteError
from tinyml_kit.datasets import edge_impulse, motion
from tinyml_kit.datasets.edge_impulse.acquisition import Acquisition, EdgeImpulseError

XYZ = ("x", "y", "z")


@pytest.fixture
def motions():
    made = motion.simulated(people=3, takes=1)
    return made


@pytest.mark.parametrize("form", [".json", ".cbor"])
def test_what_was_written_is_read(form, motions, tmp_path):
    edge_impulse.write_folder(motions, tmp_path / "out", 20.0, form=form, key="secret")
    found = edge_impulse.of_folder(tmp_path / "out", "secret")
    assert (found.names, found.people, found.axes) == (motions.names, motions.people, motions.axes)
    np.testing.assert_array_equal(found.labels, motions.labels)
    np.testing.assert_array_equal(np.stack(found.samples), np.stack(motions.samples))
    with pytest.raises(WriteError, match="exists and would change"):
        edge_impulse.write_folder(motions, tmp_path / "out", 10.0, form=form)


def test_without_labels_names_say_what_files_are(tmp_path):
    one = Acquisition(np.ones((4, 1)), ("x",), ("g",), 10.0)
    for name in ("wave.1.json", "rest.1.cbor"):
        edge_impulse.write(tmp_path / name, one)
    (tmp_path / "wave.2.json").write_text("{", encoding="utf-8")
    edge_impulse.write(tmp_path / "wave.3.json", Acquisition(one.values, ("y",), ("g",), 10.0))
    edge_impulse.write(tmp_path / "wave.4.json", Acquisition(one.values, ("x",), ("g",), 11.0))
    found = edge_impulse.of_folder(tmp_path)
    assert (found.names, found.labels.tolist()) == (("rest", "wave"), [0, 1])
    assert [(one.file, one.why[:24]) for one in found.refused] == [
        ("wave.2.json", "this is no JSON or CBOR "),
        ("wave.3.json", "its axes are y, unlike t"),
        ("wave.4.json", "it has a sample every 11"),
    ]


def test_a_file_without_a_label_or_too_many_samples_is_named(motions, tmp_path, monkeypatch):
    edge_impulse.write_folder(motions, tmp_path, 20.0)
    path = tmp_path / "info.labels"
    path.write_text(path.read_text(encoding="utf-8").replace('"label": "circle"', '"label": ""', 1),
                    encoding="utf-8")  # fmt: skip
    assert edge_impulse.of_folder(tmp_path).refused[0].why == "it has no label; give it one."
    monkeypatch.setattr(edge_impulse.folder, "MOST_SAMPLES", 300)
    found = edge_impulse.of_folder(tmp_path)
    assert (len(found), found.refused[-1].why) == (
        2, "the files before it fill the memory; give fewer.",
    )  # fmt: skip


def test_nothing_to_use_is_one_sentence(tmp_path):
    with pytest.raises(EdgeImpulseError, match="there is no such folder; name an exported one"):
        edge_impulse.of_folder(tmp_path / "nothing")
    with pytest.raises(EdgeImpulseError, match=r"nothing can be used \(there are no .json or .cbo"):
        edge_impulse.of_folder(tmp_path)
