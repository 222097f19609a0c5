"""The two label formats: what is written is read, and what is wrong is named."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.datasets.bragg import labels
from tinyml_kit.datasets.bragg.labels import CLASSES, LabelError

EXPERT = ["r0087_2000.h5 [1] HIT", "r0087_2000.h5 [2] MISS", "r0087_2000.h5 [3] MAYBE"]
SPOTS = ["00001    56 Hit", "00002     7 Miss", "00003     7 Miss"]


@pytest.fixture
def written(tmp_path):
    def write(lines):
        path = tmp_path / "labels.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def test_expert_labels_become_indices_into_the_classes(written):
    found = labels.read_labels(written(EXPERT), count=3)
    assert found.dtype == np.int64
    assert [CLASSES[i] for i in found] == ["HIT", "MISS", "MAYBE"]


def test_spot_counts_are_the_second_column(written):
    found = labels.read_spot_counts(written(SPOTS), count=3)
    assert found.dtype == np.int64
    assert found.tolist() == [56, 7, 7]


@given(st.lists(st.integers(0, 2), min_size=1, max_size=40), st.text("abcr_0.-[]é", min_size=1))
def test_labels_survive_a_round_trip(tmp_path_factory, values, run_name):
    path = tmp_path_factory.mktemp("labels") / "expert.txt"
    labels.write_labels(path, values, run_name)
    assert labels.read_labels(path, len(values)).tolist() == values


@given(st.lists(st.integers(0, 10**9 - 1), min_size=1, max_size=40))
def test_spot_counts_are_read_whatever_they_were_judged(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("labels") / "spots.txt"
    lines = [
        f"{number:05d} {value:5d} {'Hit' if number % 2 else 'Miss'}"
        for number, value in enumerate(values, 1)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert labels.read_spot_counts(path, len(values)).tolist() == values


@given(st.text(max_size=60))
def test_any_text_is_labels_or_a_label_error(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("labels") / "any.txt"
    path.write_text(text, encoding="utf-8")
    for read in (labels.read_labels, labels.read_spot_counts):
        with pytest.raises(LabelError):
            read(path, count=10**6)


def test_the_writer_uses_the_published_form_of_a_line(tmp_path):
    labels.write_labels(tmp_path / "expert.txt", np.array([0, 2, 1]))
    assert (tmp_path / "expert.txt").read_text(encoding="utf-8").splitlines() == EXPERT


@pytest.mark.parametrize("count, word", [(4, "missing"), (2, "left over")])
def test_a_line_too_few_or_too_many_is_refused(written, count, word):
    for read, lines in ((labels.read_labels, EXPERT), (labels.read_spot_counts, SPOTS)):
        message = re.escape(f"3 line(s) for {count} frame(s); a line is {word}")
        with pytest.raises(LabelError, match=message):
            read(written(lines), count)


def test_an_unknown_label_is_named_with_its_line(written):
    with pytest.raises(LabelError, match="line 2: the label 'Maybe' is unknown; use one of HIT"):
        labels.read_labels(written([EXPERT[0], "r0087_2000.h5 [2] Maybe"]))
    with pytest.raises(LabelError, match="line 2: the label 'HIT' is unknown; use one of Hit"):
        labels.read_spot_counts(written([SPOTS[0], "00002 7 HIT"]))


def test_an_index_out_of_order_is_named_with_its_line(written):
    with pytest.raises(LabelError, match="line 2: the index is 3, expected 2"):
        labels.read_labels(written([EXPERT[0], EXPERT[2], EXPERT[1]]))
    with pytest.raises(LabelError, match="line 1: the index is 2, expected 1"):
        labels.read_spot_counts(written(SPOTS[1:]))


@pytest.mark.parametrize(
    "line", ["", "r0087_2000.h5 1 HIT", "r0087_2000.h5 [x] HIT", "r0087_2000.h5 [1] HIT MISS"]
)
def test_a_malformed_line_is_shown_with_the_form_it_should_have(written, line):
    with pytest.raises(
        LabelError, match=r"line 1: .* is not of the form 'r0087_2000.h5 \[1\] HIT'"
    ):
        labels.read_labels(written([line, EXPERT[1]]))


@pytest.mark.parametrize("line", ["00001 -56 Hit", "00001 56", "1 5.5 Hit", "٣ 5 Hit"])
def test_a_malformed_spot_count_is_shown_with_the_form_it_should_have(written, line):
    with pytest.raises(LabelError, match="line 1: .* is not of the form '00001    56 Hit'"):
        labels.read_spot_counts(written([line]))


def test_a_missing_an_empty_and_a_binary_file_are_refused(tmp_path):
    path = tmp_path / "labels.txt"
    with pytest.raises(LabelError, match="no such file"):
        labels.read_labels(path)
    path.write_bytes(b"")
    with pytest.raises(LabelError, match="the file is empty"):
        labels.read_labels(path)
    path.write_bytes(b"\x89HDF\r\n\xff\xfe")
    with pytest.raises(LabelError, match="not a text file"):
        labels.read_labels(path)


@pytest.mark.parametrize(
    "values, message",
    [
        ([], r"expected \(n,\) integers"),
        ([[0, 1]], r"expected \(n,\) integers"),
        ([0.0, 1.0], r"float64 of shape \(2,\)"),
        ([0, 3], "element 1 of the labels is 3, expected 0 to 2"),
        ([-1], "element 0 of the labels is -1"),
    ],
)
def test_labels_that_are_none_are_not_written(tmp_path, values, message):
    with pytest.raises(LabelError, match=message):
        labels.write_labels(tmp_path / "labels.txt", values)
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_two_words_is_not_written(tmp_path):
    with pytest.raises(LabelError, match="the run's name is 'r 87'; give one word"):
        labels.write_labels(tmp_path / "labels.txt", [0], run_name="r 87")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("run_name", ["", " ", " r87.h5", "r87.h5 ", "r 87", "r87\n", "r\t87"])
def test_a_run_s_name_with_space_in_it_or_around_it_is_not_written(tmp_path, run_name):
    with pytest.raises(LabelError, match="give one word without spaces"):
        labels.write_labels(tmp_path / "labels.txt", [0], run_name)
    assert list(tmp_path.iterdir()) == []


def test_the_published_files_of_lg36_have_the_published_statistics(real_data):
    folder = real_data / "datasets" / "lg36"
    found = labels.read_labels(folder / "expert_annotation.txt", count=2000)
    spots = labels.read_spot_counts(folder / "dials_annotation.txt", count=2000)
    assert np.bincount(found).tolist() == [235, 57, 1708]
    published = ([17, 30, 44, 67, 176], [8, 12, 14, 18, 24], [2, 5, 7, 10, 16])
    for index, expected in enumerate(published):
        percentiles = np.percentile(spots[found == index], (5, 25, 50, 75, 95))
        # Published without decimals; between two frames the definitions of a percentile differ.
        np.testing.assert_allclose(percentiles, expected, atol=1)


def test_writing_the_published_labels_gives_the_published_file(real_data, tmp_path):
    published = real_data / "datasets" / "lg36" / "expert_annotation.txt"
    labels.write_labels(tmp_path / "labels.txt", labels.read_labels(published))
    assert (tmp_path / "labels.txt").read_text(encoding="utf-8") == published.read_text(
        encoding="utf-8"
    )
