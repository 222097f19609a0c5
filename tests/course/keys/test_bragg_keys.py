"""The checks of chapters 07 and 08 name the mistake; the frames that they keep are new."""

import numpy as np
import pytest

from tests.support import bragg_answers as answers
from tinyml_kit.course.keys import chapter_07, chapter_08
from tinyml_kit.datasets import bragg
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.learning import baselines, models
from tinyml_kit.learning.evaluation import report
from tinyml_kit.learning.keras_backend import keras
from tinyml_kit.learning.split import split


def too_few_places(labels, n, rng):
    return answers.sampler(labels, n, rng)[:10]


def one_half_always(labels, n, rng):
    order = answers.sampler(labels, n, rng)
    order[labels[order] == 5] = np.flatnonzero(labels == 5)[0]
    return order


def one_more_often(labels, n, rng):
    order = answers.sampler(labels, n, rng)
    of_five = np.flatnonzero(labels[order] == 5)
    order[of_five[:100]] = order[of_five[0]]
    return order


@pytest.mark.parametrize(
    ("sampler", "message"),
    [
        (too_few_places, "Asked for 6000 places, it returns the shape (10,)."),
        (answers.every_example_once, "class 0 has a share of "),
        (answers.one_class_after_the_other, "100 draws in a row do not have every class"),
        (answers.only_the_first_of_a_class, "Some examples of class 0 never come."),
        (one_half_always, "Some examples of class 5 never come."),
        (one_more_often, "Some examples of class 5 come much more often than others."),
        (answers.always_the_same_draws, "Two random generators give the same draws"),
        (answers.with_a_generator_of_its_own, "Called again with the same seed, it draws other"),
        (answers.in_turns, "place 0 holds class 0 300 times; each place should get each class in"),
        (answers.labels_instead_of_places, "something else than places from 0 to 199"),
        (3, "That is not a function."),
    ],
)
def test_a_sampler_is_told_what_is_uneven(sampler, message):
    assert message in chapter_07.not_balanced(sampler)


def one_image(images, labels, rng):
    return images[:1], labels[:1]


def three_things(images, labels, rng):
    return images, labels, labels


def always_the_same(images, labels, rng):
    return answers.epoch(images, labels, np.random.default_rng(0))


def words(images, labels, rng):
    return "images", "labels"


@pytest.mark.parametrize(
    ("epoch", "message"),
    [
        (answers.published_epoch, "of the images have their own label."),
        (answers.class_by_class, "a batch holds one class and the next batch another."),
        (answers.unbalanced, "The classes are not equally common any more."),
        (answers.scaled_images, "Some images were changed."),
        (one_image, "as many images and labels as it was given"),
        (three_things, "It does not return two things"),
        (words, "It does not return finite numbers."),
        (always_the_same, "Two random generators give the same epoch"),
        (answers.epoch_of_its_own, "Called again with the same seed, it draws otherwise"),
        (answers.one_image_of_a_class, "Too few different images of class 0 come."),
    ],
)
def test_an_epoch_is_told_what_is_wrong_with_it(epoch, message):
    assert message in chapter_07.not_an_epoch(epoch)


