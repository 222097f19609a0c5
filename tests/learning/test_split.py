import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.datasets.bragg.labels import read_labels
from tinyml_kit.learning.split import SplitError, published_split, split


@given(
    st.lists(st.integers(5, 60), min_size=1, max_size=4),
    st.floats(0.05, 0.4),
    st.floats(0.05, 0.4),
    st.integers(0, 99),
)
def test_every_image_is_on_exactly_one_side_and_every_class_on_all(members, test, validation, seed):
    labels = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(members)), members))
    parts = split(labels, test, validation, seed)
    assert np.array_equal(np.sort(np.concatenate(parts)), np.arange(len(labels)))
    for part, share in ((parts.test, test), (parts.validation, validation)):
        for number, n in enumerate(members):
            assert (labels[part] == number).sum() == max(1, round(share * n))
    assert set(labels[parts.train]) == set(labels)


def test_a_seed_repeats_its_split_and_another_gives_another():
    labels = np.repeat([0, 1, 2], [235, 57, 1708])
    first, again, other = split(labels, seed=3), split(labels, seed=3), split(labels, seed=4)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first.test, other.test)


def test_the_counts_of_run_87_split_into_47_11_342():
    labels = np.repeat([0, 1, 2], [235, 57, 1708])
    assert np.bincount(labels[split(labels).test]).tolist() == [47, 11, 342]


def test_the_published_split_has_the_published_classes(real_data):
    labels = read_labels(real_data / "datasets/lg36/expert_annotation.txt")
    train, test = published_split(len(labels))
    assert np.bincount(labels[test]).tolist() == [36, 12, 352]
    assert len(train) == 1600 and not set(train) & set(test)


def test_too_few_images_for_a_fifth_are_refused():
    with pytest.raises(SplitError, match="4 images have no fifth"):
        published_split(4)


@pytest.mark.parametrize(("test", "validation"), [(0, 0.2), (0.2, 0), (0.5, 0.5), (-0.1, 0.2)])
def test_shares_that_leave_a_part_empty_are_refused(test, validation):
    with pytest.raises(SplitError, match="leave a part empty"):
        split(np.zeros(10, int), test, validation)


def test_a_class_too_rare_for_three_parts_is_named():
    with pytest.raises(SplitError, match="class 1 has 2 images, too few"):
        split(np.array([0] * 10 + [1] * 2))


def test_three_images_of_a_class_are_one_for_each_part():
    parts = split(np.array([0] * 10 + [1] * 3))
    assert [np.sum(part >= 10) for part in parts] == [1, 1, 1]


def test_five_images_have_a_fifth():
    train, test = published_split(5)
    assert len(test) == 1 and sorted([*train, *test]) == list(range(5))


def test_shares_that_leave_a_little_to_train_on_are_accepted():
    assert [len(part) for part in split(np.zeros(100, int), 0.5, 0.49)] == [1, 49, 50]
