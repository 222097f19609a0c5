"""Recordings of one's own are found whatever form they have, and nothing is read silently."""

import numpy as np
import pytest
import soundfile

from tests.own.conftest import write_csv
from tinyml_kit.datasets import edge_impulse, motion
from tinyml_kit.datasets.motion import MotionSetError
from tinyml_kit.datasets.speech import SpeechError
from tinyml_kit.own.reading import OwnDataError, load


def test_a_folder_of_sounds_becomes_seconds(tones):
    found = load(tones)
    assert (found.kind, found.names, found.rate) == ("sound", ("high", "low"), 8000)
    assert (found.samples.shape, found.samples.dtype) == ((20, 8000), np.int16)
    assert found.people == ("",) * 20


def test_long_sounds_are_cut_and_their_pieces_stay_together(tones):
    soundfile.write(tones / "low" / "anna_long.wav", np.full(8000 * 3 + 5, 0.1), 8000)
    found = load(tones)
    assert found.files.count("low/anna_long.wav") == found.people.count("anna") == 3


def test_other_rates_are_told_and_brought_to_one(tones):
    soundfile.write(tones / "low" / "x.flac", np.sin(np.arange(16000)), 16000)
    found = load(tones)
    assert found.rate == 8000
    assert any("20 of 8000 Hz, 1 of 16000 Hz" in note and "caution" in note for note in found.notes)


def test_a_damaged_sound_is_named_and_the_rest_goes_on(tones):
    (tones / "low" / "bad.wav").write_bytes(b"no sound")
    found = load(tones)
    assert [one.file for one in found.refused] == ["low/bad.wav"]
    assert len(found.labels) == 20


def test_a_folder_of_csv_files_becomes_windows_of_the_recordings_length(gestures):
    found = load(gestures)
    assert (found.kind, found.names) == ("signal", ("rest", "twist", "wave"))
    assert (found.samples.shape, found.samples.dtype) == ((60, 64, 3), np.float32)
    assert sorted(set(found.people)) == ["p0", "p1", "p2", "p3", "p4"]
    assert load(gestures, 32).samples.shape == (120, 32, 3)


def test_the_time_is_no_axis(tmp_path):
    samples = np.arange(40).reshape(20, 2)
    write_csv(tmp_path / "a" / "1.csv", samples, ("time", "x"))
    write_csv(tmp_path / "b" / "1.csv", samples, ("time", "x"))
    found = load(tmp_path)
    assert found.axes == ("x",)
    assert found.samples[0, :3, 0].tolist() == [1, 3, 5]
    assert "axes: x; left out: time" in found.notes


def test_lengths_without_a_common_one_get_the_usual_window(tmp_path):
    for name, length in (("a", 301), ("b", 211)):
        write_csv(tmp_path / f"{name}.csv", np.zeros((length, 1)), ("x",))
    found = load(tmp_path)
    assert found.samples.shape == (3, 128, 1)
    assert len(found.refused) == 2


def test_a_table_names_class_and_person_in_columns(tmp_path):
    rows = ["time,x,y,label,person"]
    for label, person in (("up", "anna"), ("down", "anna"), ("up", "bea")):
        rows += [f"{k},{k % 7},1,{label},{person}" for k in range(32)]
    path = tmp_path / "all.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    found = load(path)
    assert (found.axes, found.names) == (("x", "y"), ("down", "up"))
    assert (found.people, found.labels.tolist()) == (("anna", "anna", "bea"), [1, 0, 1])
    assert "axes: x, y; class: column label; person: column person; recording: no column" in (
        found.notes
    )


def test_tables_of_a_folder_are_joined_and_an_odd_one_is_named(tmp_path):
    for name, axis in (("anna_1", "x"), ("bea_1", "x"), ("cleo_1", "z")):
        rows = [f"{axis},label"] + [f"{k},{'up' if k < 16 else 'down'}" for k in range(32)]
        (tmp_path / f"{name}.csv").write_text("\n".join(rows), encoding="utf-8")
    found = load(tmp_path)
    assert found.people == ("anna", "anna", "bea", "bea")
    assert [(one.file, one.why) for one in found.refused] == [
        ("cleo_1.csv", "its axes are z, unlike the first file's.")
    ]


def test_what_cannot_be_used_is_one_sentence(tmp_path, tones):
    with pytest.raises(OwnDataError, match="no such folder or CSV file; name a folder with"):
        load(tmp_path / "nothing")
    (tmp_path / "empty").mkdir()
    with pytest.raises(OwnDataError, match="there are no WAV, FLAC or CSV files; put those of"):
        load(tmp_path / "empty")
    (tones / "low" / "x.csv").write_text("x\n1\n", encoding="utf-8")
    with pytest.raises(OwnDataError, match="it holds sounds and CSV files; put them into folders"):
        load(tones)
    write_csv(tmp_path / "one" / "a" / "1.csv", np.zeros((20, 1)), ("x",))
    with pytest.raises(OwnDataError, match="a window of 9 samples; take 16 to 512"):
        load(tmp_path / "one", 9)
    (tmp_path / "t" / "a").mkdir(parents=True)
    (tmp_path / "t" / "a" / "1.csv").write_text("x\n?\n", encoding="utf-8")
    with pytest.raises(MotionSetError, match="nothing can be used"):
        load(tmp_path / "t")
    (tmp_path / "s" / "a").mkdir(parents=True)
    (tmp_path / "s" / "a" / "1.wav").write_bytes(b"?")
    with pytest.raises(SpeechError, match="no recording can be used"):
        load(tmp_path / "s")
    (tmp_path / "u").mkdir()
    (tmp_path / "u" / "a.csv").write_text("x,label\n?,up\n", encoding="utf-8")
    with pytest.raises(OwnDataError, match="no CSV file can be used .line 2 holds '\\?'"):
        load(tmp_path / "u")


def test_a_folder_of_edge_impulse_is_read(tmp_path):
    made = motion.simulated(people=3, takes=2)
    edge_impulse.write_folder(made, tmp_path, 20.0)
    found = load(tmp_path)
    assert (found.kind, found.names, found.people) == ("signal", made.names, made.people)
    assert found.samples.shape == (36, 128, 6)


def test_sounds_with_labels_of_edge_impulse_are_read(tones):
    entries = [
        edge_impulse.Entry(f"{name}/{k}.wav", name.upper(), "training", f"p{k}")
        for name in ("low", "high")
        for k in range(10)
    ]
    entries += [edge_impulse.Entry("low/0.wav", ""), edge_impulse.Entry("low/none.wav", "LOW")]
    (tones / "info.labels").write_text(edge_impulse.labels_text(entries), encoding="utf-8")
    found = load(tones)
    assert (found.kind, found.names, found.rate) == ("sound", ("HIGH", "LOW"), 8000)
    assert set(found.people) == {f"p{k}" for k in range(10)}
    assert [one.why[:16] for one in found.refused] == ["it has no label;", "there is no such"]


def test_a_window_longer_than_any_recording_is_refused(gestures):
    with pytest.raises(OwnDataError, match="no recording has 500 samples; name a shorter --window"):
        load(gestures, 500)
