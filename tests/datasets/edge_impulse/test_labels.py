"""What an info.labels says is read; what the kit does not read is refused by its name."""

import json

import pytest

from tinyml_kit.datasets.edge_impulse.acquisition import EdgeImpulseError
from tinyml_kit.datasets.edge_impulse.labels import Entry, has_labels, labels_text, read_labels

ENTRIES = (
    Entry("training/wave.1.json", "wave", "training", "anna"),
    Entry("testing/x.wav", "", "testing"),
    Entry("y.cbor", "été", "split"),
)


def test_what_was_written_is_read(tmp_path):
    assert not has_labels(tmp_path)
    (tmp_path / "info.labels").write_text(labels_text(ENTRIES), encoding="utf-8")
    assert has_labels(tmp_path)
    assert read_labels(tmp_path) == ENTRIES


def test_each_folder_may_have_its_own(tmp_path):
    for name in ("training", "testing"):
        (tmp_path / name).mkdir()
        text = labels_text([Entry("a.json", "wave", name)])
        (tmp_path / name / "info.labels").write_text(text, encoding="utf-8")
    assert has_labels(tmp_path)
    assert [one.path for one in read_labels(tmp_path)] == ["testing/a.json", "training/a.json"]


def test_a_label_may_be_given_in_short(tmp_path):
    files = [{"path": "a.wav", "label": "yes", "metadata": {"speaker": "bea"}}, {"path": "b.wav"}]
    text = json.dumps({"version": 1, "files": files})
    (tmp_path / "info.labels").write_text(text, encoding="utf-8")
    assert read_labels(tmp_path) == (
        Entry("a.wav", "yes", "training", "bea"), Entry("b.wav", "", "training"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", ": this is no JSON; export the folder again."),
        ("[" * 100_000, ": this is no JSON; export the folder again."),
        ("[]", ": its version is not 1, which is the one that is known."),
        ('{"version": 2}', ": its version is not 1"),
        ('{"version": 1, "type": "structured-labels"}', ": it holds structured-labels, and only"),
        ('{"version": 1, "files": 3}', ": files has to be a list of at most 200,000"),
        ('{"version": 1, "files": [3]}', ", file 0: it has no path; export the folder again."),
        ('{"version": 1, "files": [{"path": "../x"}]}', ", file 0: the path '../x' leads out of"),
        ('{"version": 1, "files": [{"path": "/x"}]}', ", file 0: the path '/x' leads out of the"),
        ('{"version": 1, "files": [{"path": "a", "label": {"type": "multi-label"}}]}',
         ", file 0: it has a label of type multi-label, and only one label for each file is read."),
        ('{"version": 1, "files": [{"path": "a", "boundingBoxes": [1]}]}',
         ", file 0: it has bounding boxes, and only one label"),
        ('{"version": 1, "files": [{"path": "a", "label": {"type": "label", "label": []}}]}',
         ", file 0: its label is no text"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_one_sentence(text, words, tmp_path):
    (tmp_path / "info.labels").write_text(text, encoding="utf-8")
    with pytest.raises(EdgeImpulseError) as caught:
        read_labels(tmp_path)
    assert str(caught.value).removeprefix(str(tmp_path / "info.labels")).startswith(words)


def test_there_has_to_be_one_and_it_says_nothing_wrong(tmp_path):
    with pytest.raises(EdgeImpulseError, match=r"there is no info.labels in it; name an exported"):
        read_labels(tmp_path)
    with pytest.raises(EdgeImpulseError, match="there is no category 'valid'; take one of traini"):
        labels_text([Entry("a", "b", "valid")])
    with pytest.raises(EdgeImpulseError, match="leads out of the folder; correct it"):
        labels_text([Entry("../a", "b")])
