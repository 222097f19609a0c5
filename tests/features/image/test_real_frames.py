"""From simulation to reality: the shipped network on real frames, never used in training.

Whatever it says is reported in chapter 08 (`benchmarks/real_frames.py`). What is asserted here is
that the way from a real detector's file to a verdict works, and that a frame without a crystal is
not called a HIT.
"""

import numpy as np
import pytest

from tinyml_kit.datasets.bragg import frames
from tinyml_kit.features.image import preprocess
from tinyml_kit.learning import shipped

CSPAD = tuple(f"idx-20130301060858{n}.npz" for n in (401, 601, 701, 801))
PILATUS = tuple(f"thau_3_2_{n}.cbf.bz2" for n in ("0001", "0014", "0015", "0019"))


@pytest.fixture(scope="module")
def network():
    return shipped.bragg_classifier()


def image_of(path):
    return preprocess.case(frames.read_frame(path), 100)


@pytest.mark.parametrize("name", CSPAD + PILATUS)
def test_a_real_frame_becomes_an_image_like_the_simulated_ones(name, real_data):
    image = image_of(real_data / "frames" / name)
    assert image.shape == (100, 100)
    assert np.isfinite(image).all()
    assert np.abs(image).max() <= np.sqrt(preprocess.WINDOW**2 - 1)


@pytest.mark.parametrize("name", CSPAD + PILATUS)
def test_the_network_gives_probabilities_for_a_real_frame(name, real_data, network):
    said = network.probabilities(image_of(real_data / "frames" / name)[np.newaxis])
    assert said.shape == (1, 3)
    assert said.sum() == pytest.approx(1, abs=1e-5)


def test_a_real_frame_beside_the_crystal_is_no_hit(real_data, network):
    image = image_of(real_data / "frames" / "thau_3_2_0019.cbf.bz2")
    assert network.predict(image[np.newaxis]) != ["HIT"]


def test_a_run_file_and_single_frames_go_through_the_command(real_data, tmp_path, network):
    out = tmp_path / "one.npz"
    preprocess.run_file(real_data / "frames" / CSPAD[0], out=out)
    with np.load(out) as made:
        np.testing.assert_array_equal(made["images"][0], image_of(real_data / "frames" / CSPAD[0]))
        assert len(network.predict(made["images"])) == 1
