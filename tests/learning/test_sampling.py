"""Which images a training shows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.learning import sampling


def test_the_eight_symmetries_are_all_different_and_undo_each_other():
    image = np.random.default_rng(0).random((1, 4, 4))
    turned = [sampling.symmetry(image, k) for k in range(8)]
    assert len({a.tobytes() for a in turned}) == 8
    for k in range(4):
        assert np.array_equal(sampling.symmetry(turned[k], (4 - k) % 4), image)
    for k in range(4, 8):  # a reflection undoes itself
        assert np.array_equal(sampling.symmetry(turned[k], k), image)


@given(st.integers(0, 2**32 - 1), st.integers(1, 30))
def test_augmentation_moves_pixels_and_changes_none(seed, n):
    random = np.random.default_rng(seed)
    images = random.random((n, 5, 5, 1)).astype(np.float32)
    changed = sampling.augmented(images, random)
    assert changed.shape == images.shape and changed.dtype == images.dtype
    for before, after in zip(images, changed, strict=True):
        assert np.array_equal(np.sort(before, axis=None), np.sort(after, axis=None))
        assert any(
            np.array_equal(after[None], sampling.symmetry(before[None], k)) for k in range(8)
        )


def test_augmentation_uses_all_symmetries_equally_often():
    # 8000 draws: one symmetry comes 1000 times, give or take 30 (binomial); 150 is five times that.
    images = np.tile(np.arange(9.0).reshape(1, 3, 3), (8000, 1, 1))
    changed = sampling.augmented(images, np.random.default_rng(0)).reshape(8000, -1)
    _, counts = np.unique(changed, axis=0, return_counts=True)
    assert len(counts) == 8 and np.abs(counts - 1000).max() < 150


@given(st.lists(st.integers(0, 3), min_size=1, max_size=50))
def test_class_weights_give_every_class_the_same_vote(labels):
    labels = np.array(labels)
    weights = sampling.class_weights(labels)
    votes = [weights[k] * (labels == k).sum() for k in np.unique(labels)]
    np.testing.assert_allclose(votes, len(labels) / len(votes))
    assert weights[labels].mean() == pytest.approx(1)


def test_balanced_batches_draw_rare_and_common_classes_equally():
    labels = np.repeat([0, 1, 2], [100, 10, 5890])
    drawn = labels[sampling.balanced(labels, np.random.default_rng(0))]
    # Binomial: 2000 ± 37 of 6000.
    assert np.abs(np.bincount(drawn) - 2000).max() < 200


def test_every_image_of_every_class_can_come_and_classes_without_images_cannot():
    labels = np.array([0, 4, 4, 4, 2])
    random = np.random.default_rng(0)
    drawn = np.concatenate([sampling.balanced(labels, random) for _ in range(100)])
    assert set(drawn) == set(range(5))
    # Binomial: each of three classes 167 ± 11 of 500.
    assert np.abs(np.bincount(labels[drawn])[[0, 2, 4]] - 500 / 3).max() < 55
