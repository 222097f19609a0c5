"""Marks of detectors and masks of files: which pixels of a frame hold no count."""

import h5py
import numpy as np
import pytest

from tinyml_kit.datasets.bragg import frames, masks
from tinyml_kit.datasets.bragg.frames import FrameError

ZEROS = np.zeros((2, 3, 4), np.uint16)


@pytest.mark.parametrize(
    "values, dtype, expected",
    [
        ([0, 253, 254, 255], np.uint8, [0, 0, 1, 1]),
        ([0, 65533, 65534, 65535], np.uint16, [0, 0, 1, 1]),
        ([0, 65535, 2**32 - 2, 2**32 - 1], np.uint32, [0, 0, 1, 1]),
        ([0, -1, -2, 7], np.int32, [0, 1, 1, 0]),
        ([0, -1, -2, -3], np.int32, [0, 0, 0, 0]),  # noise below a pedestal
        ([-(2**31), 2**31 - 1, -1, 5], np.int32, [1, 1, 1, 0]),
        ([-(2**15), 2**15 - 1, -9, -1], np.int16, [1, 1, 0, 0]),
        ([-1.0, 65535.0, 0.0, 1.0], np.float32, [0, 0, 0, 0]),
    ],
)
def test_marks_are_told_from_counts(values, dtype, expected):
    assert masks.marked(np.array([values], dtype)).tolist() == [[bool(e) for e in expected]]


def with_mask(path, name, mask, data="entry/data/data_000001"):
    with h5py.File(path, "w") as file:
        file[data] = ZEROS
        file[name] = mask
    return path


@pytest.mark.parametrize("name", masks.NEXUS_MASKS)
def test_every_bit_of_a_nexus_mask_rules_a_pixel_out(tmp_path, name):
    mask = np.zeros((3, 4), np.uint32)
    mask[0, 1], mask[2, 3] = 1, 2**31
    with frames.open_run(with_mask(tmp_path / "a.h5", name, mask)) as run:
        assert np.argwhere(run.masked(0, run[0])).tolist() == [[0, 1], [2, 3]]


def test_a_cxi_mask_says_some_things_of_pixels_that_were_measured(tmp_path):
    mask = np.array([[0, 1, 8, 0x20], [0x800, 0x2000, 0x4000, 0x2008], [0] * 4], np.uint16)
    path = with_mask(tmp_path / "a.cxi", masks.CXI_MASKS[0], mask, "entry_1/data_1/data")
    with frames.open_run(path) as run:
        assert np.argwhere(run.masked(1, run[1])).tolist() == [[0, 1], [0, 2], [1, 3]]


def test_a_cxi_mask_of_each_frame_is_read(tmp_path):
    mask = np.zeros((2, 3, 4), np.int8)
    mask[1, 2, 0] = 1
    path = with_mask(tmp_path / "a.cxi", masks.CXI_MASKS[1], mask, "entry_1/data_1/data")
    with frames.open_run(path) as run:
        found = [np.argwhere(run.masked(number, run[number])).tolist() for number in (0, 1, -1)]
    assert found == [[], [[2, 0]], [[2, 0]]]


def test_a_file_without_a_mask_has_none(tmp_path):
    frames.write_run(tmp_path / "a.h5", ZEROS)
    with frames.open_run(tmp_path / "a.h5") as run:
        assert not run.masked(0, run[0]).any()


def test_a_mask_of_another_shape_is_refused(tmp_path):
    path = with_mask(tmp_path / "a.h5", masks.NEXUS_MASKS[0], np.zeros((4, 3), np.uint32))
    words = r"pixel_mask is uint32 of shape \(4, 3\), but a frame has 3 × 4 pixels; copy the file"
    with pytest.raises(FrameError, match=words), frames.open_run(path):
        pass
