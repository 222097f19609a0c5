"""Sets of simulated frames of many detectors, as networks see them."""

import numpy as np

from tinyml_kit.datasets.bragg import many
from tinyml_kit.features.image.significance import STEP, significance
from tinyml_kit.verdicts import many_images


def test_images_are_what_networks_see(tmp_path):
    made = many_images.images(3, seed=1, first=3)
    assert made.images.shape == (3, 100, 100) and made.images.dtype == np.uint8
    assert made.labels.tolist() == [0, 1, 2] and made.spots.shape == (3, 2)
    shot = many.shot(4, 1)
    assert (made.images[1] * STEP == significance(shot.frame, shot.masked)).all()
    many_images.write_images(tmp_path / "set.npz", made)
    back = many_images.read_images(tmp_path / "set.npz")
    assert all((getattr(back, name) == getattr(made, name)).all() for name in vars(made))