def branched():
    image = keras.Input((100, 100, 1))
    both = keras.layers.Add()([keras.layers.MaxPool2D(4)(image), keras.layers.MaxPool2D(4)(image)])
    flat = keras.layers.Flatten()(keras.layers.Conv2D(2, 5, 5)(both))
    return keras.Model(image, keras.layers.Dense(3, "softmax")(flat))


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (models.bragg_cnn, "One of its layers needs 37,648 bytes of RAM."),
        (answers.dense_only, "Its weights need 30,012 bytes of flash."),
        (answers.one_convolution, "It has fewer than two convolutions."),
        (answers.single_pixels, "Each of its convolutions looks at single pixels"),
        (answers.four_means, "AveragePooling2D blurs the frame before a convolution has seen"),
        (answers.four_maxima, "A maximum over 50 × 50 pixels comes before it has seen a spot."),
        (answers.maxima_of_maxima, "A maximum over 20 × 20 pixels comes before"),
        (answers.quarters, "Its first window of (50, 50) pixels is too wide to find a spot."),
        (answers.only_sums, "no more than one dense layer: put a ReLU or a maximum between them."),
        (answers.all_weights_zero, "It gives the same answer to all frames."),
        (answers.sees_four_pixels, "9,996 of the 10,000 pixels cannot change its answer"),
        (answers.loses_its_border, "2,079 of the 10,000 pixels cannot change its answer"),
        (answers.without_probabilities, "Its three outputs are no probabilities."),
        (answers.of_another_size, "It makes (None, 3) of (None, 60, 60, 1)."),
        (branched, "does not count: cost: the network model has branches, which meet or part at"),
    ],
)
def test_a_network_for_a_small_chip_is_told_what_does_not_fit(build, message):
    assert message in chapter_07.does_not_fit(build())


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (answers.unpaired, "the interval is too wide: do both see the same examples?"),
        (answers.the_other_way_round, "the sign is wrong"),
        (answers.of_the_middle_half, "too narrow for the middle 95 %"),
        (answers.of_the_first_alone, "interval"),
        (answers.of_the_middle_ninety, "too narrow for the middle 95 %"),
        (answers.of_half_the_examples, "class 2 that are found, the interval is too narrow"),
        (answers.by_the_deviation, "the interval does not lie where it should"),
        (answers.drawn_from_all, "draw within each class"),
        (answers.with_draws_of_its_own, "draw with the rng that is given"),
    ],
)
def test_a_bootstrap_is_told_what_is_wrong_with_its_interval(function, message):
    assert message in chapter_08.not_paired(function)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (answers.leaking, "On pure noise, it is right in 91%, which is too much"),
        (answers.upside_down, "On pure noise, it is right in 9%, which is too little."),
        (answers.a_coin, "Where the signal is weak, it is right in "),
        (answers.a_strong_signal_or_a_coin, "Where the signal is weak, it is right in 99%, which"),
        (answers.three_test_shots_choose, "On pure noise, it is right in 58%, which is too much"),
        (answers.best_of_two_splits, "On pure noise, it is right in 55%, which is too much"),
        (answers.never_below_a_half, "On pure noise, it is seldom below a half (0% of the sets)."),
        (answers.reads_the_means, "Where the signal is weak and the units are large, it is "),
        (answers.reads_the_scaled_means, "On noise with three shots that are far off, it is right"),
        (lambda x, y, rng: 0.5, "Where the signal is weak, it is right in 50%, which is too"),
        (lambda x, y, rng: 50, "it does not return a share from 0 to 1."),
    ],
)
def test_an_evaluation_is_told_whether_it_sees_signals_in_noise(function, message):
    assert message in chapter_08.leaks(function)


def test_a_threshold_is_told_whether_it_loses_hits_or_stores_too_much():
    assert "of hits are kept." in chapter_08.not_the_threshold(answers.one_hit_short)
    stored = chapter_08.not_the_threshold(answers.stores_everything)
    assert "fewer frames could be stored with the same effect." in stored


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: answers.shipped.bragg_classifier().model, "as the network that ships"),
        (lambda: answers.moved(more=1e-7), "It answers as the network that ships with the kit."),
        (lambda: answers.with_last_layer(1.2), "It answers as the network that ships with the kit"),
        (lambda: answers.with_last_layer(maybe=0.2), "It answers as the network that ships with"),
        (
            answers.by_heart,
            "On the same 300 frames upside down, its balanced accuracy falls from 1",
        ),
        (models.bragg_cnn, "its balanced accuracy is 0."),
        (lambda: models.bragg_cnn(filters=8), "Its weights need 5,740 bytes."),
        (answers.of_another_size, "It makes (None, 3) of (None, 60, 60, 1)."),
        (branched, "It holds a layer that the kit does not count"),
    ],
)
def test_a_rival_of_the_trees_is_told_why_it_does_not_win(build, message):
    assert message in chapter_08.loses_to_the_trees(build())


def test_the_trees_reach_what_the_check_asks_for():
    twin, (images, truth) = bragg.load(), chapter_08.held_back()
    train = split(twin.labels, seed=0).train
    trees = baselines.peak_trees().fit(twin.images[train], twin.labels[train])
    score = report(truth, trees.predict(images)).scores["balanced_accuracy"]
    assert score == pytest.approx(chapter_08.TREES, abs=5e-5)


def test_the_frames_that_the_check_keeps_are_in_no_other_set():
    images, truth = chapter_08.held_back()
    assert images.shape == (300, 100, 100)
    assert np.bincount(truth).tolist() == [100] * len(CLASSES)
    shown = {image.tobytes() for image in bragg.load().images}
    assert not shown & {image.tobytes() for image in images}
