"""A file of examples holds one array of numbers."""

import numpy as np
import pytest

from tinyml_kit.own.array_file import DataError, of_file


def test_one_array_of_an_archive_is_taken(tmp_path):
    np.savez(tmp_path / "one.npz", x=np.arange(3))
    assert of_file(tmp_path / "one.npz").tolist() == [0, 1, 2]
    np.save(tmp_path / "text.npy", np.array(["a"]))
    with pytest.raises(DataError, match=r"it holds <U1 of shape \(1,\); give numbers"):
        of_file(tmp_path / "text.npy")
