import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone

from tinyml_kit.datasets.bragg.labels import read_labels, read_spot_counts
from tinyml_kit.learning import baselines
from tinyml_kit.learning.baselines import BaselineError, SpotCountRule
from tinyml_kit.learning.evaluation import SCORES, report
from tinyml_kit.learning.scores import scores_of
from tinyml_kit.learning.split import published_split


@pytest.fixture
def lg36(real_data):
    folder = real_data / "datasets/lg36"
    counts = read_spot_counts(folder / "dials_annotation.txt")
    return counts, read_labels(folder / "expert_annotation.txt"), *published_split(2000)


def test_a_threshold_of_23_spots_equals_the_best_published_network(lg36):
    counts, labels, train, test = lg36
    rule = SpotCountRule("accuracy").fit(counts[train], labels[train])
    scores = report(labels[test], rule.predict(counts[test])).scores
    assert (rule.low_, rule.high_) == (23, 23)
    assert scores["accuracy"] == 0.94
    assert scores["balanced_accuracy"] == pytest.approx(0.597, abs=5e-4)
    assert scores["macro_f1"] == pytest.approx(0.592, abs=5e-4)


def test_always_miss_is_right_in_88_of_100_published_images(lg36):
    counts, labels, train, test = lg36
    always = baselines.commonest().fit(counts[train], labels[train])
    assert (always.predict(counts[test]) == labels[test]).mean() == 0.88


def test_two_thresholds_separate_what_can_be_separated():
    counts = np.array([40, 30, 25, 15, 12, 9, 3, 0])
    labels = np.array([0, 0, 0, 1, 1, 2, 2, 2])
    for score in SCORES:
        rule = SpotCountRule(score).fit(counts, labels)
        assert (rule.low_, rule.high_) == (12, 25)
        assert np.array_equal(rule.predict(counts), labels)


@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 2)), min_size=3, max_size=20),
    st.sampled_from(SCORES),
)
def test_no_other_pair_of_thresholds_is_better(pairs, score):
    counts, labels = np.array(pairs).T
    labels[:3] = [0, 1, 2]
    rule = SpotCountRule(score).fit(counts, labels)
    low, high = np.triu_indices(10)
    below_low, below_high = counts < low[:, None], counts < high[:, None]
    predicted = np.where(below_low, 2, np.where(below_high, 1, 0))
    confusion = np.zeros((len(low), 3, 3))
    np.add.at(confusion, (np.arange(len(low))[:, None], labels, predicted), 1)
    best = scores_of(confusion)[:, SCORES.index(score)].max()
    assert report(labels, rule.predict(counts)).scores[score] == pytest.approx(best)


def test_counts_may_be_a_column_as_scikit_learn_has_it():
    rule = SpotCountRule().fit(np.array([[9], [5], [1]]), np.array([0, 1, 2]))
    assert rule.predict(np.array([[9], [5], [1]])).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    "counts", [np.array([1.5, 2, 3]), np.array([-1, 2, 3]), np.zeros((3, 2), int), np.zeros(0, int)]
)
def test_what_is_no_spot_count_is_refused(counts):
    with pytest.raises(BaselineError, match="one integer, 0 or more"):
        SpotCountRule().fit(counts, np.array([0, 1, 2]))


@pytest.mark.parametrize("labels", [np.array([0, 1]), np.array([0, 1, 3])])
def test_labels_that_do_not_fit_the_counts_are_refused(labels):
    with pytest.raises(BaselineError, match="one label of 0"):
        SpotCountRule().fit(np.array([1, 2, 3]), labels)


def test_an_unknown_score_is_refused():
    with pytest.raises(BaselineError, match="'luck' is not a score"):
        SpotCountRule("luck").fit(np.array([1, 2, 3]), np.array([0, 1, 2]))


def test_peaks_are_pixels_no_smaller_than_their_neighbours():
    image = np.zeros((6, 8))
    image[2, 3], image[2, 4], image[5, 7] = 5, 4, 2
    found = baselines.peaks(image[None])[0]
    assert found[2, 3] == 5 and found[5, 7] == 2
    assert np.isneginf(found[2, 4]) and np.isneginf(found[1, 2])
    assert found[0, 0] == 0  # flat ground is no smaller than its neighbours


