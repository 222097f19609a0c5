"""CSV files of motion: read, cut into recordings, and refused in one sentence."""

import numpy as np
import pytest

from tinyml_kit.datasets import motion
from tinyml_kit.datasets.motion import folder as own
from tinyml_kit.datasets.motion import reading
from tinyml_kit.datasets.refused import Refused


@pytest.mark.parametrize("mark", [",", ";"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_has_names_or_not(mark, newline, tmp_path):
    rows = [["t", " aX", "aY"], ["0", "1.5", "-2"], ["20", "1e-1", "3"]]
    text = newline.join(mark.join(row) for row in rows) + newline
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    found = motion.read_csv(path)
    assert found.axes == ("t", "aX", "aY")
    np.testing.assert_array_equal(found.samples, np.array([[0, 1.5, -2], [20, 0.1, 3]], "f4"))
    assert motion.read_csv(path, ["aY"]).samples.tolist() == [[-2], [3]]
    path.write_text(text.partition(newline)[2], encoding="utf-8")
    assert motion.read_csv(path).axes == ("axis 0", "axis 1", "axis 2")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "the file is empty; record it again."),
        (b"x,y\n", "the file holds no samples; record it again."),
        (b"x,y\n1,2\n3\n", "line 3 has 1 columns, and the first has 2; mend the line."),
        (b"x,y\n1,2\n\n3,?\n", "line 4 holds '?', which is no finite number; mend the line."),
        (b"x\nnan\n", "line 2 holds 'nan', which is no finite number"),
        (b"x\n1e39\n", "line 2 holds '1e39', which is no finite number"),
        (b"\xff\xfe\x00x", "this is no CSV file ("),
        (b"1," * 70, "it has 71 columns, more than 64."),
    ],
)
def test_a_bad_file_is_refused_by_its_line(text, message, tmp_path):
    (tmp_path / "a.csv").write_bytes(text)
    with pytest.raises(motion.MotionSetError) as caught:
        motion.read_csv(tmp_path / "a.csv")
    assert str(caught.value).removeprefix(f"{tmp_path / 'a.csv'}: ").startswith(message)


def test_a_column_that_is_not_there_and_a_file_that_is_too_large_are_refused(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    with pytest.raises(motion.MotionSetError, match="no column 'z'; its columns are x, y"):
        motion.read_csv(tmp_path / "a.csv", ["z"])
    monkeypatch.setattr(reading, "MOST_BYTES", 4)
    with pytest.raises(motion.MotionSetError, match="more than 0; cut it into several"):
        motion.read_csv(tmp_path / "a.csv")


@pytest.fixture
def gestures(tmp_path):
    for name in ("wave/anna_1.csv", "wave/bea_1.csv", "circle/anna_1.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x,y\n" + "1,2\n" * 5, encoding="utf-8")
    (tmp_path / "wave" / "bea_2.csv").write_text("x,y\n1,oops\n", encoding="utf-8")
    (tmp_path / "wave" / "bea_3.csv").write_text("x,z\n1,2\n", encoding="utf-8")
    return tmp_path


def test_a_folder_has_a_folder_a_gesture_and_a_bad_file_does_not_stop_the_rest(gestures):
    found = motion.of_folder(gestures)
    assert (found.names, found.labels.tolist()) == (("circle", "wave"), [0, 1, 1])
    assert (found.people, found.axes) == (("anna", "anna", "bea"), ("x", "y"))
    assert [(one.file, one.why[:25]) for one in found.refused] == [
        ("wave/bea_2.csv", "line 2 holds 'oops', whic"),
        ("wave/bea_3.csv", "there is no column 'y'; i"),
    ]
    assert found.part([2]).files == ("wave/bea_1.csv",)


def test_a_file_is_cut_into_recordings_and_what_is_left_over_is_named(gestures):
    found = motion.of_folder(gestures, length=2)
    assert len(found) == 6 and {len(one) for one in found.samples} == {2}
    assert (
        Refused("circle/anna_1.csv", "its last 1 of 5 samples make no recording.") in found.refused
    )


def test_published_gestures_are_read_one_file_a_gesture(real_data):
    path = real_data / "datasets" / "magic_wand_imu" / "data" / "train"
    if not path.is_dir():
        pytest.skip("magic_wand_imu is not among the test data")
    found = motion.of_folder(path, length=119)
    assert found.axes == ("aX", "aY", "aZ", "gX", "gY", "gZ")
    assert np.bincount(found.labels).tolist() == [19, 18, 23, 19, 21]
    assert found.refused == () and set(found.people) == {""}


def test_a_folder_without_files_is_refused(tmp_path):
    with pytest.raises(motion.MotionSetError, match="there is no such folder"):
        motion.of_folder(tmp_path / "none")
    with pytest.raises(
        motion.MotionSetError, match=r"nothing can be used \(there are no CSV files"
    ):
        motion.of_folder(tmp_path)
    with pytest.raises(motion.MotionSetError, match="a recording of 0 samples: take 1 or more"):
        motion.of_folder(tmp_path, length=0)


def test_files_beyond_the_memory_are_named(gestures, monkeypatch):
    monkeypatch.setattr(own, "MOST_SAMPLES", 12)
    found = motion.of_folder(gestures)
    assert len(found) == 2
    assert "fill the memory" in found.refused[-1].why


def test_counts_are_those_of_a_sensor_that_clips():
    samples = np.array([[0.5, 1.0], [-5.0, 0.1]])
    assert motion.in_counts(samples, [8192, 10]).tolist() == [[4096, 10], [-32768, 1]]


def test_a_table_has_a_column_of_classes_and_neighbouring_rows_are_a_recording(tmp_path):
    path = tmp_path / "all.csv"
    rows = ["t,x,Label,session"]
    rows += [f"{k},{k},{label},{take}" for take, label in enumerate("abba") for k in range(5)]
    path.write_text("\n".join(rows), encoding="utf-8")
    found = motion.of_table(path)
    assert (found.axes, found.names, found.labels.tolist()) == (("x",), ("a", "b"), [0, 1, 1, 0])
    assert found.files == ("all.csv, 0", "all.csv, 1", "all.csv, 2", "all.csv, 3")
    cut = motion.of_table(path, 2)
    assert [sample.ravel().tolist() for sample in cut.samples[:3]] == [[0, 1], [2, 3], [0, 1]]
    assert cut.refused[0] == Refused("all.csv, 0", "its last 1 samples make no recording.")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x,y\n1,2\n", "no column says what the samples are (its columns are x, y); call it label"),
        ("time,label\n1,a\n", "there is no column of samples; add one an axis."),
        ("x,label\n1,a,2\n", "line 2 has 3 columns, and the first has 2; mend the line."),
        ("x,label\n1,\n", "line 2 does not say its class; mend the line."),
        ("x,label\n?,a\n", "line 2 holds '?', which is no finite number"),
        ("x,label\n", "nothing can be used (it holds no samples); name another."),
        ("x,label\n1,a\n", "nothing can be used (a.csv, lines 2 to 2: its last 1 samples make no"),
    ],
)
def test_a_bad_table_is_refused_by_its_line(text, message, tmp_path):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(motion.MotionSetError) as caught:
        motion.of_table(tmp_path / "a.csv", 2)
    assert str(caught.value).removeprefix(f"{tmp_path / 'a.csv'}: ").startswith(message)
