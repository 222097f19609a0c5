"""Answers to the exercises of chapters 07 and 08: right ones, and usual mistakes."""

import itertools

import numpy as np
from scipy import stats

from tinyml_kit.course.keys import chapter_07, chapter_08
from tinyml_kit.datasets import bragg
from tinyml_kit.learning import models, shipped, training
from tinyml_kit.learning.keras_backend import keras

layers = keras.layers


# --- 07 -----------------------------------------------------------------------------------------


def sampler(labels, n, rng):
    classes = np.unique(labels)
    wanted = rng.choice(classes, n)
    order = np.empty(n, int)
    for name in classes:
        order[wanted == name] = rng.choice(np.flatnonzero(labels == name), np.sum(wanted == name))
    return order


def sampler_by_weights(labels, n, rng):
    classes, place, members = np.unique(labels, return_inverse=True, return_counts=True)
    chances = 1 / members[place]
    return rng.choice(len(labels), n, p=chances / chances.sum())


def every_example_once(labels, n, rng):
    return rng.integers(len(labels), size=n)


def one_class_after_the_other(labels, n, rng):
    return np.concatenate(
        [rng.choice(np.flatnonzero(labels == name), n // 3) for name in np.unique(labels)]
    )


def in_turns(labels, n, rng):
    order = np.empty(n, int)
    for start, name in enumerate(np.unique(labels)):
        places = np.arange(start, n, 3)
        order[places] = rng.choice(np.flatnonzero(labels == name), len(places))
    return order


def only_the_first_of_a_class(labels, n, rng):
    first = [np.flatnonzero(labels == name)[0] for name in np.unique(labels)]
    return rng.choice(first, n)


def always_the_same_draws(labels, n, rng):
    return sampler(labels, n, np.random.default_rng(0))


def with_a_generator_of_its_own(labels, n, rng):
    return sampler(labels, n, np.random.default_rng())


def labels_instead_of_places(labels, n, rng):
    return labels[sampler(labels, n, rng)] + 0.5


def epoch(images, labels, rng):
    chosen = sampler(labels, len(labels), rng)
    return images[chosen], labels[chosen]


def as_a_list(images, labels, rng):
    return list(epoch(images, labels, rng))


def published_epoch(images, labels, rng):
    wanted = rng.integers(3, size=len(labels))
    chosen = []
    for k in range(3):
        chosen.extend(rng.choice(np.flatnonzero(labels == k), np.sum(wanted == k)))
    return images[chosen], wanted


def sorted_epoch(images, labels, rng):
    wanted = np.sort(rng.integers(3, size=len(labels)))
    return published_epoch(images, labels, rng)[0], wanted


def class_by_class(images, labels, rng):
    chosen = np.concatenate([rng.choice(np.flatnonzero(labels == k), 200) for k in range(3)])
    return images[chosen], labels[chosen]


def unbalanced(images, labels, rng):
    order = rng.permutation(len(labels))
    return images[order], labels[order]


def one_image_of_a_class(images, labels, rng):
    chosen = rng.permutation(np.arange(len(labels)) % 3)
    chosen = np.array([np.flatnonzero(labels == k)[0] for k in range(3)])[chosen]
    return images[chosen], labels[chosen]


def epoch_of_its_own(images, labels, rng):
    return epoch(images, labels, np.random.default_rng())


def scaled_images(images, labels, rng):
    shown, told = epoch(images, labels, rng)
    return shown / 2, told


def gain_as_scipy_has_it(with_it, without):
    return list(stats.ttest_rel(with_it, without).confidence_interval(0.95))


def gain_of_strangers(with_it, without):
    """Take the rows for unpaired."""
    mean = np.mean(with_it) - np.mean(without)
    error = np.sqrt((np.var(with_it, ddof=1) + np.var(without, ddof=1)) / len(with_it))
    reach = stats.t.ppf(0.975, len(with_it) - 1) * error
    return mean - reach, mean + reach


def gain_by(deviations, ddof=1):
    """Return a function that takes the mean difference, give or take some standard errors."""

    def gain(with_it, without):
        differences = with_it - without
        reach = deviations(len(differences)) * differences.std(ddof=ddof)
        return differences.mean() - reach, differences.mean() + reach

    return gain


def student(n):
    return stats.t.ppf(0.975, n - 1) / np.sqrt(n)


def looks_from_the_first_layer(sizes, place):
    """Follow where the first pixel and the number of pixels go, layer by layer."""
    sees, apart, start = 1, 1, 0
    for size, stride, padding in sizes:
        sees += (size - 1) * apart
        start -= padding * apart
        apart *= stride
    return [place * apart + start, place * apart + start + sees - 1]


def looks_without_padding(sizes, place):
    return chapter_07.looks_at([(size, stride, 0) for size, stride, _ in sizes], place)


def looks_without_strides(sizes, place):
    return chapter_07.looks_at([(size, 1, padding) for size, _, padding in sizes], place)


def looks_in_the_wrong_order(sizes, place):
    return chapter_07.looks_at(sizes[::-1], place)


def cut_to_the_image(sizes, place):
    first, last = chapter_07.looks_at(sizes, place)
    return max(first, 0), last


def chain(*middle, last="softmax", side=100):
    return keras.Sequential(
        [keras.Input((side, side, 1)), *middle, layers.Flatten(), layers.Dense(3, activation=last)]
    )


def for_16_kb():
    return chain(
        layers.Conv2D(6, 5, strides=4, padding="same", activation="relu"),
        layers.Conv2D(6, 3, activation="relu"),
        layers.MaxPool2D(4, padding="same"),
    )


def pooled_for_16_kb():
    return chain(
        layers.MaxPool2D(4),
        layers.Conv2D(4, 3),
        layers.ReLU(),
        layers.Conv2D(4, 3, activation="relu"),
        layers.MaxPool2D(4, padding="same"),
    )


def depthwise_for_16_kb():
    return chain(
        layers.DepthwiseConv2D(5, strides=4, padding="same", activation="relu"),
        layers.SeparableConv2D(6, 3, activation="relu"),
        layers.MaxPool2D(4, padding="same"),
    )


def single_pixels():
    return chain(layers.AveragePooling2D(10), layers.Conv2D(1, 1), layers.Conv2D(1, 1))


def four_means():
    return chain(layers.AveragePooling2D(50), layers.Conv2D(1, 2), layers.Conv2D(1, 1))


def averaged_first():
    return chain(layers.AveragePooling2D(20), layers.Conv2D(3, 2), layers.Conv2D(3, 1))


def four_maxima():
    return chain(layers.MaxPool2D(50), layers.Conv2D(3, 2, activation="relu"), layers.Conv2D(3, 1))


def maxima_of_maxima():
    return chain(layers.MaxPool2D(4), layers.MaxPool2D(5), layers.Conv2D(3, 2), layers.Conv2D(3, 1))


def quarters():
    return chain(layers.Conv2D(1, 50, strides=50, activation="relu"), layers.Conv2D(3, 2))


def only_sums():
    return chain(layers.Conv2D(1, 2, strides=2), layers.AveragePooling2D(25), layers.Conv2D(1, 1))


def normalised_for_16_kb():
    return chain(
        layers.Conv2D(6, 5, strides=4, padding="same"),
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.Conv2D(6, 3, activation="relu"),
        layers.MaxPool2D(4, padding="same"),
    )


def all_weights_zero():
    model = for_16_kb()
    model.set_weights([np.zeros_like(weight) for weight in model.get_weights()])
    return model


def sees_four_pixels():
    return chain(layers.Conv2D(1, 1, strides=50), layers.Conv2D(1, 2, padding="same"))


def loses_its_border():
    return chain(
        layers.Conv2D(6, 5, strides=4, activation="relu"),
        layers.Conv2D(6, 3, activation="relu"),
        layers.MaxPool2D(4),
    )


def dense_only():
    return chain()


def one_convolution():
    return chain(layers.Conv2D(4, 10, strides=10, activation="relu"))


def without_probabilities():
    return chain(layers.Conv2D(6, 5, 4), layers.Conv2D(6, 3), layers.MaxPool2D(4), last=None)


def of_another_size():
    return chain(layers.Conv2D(3, 5), layers.Conv2D(3, 5), layers.MaxPool2D(8), side=60)


# --- 08 -----------------------------------------------------------------------------------------


def draw(truth, times, rng):
    drawn = np.empty((times, len(truth)), int)
    for name in np.unique(truth):
        places = np.flatnonzero(truth == name)
        drawn[:, places] = rng.choice(places, (times, len(places)))
    return drawn


def paired(truth, first, second, score, times, rng):
    drawn = draw(truth, times, rng)
    ahead = [score(truth[i], first[i]) - score(truth[i], second[i]) for i in drawn]
    return np.quantile(ahead, (0.025, 0.975))


def drawn_from_all(truth, first, second, score, times, rng):
    drawn = rng.integers(len(truth), size=(times, len(truth)))
    ahead = [score(truth[i], first[i]) - score(truth[i], second[i]) for i in drawn]
    return np.quantile(ahead, (0.025, 0.975))


def paired_as_a_tuple(*how):
    low, high = paired(*how)
    return low, high


def unpaired(truth, first, second, score, times, rng):
    ahead = []
    for _ in range(times):
        one, other = rng.integers(len(truth), size=(2, len(truth)))
        ahead.append(score(truth[one], first[one]) - score(truth[other], second[other]))
    return np.quantile(ahead, (0.025, 0.975))


def the_other_way_round(truth, first, second, *how):
    return paired(truth, second, first, *how)


def of_the_middle_half(truth, first, second, score, times, rng):
    drawn = draw(truth, times, rng)
    ahead = [score(truth[i], first[i]) - score(truth[i], second[i]) for i in drawn]
    return np.quantile(ahead, (0.25, 0.75))


def without_replacement(truth, first, second, score, times, rng):
    ahead = score(truth, first) - score(truth, second)
    return ahead, ahead


def ahead_in_each_draw(truth, first, second, score, times, rng, frames=None):
    """Return the differences that a paired bootstrap sees, of all examples or of drawn ones."""
    drawn = draw(truth, times, rng) if frames is None else frames
    return np.array([score(truth[i], first[i]) - score(truth[i], second[i]) for i in drawn])


def of_the_middle_ninety(*how):
    return np.quantile(ahead_in_each_draw(*how), (0.05, 0.95))


def by_the_deviation(*how):
    ahead = ahead_in_each_draw(*how)
    return ahead.mean() - 1.96 * ahead.std(), ahead.mean() + 1.96 * ahead.std()


def of_half_the_examples(truth, first, second, score, times, rng):
    halves = [rng.permutation(len(truth))[: len(truth) // 2] for _ in range(times)]
    how = truth, first, second, score, times, rng, halves
    return np.quantile(ahead_in_each_draw(*how), (0.025, 0.975))


# Other draws in each call, and the same ones in each run of the tests.
SEEDS = itertools.count()


def with_draws_of_its_own(truth, first, second, score, times, rng):
    how = truth, first, second, score, times, np.random.default_rng(next(SEEDS))
    return np.quantile(ahead_in_each_draw(*how), (0.025, 0.975))


def of_the_first_alone(truth, first, second, *how):
    return paired(truth, first, (truth + 1) % 3, *how)


def evaluate(x, y, rng):
    order = rng.permutation(len(y))
    test, train = order[: len(y) // 4], order[len(y) // 4 :]
    return judged(x, y, train, test, choose_from=train)


def leaking(x, y, rng):
    order = rng.permutation(len(y))
    test, train = order[: len(y) // 4], order[len(y) // 4 :]
    return judged(x, y, train, test, choose_from=order)


def by_folds(number):
    """Return an honest evaluation by cross-validation; 60 folds leave one out."""

    def evaluate_folds(x, y, rng):
        order, right = rng.permutation(len(y)), 0
        for test in np.array_split(order, number):
            train = np.setdiff1d(order, test)
            right += len(test) * judged(x, y, train, test, choose_from=train)
        return right / len(y)

    return evaluate_folds


def three_test_shots_choose(x, y, rng):
    order = rng.permutation(len(y))
    return judged(x, y, order[15:], order[:15], choose_from=order[12:])


def best_of_two_splits(x, y, rng):
    return max(evaluate(x, y, rng), evaluate(x, y, rng))


def never_below_a_half(x, y, rng):
    share = evaluate(x, y, rng)
    return share if share > 0.6 else 0.5


def reads_the_means(x, y, rng):
    """Evaluates nothing: it maps how far apart the means are to what would be right."""
    apart = np.sort(np.abs(x[y == 1].mean(axis=0) - x[y == 0].mean(axis=0)))
    return np.interp(apart[-20:].mean(), [0.72, 0.85, 1.2, 1.9], [0.5, 0.8, 0.8, 1.0])


def reads_the_scaled_means(x, y, rng):
    return reads_the_means(x / x.std(), y, rng)


def judged_by_the_training_part(x, y, rng):
    train = rng.permutation(len(y))[len(y) // 4 :]
    return judged(x, y, train, train, choose_from=train)


def judged(x, y, train, test, choose_from):
    seen, kind = x[choose_from], y[choose_from]
    apart = np.abs(seen[kind == 1].mean(axis=0) - seen[kind == 0].mean(axis=0))
    x = x[:, np.argsort(apart)[-20:]]
    means = [x[train][y[train] == k].mean(axis=0) for k in (0, 1)]
    distances = [((x[test] - mean) ** 2).sum(axis=1) for mean in means]
    return np.mean(np.argmin(distances, axis=0) == y[test])


def a_coin(x, y, rng):
    return np.mean(rng.integers(0, 2, 15) == y[:15])


def a_strong_signal_or_a_coin(x, y, rng):
    """Evaluates nothing: it looks how far apart the means are."""
    apart = np.abs(x[y == 1].mean(axis=0) - x[y == 0].mean(axis=0))
    return 0.98 + 0.01 * rng.random() if apart.max() > 1 else a_coin(x, y, rng)


def upside_down(x, y, rng):
    return 1 - leaking(x, y, rng)


def threshold(p_hit, is_hit, share):
    of_hits = np.sort(p_hit[is_hit])[::-1]
    return of_hits[int(np.ceil(share * len(of_hits))) - 1]


def a_bit_lower(p_hit, is_hit, share):
    return threshold(p_hit, is_hit, share) - 0.004  # probabilities are multiples of 0.01


def quantile_of_all(p_hit, is_hit, share):
    return np.quantile(p_hit, 1 - share)


def one_hit_short(p_hit, is_hit, share):
    of_hits = np.sort(p_hit[is_hit])[::-1]
    return of_hits[max(int(share * len(of_hits)) - 2, 0)]


def stores_everything(p_hit, is_hit, share):
    return 0.0


def moved(factor=1.0, more=0.0):
    """Return a network with the shipped weights, moved a little."""
    model = models.bragg_cnn()
    ready = shipped.bragg_classifier().model.get_weights()
    model.set_weights([weight * factor + more for weight in ready])
    return model


def with_last_layer(factor=1.0, maybe=0.0):
    """Return the shipped network with another last layer: nothing was trained."""
    model = moved()
    kernel, bias = model.layers[-1].get_weights()
    model.layers[-1].set_weights([factor * kernel, factor * bias + [0, maybe, 0]])
    return model


def by_heart():
    """Return a small network whose weights are fitted to the very frames of the check."""
    images, truth = chapter_08.held_back()
    pooled = images[:, :99, :99].reshape(-1, 33, 3, 33, 3).mean(axis=(2, 4)).reshape(300, -1)
    fitted = np.linalg.lstsq(np.c_[pooled, np.ones(300)], np.eye(3)[truth], rcond=None)[0]
    model = keras.Sequential([
        keras.Input((100, 100, 1)), layers.AveragePooling2D(3), layers.Flatten(),
        layers.Dense(3, activation="softmax"),
    ])  # fmt: skip
    model.layers[-1].set_weights([30 * fitted[:-1], 30 * fitted[-1]])
    return model


def trained_further():
    """Return a network that is not the shipped one any more, after a short training."""
    model, twin = moved(), bragg.load()
    training.train(model, twin.images, twin.labels, epochs=1, rate=0.001, warmup=None)
    return model


ANSWERS = {
    "07-sampler": (
        [sampler, sampler_by_weights, lambda *how: sampler(*how).tolist()],
        [every_example_once, one_class_after_the_other, only_the_first_of_a_class,
         always_the_same_draws, with_a_generator_of_its_own, labels_instead_of_places, in_turns,
         lambda labels, n, rng: labels],
    ),
    "07-epoch": (
        [epoch, as_a_list],
        [published_epoch, sorted_epoch, class_by_class, unbalanced, scaled_images,
         one_image_of_a_class, epoch_of_its_own,
         lambda images, labels, rng: (images, labels)],
    ),
    "07-sees": (
        [chapter_07.looks_at, looks_from_the_first_layer],
        [looks_without_padding, looks_without_strides, looks_in_the_wrong_order, cut_to_the_image,
         lambda sizes, place: (place, place)],
    ),
    "07-gain": (
        [chapter_07.gain, gain_as_scipy_has_it, gain_by(student)],
        [gain_of_strangers, gain_by(student, ddof=0), gain_by(lambda n: 1.96 / np.sqrt(n)),
         gain_by(lambda n: stats.t.ppf(0.975, n - 1)),
         gain_by(lambda n: stats.t.ppf(0.975, n) / np.sqrt(n)),
         lambda with_it, without: chapter_07.gain(without, with_it),
         lambda with_it, without: np.mean(with_it - without)],
    ),
    "07-chip": (
        [for_16_kb(), pooled_for_16_kb(), depthwise_for_16_kb(), normalised_for_16_kb()],
        [models.bragg_cnn(), dense_only(), one_convolution(), without_probabilities(),
         of_another_size(), sees_four_pixels(), loses_its_border(), single_pixels(),
         all_weights_zero(), four_means(), averaged_first(), four_maxima(), maxima_of_maxima(),
         quarters(), only_sums()],
    ),
    "08-paired": (
        [paired, paired_as_a_tuple],
        [unpaired, the_other_way_round, of_the_middle_half, without_replacement,
         of_the_first_alone, of_the_middle_ninety, by_the_deviation, of_half_the_examples,
         drawn_from_all, with_draws_of_its_own],
    ),
    "08-noise": (
        [evaluate, by_folds(5), by_folds(60)],
        [leaking, judged_by_the_training_part, a_coin, a_strong_signal_or_a_coin, upside_down,
         three_test_shots_choose, reads_the_means, reads_the_scaled_means,
         best_of_two_splits, never_below_a_half,
         lambda x, y, rng: 0.5],
    ),
    "08-effect": (
        [threshold, a_bit_lower],
        [quantile_of_all, one_hit_short, stores_everything, lambda p, hit, share: share],
    ),
    "08-beats": (
        [trained_further()],
        [by_heart(), shipped.bragg_classifier().model, moved(more=1e-7), moved(1.0001),
         with_last_layer(1.2), with_last_layer(maybe=0.2), models.bragg_cnn(),
         models.bragg_cnn(filters=8), of_another_size()],
    ),
    "08-cherry": ([0.673, 0.662, 0.685], [0.958, 0.95, 0.7, 0.65, 67.3, 6730, 0.5, 0.33]),
}  # fmt: skip