def test_features_count_peaks_above_thresholds_and_measure_the_brightest():
    images = np.zeros((2, 10, 10))
    images[0, 2, 2], images[0, 7, 7], images[0, 7, 2] = 10, 6, 3
    found = baselines.features(images, [0, 2, 4, 8, 12])
    np.testing.assert_allclose(found, [[3, 3, 2, 1, 0, 10, 19 / 20], [0] * 7])


def test_a_peak_as_high_as_a_threshold_is_not_above_it():
    image = np.zeros((1, 4, 5))  # the fewest pixels that are an image
    image[0, 2, 2] = 3
    assert baselines.features(image, [2.9, 3, 3.1, 4, 5])[0, :5].tolist() == [1, 0, 0, 0, 0]


def test_of_equally_good_thresholds_the_highest_are_taken():
    # Between 3 and 9 spots, and between 9 and 20, nothing decides; a threshold is a count seen.
    rule = SpotCountRule("accuracy").fit(np.array([20, 9, 3]), np.array([0, 1, 2]))
    assert (rule.low_, rule.high_) == (9, 20)
    # With no MAYBE in use the two meet, as high as they can.
    rule = SpotCountRule("accuracy").fit(np.array([20, 3, 3]), np.array([0, 2, 2]))
    assert (rule.low_, rule.high_) == (20, 20)
    assert rule.predict(np.array([20, 19])).tolist() == [0, 2]


@given(st.integers(1, 120), st.integers(0, 1000))
def test_features_of_an_image_do_not_depend_on_its_company(n, seed):
    images = np.random.default_rng(seed).random((n, 6, 6)).astype(np.float32)
    thresholds = [0.1, 0.3, 0.5, 0.7, 0.9]
    together = baselines.features(images, thresholds)
    alone = np.concatenate([baselines.features(images[i : i + 1], thresholds) for i in range(n)])
    np.testing.assert_array_equal(together, alone)


def test_thresholds_leave_the_stated_shares_of_peaks_below():
    images = np.random.default_rng(0).random((200, 30, 30))
    heights = baselines.peaks(images)
    heights = heights[np.isfinite(heights)]
    for share, threshold in zip(baselines.SHARES, baselines.peak_thresholds(images), strict=True):
        assert (heights < threshold).mean() == pytest.approx(share, abs=1e-3)


def spotty(n, seed):
    """Return images of noise with 12, 6 or 0 bright pixels, and the labels 0, 1, 2."""
    random = np.random.default_rng(seed)
    labels = np.arange(n) % 3
    images = random.normal(0, 1, (n, 40, 40))
    for image, label in zip(images, labels, strict=True):
        spots = (12, 6, 0)[label]
        image[random.integers(0, 40, spots), random.integers(0, 40, spots)] = 8
    return images, labels


@pytest.mark.parametrize("build", [baselines.peak_regression, baselines.peak_trees])
def test_peaks_are_enough_to_tell_many_spots_from_few(build):
    model = build().fit(*spotty(150, seed=0))
    images, labels = spotty(90, seed=1)
    assert (model.predict(images) == labels).mean() > 0.85
    assert model.predict_proba(images).shape == (90, 3)


@pytest.mark.parametrize("build", [baselines.peak_regression, baselines.peak_trees])
def test_the_unit_of_the_pixels_does_not_matter(build):
    images, labels = spotty(90, seed=0)
    one, other = build().fit(images, labels), build().fit(32 * images, labels)
    np.testing.assert_array_equal(one.predict(images), other.predict(32 * images))


def test_a_baseline_can_be_cloned_as_scikit_learn_expects():
    model = baselines.peak_regression()
    assert clone(model) is not model
    assert clone(SpotCountRule("accuracy")).score == "accuracy"


@pytest.mark.parametrize("images", [np.zeros((4, 4)), np.zeros((2, 4, 4)), np.zeros(5)])
def test_what_is_no_stack_of_images_is_refused(images):
    with pytest.raises(BaselineError, match="give a stack"):
        baselines.features(images, [1, 2, 3, 4, 5])


def test_an_image_with_nan_is_named():
    images = np.zeros((4, 8, 8))
    images[2, 0, 0] = np.nan
    with pytest.raises(BaselineError, match="image 2 holds NaN"):
        baselines.peak_thresholds(images)
