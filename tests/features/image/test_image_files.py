"""Files of images: what is written is what was given, rounded once."""

import h5py
import numpy as np
import pytest

from tinyml_kit.features.image.image_files import write_images
from tinyml_kit.features.image.resample import ImageError

IMAGES = np.random.default_rng(0).uniform(-2, 2, (3, 5, 4)).astype(np.float32)
each_suffix = pytest.mark.parametrize("suffix", [".npz", ".h5"])


def images_of(path):
    with h5py.File(path) if path.suffix == ".h5" else np.load(path) as file:
        return file["images"][:]


@each_suffix
@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("count", [1, 3])
def test_images_are_kept_in_their_order_and_dtype(tmp_path, suffix, dtype, count):
    path = tmp_path / f"images{suffix}"
    write_images(path, iter(IMAGES[:count]), (count, 5, 4), dtype, {})
    found = images_of(path)
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, IMAGES[:count].astype(dtype))


@each_suffix
@pytest.mark.parametrize("announced", [2, 4])
def test_an_image_more_or_fewer_than_announced_is_refused(tmp_path, suffix, announced):
    path = tmp_path / f"images{suffix}"
    with pytest.raises(ImageError, match=f"there are 3 images, but {announced} were announced"):
        write_images(path, IMAGES, (announced, 5, 4), "float32", {})
    assert list(tmp_path.iterdir()) == []


def test_integers_become_floats_in_either_format(tmp_path):
    for name in ("images.npz", "images.h5"):
        write_images(tmp_path / name, [np.array([[1, 2]])], (1, 1, 2), "float32", {})
        assert images_of(tmp_path / name).tolist() == [[[1, 2]]]


@each_suffix
def test_facts_lie_beside_the_images(tmp_path, suffix):
    path = tmp_path / f"images{suffix}"
    facts = {"window": 7, "labels": np.array([2, 0, 1])}
    write_images(path, IMAGES, (3, 5, 4), "float32", facts)
    with h5py.File(path) if suffix == ".h5" else np.load(path, allow_pickle=False) as file:
        assert file["labels"][:].tolist() == [2, 0, 1]
        assert (file.attrs["window"] if suffix == ".h5" else file["window"][()]) == 7


def test_each_image_of_an_hdf5_file_is_a_chunk_of_its_own(tmp_path):
    write_images(tmp_path / "images.h5", IMAGES, (3, 5, 4), "float32", {})
    with h5py.File(tmp_path / "images.h5") as file:
        assert file["images"].chunks == (1, 5, 4)
