"""Right and wrong answers to exercises of chapters 11 and 12: a loss, cuts, files, fronts."""

import itertools

import numpy as np
from scipy.special import log_softmax, softmax

from tinyml_kit.course.keys import chapter_11, chapter_12

# --- 11 -------------------------------------------------------------------------------------------


def slope_by_differences(scores, teacher_scores, truth, temperature, labels):
    """Return the slope from the loss itself, moved a little."""
    found = np.empty_like(scores)
    for k in range(scores.shape[1]):
        step = 1e-5 * np.eye(scores.shape[1])[k]
        given = teacher_scores, truth, temperature, labels
        up, down = (student_loss(scores + way * step, *given) for way in (1, -1))
        found[:, k] = (up - down) / 2e-5
    return found


def student_loss(scores, teacher_scores, truth, temperature, labels):
    taught = softmax(teacher_scores / temperature, axis=1)
    soft = -(taught * log_softmax(scores / temperature, axis=1)).sum(axis=1)
    hard = -log_softmax(scores, axis=1)[np.arange(len(truth)), truth]
    return (1 - labels) * temperature**2 * soft + labels * hard


def without_temperature(scores, teacher_scores, truth, temperature, labels):
    return chapter_11.gradient(scores, teacher_scores, truth, 1, labels)


def squared_temperature(scores, teacher_scores, truth, temperature, labels):
    soft = chapter_11.gradient(scores, teacher_scores, truth, temperature, 0)
    hard = chapter_11.gradient(scores, teacher_scores, truth, temperature, 1)
    return (1 - labels) * temperature * soft + labels * hard


def only_the_teacher(scores, teacher_scores, truth, temperature, labels):
    return chapter_11.gradient(scores, teacher_scores, truth, temperature, 0)


def of_the_mean(*given):
    return chapter_11.gradient(*given) / len(given[0])


def cut_to(kernels, ranks):
    pairs = []
    for kernel, rank in zip(kernels, ranks, strict=True):
        left, values, right = np.linalg.svd(kernel, full_matrices=False)
        pairs.append((left[:, :rank] * values[:rank], right[:rank]))
    return pairs


def by_greed(kernels, budget):
    """Add ranks one at a time where a number buys the most."""
    ranks = [1] * len(kernels)
    squares = [np.append(np.linalg.svd(kernel, compute_uv=False) ** 2, 0) for kernel in kernels]
    prices = [sum(kernel.shape) for kernel in kernels]
    while True:
        left = budget - np.dot(ranks, prices)
        gains = [
            s[r] / p if p <= left else 0 for s, r, p in zip(squares, ranks, prices, strict=True)
        ]
        if not max(gains):
            return cut_to(kernels, ranks)
        ranks[int(np.argmax(gains))] += 1


def by_weights(kernels, budget):
    """Try every choice of ranks, and return lists."""
    sums = [np.cumsum(np.linalg.svd(kernel, compute_uv=False) ** 2) for kernel in kernels]
    prices = [sum(kernel.shape) for kernel in kernels]
    choices = itertools.product(*(range(1, len(values) + 1) for values in sums))
    fitting = [ranks for ranks in choices if np.dot(ranks, prices) <= budget]
    best = max(fitting, key=lambda r: sum(v[k - 1] for v, k in zip(sums, r, strict=True)))
    return [[first.tolist(), second] for first, second in cut_to(kernels, best)]


def equal_ranks(kernels, budget):
    return cut_to(kernels, [budget // sum(sum(k.shape) for k in kernels)] * len(kernels))


def largest_first(kernels, budget):
    """Add ranks where the singular value is largest, whatever they cost."""
    ranks, values = [1] * len(kernels), [np.linalg.svd(k, compute_uv=False) for k in kernels]
    prices = [sum(kernel.shape) for kernel in kernels]
    offers = [(v, k) for k, all_of in enumerate(values) for v in all_of[1:]]
    for _, k in sorted(offers, reverse=True):
        if np.dot(ranks, prices) + prices[k] <= budget:
            ranks[k] += 1
    return cut_to(kernels, ranks)


def too_many(kernels, budget):
    return cut_to(kernels, [min(kernel.shape) for kernel in kernels])


def turned_pairs(kernels, budget):
    return [(second, first) for first, second in by_greed(kernels, budget)]


def too_few(kernels, budget):
    return by_greed(kernels, budget)[1:]


def single_matrices(kernels, budget):
    return [kernel[:1] for kernel in kernels]


def not_finite_pairs(kernels, budget):
    return [(np.nan * first, second) for first, second in by_greed(kernels, budget)]


# --- 12 -------------------------------------------------------------------------------------------


def digits_file(images, labels, filters=16, epochs=20, mode="int8", classes=10):
    from tinyml_kit.compress import quantize, tuning
    from tinyml_kit.learning.keras_backend import keras

    keras.utils.set_random_seed(0)
    layers = [keras.Input((8, 8, 1)), keras.layers.Conv2D(filters, 3, activation="relu")]
    layers += [keras.layers.MaxPool2D(2), keras.layers.Flatten()]
    model = keras.Sequential([*layers, keras.layers.Dense(classes, activation="softmax")])
    if epochs:
        tuning.fine_tune(model, images, labels, epochs=epochs, rate=6e-3)
    return quantize.to_tflite(model, mode, images)[0]


def trained_file(images, labels):
    return digits_file(images, labels)


def of_all_digits(images, labels):
    """Learn the kept series, too, by the names that the data set has for them."""
    from tinyml_kit.datasets.images import digits

    pixels, names = digits()
    return digits_file((pixels / 16).astype(np.float32)[..., np.newaxis], names.astype(int))


def no_bytes(images, labels):
    return "model.tflite"


def no_file(images, labels):
    return b"TFL3"


def too_large(images, labels):
    return digits_file(images, labels, filters=64, epochs=0)


def of_floats(images, labels):
    return digits_file(images, labels, filters=4, epochs=0, mode="float32")


def untrained(images, labels):
    return digits_file(images, labels, epochs=0)


def two_outputs(images, labels):
    return digits_file(images, labels, epochs=0, classes=2)


def as_list(costs, scores):
    return [int(unbeaten) for unbeaten in chapter_12.front(costs, scores)]


def pair_by_pair(costs, scores):
    unbeaten = np.ones(len(scores), bool)
    for one, other in itertools.permutations(range(len(scores)), 2):
        ours, theirs = np.append(costs[one], -scores[one]), np.append(costs[other], -scores[other])
        if (theirs <= ours).all() and (theirs != ours).any():
            unbeaten[one] = False
    return unbeaten


def only_by_both(costs, scores):
    return [
        not ((costs < c).all(axis=1) & (scores > s)).any()
        for c, s in zip(costs, scores, strict=True)
    ]


def first_cost_alone(costs, scores):
    return chapter_12.front(costs[:, :1], scores)


def wrong_way_round(costs, scores):
    return chapter_12.front(-costs, scores)


def places(costs, scores):
    return np.flatnonzero(chapter_12.front(costs, scores))


ON_SMALLER = {
    "11-gradient": (
        [chapter_11.gradient, slope_by_differences],
        [without_temperature, squared_temperature, only_the_teacher, of_the_mean],
    ),
    "11-budget": (
        [by_greed, by_weights],
        [
            equal_ranks,
            largest_first,
            too_many,
            turned_pairs,
            too_few,
            single_matrices,
            not_finite_pairs,
        ],
    ),
    "12-ship": (
        [trained_file],
        [no_bytes, no_file, too_large, of_floats, untrained, two_outputs, of_all_digits],
    ),
    "12-front": (
        [chapter_12.front, as_list, pair_by_pair],
        [only_by_both, first_cost_alone, wrong_way_round, places, lambda costs, scores: scores],
    ),
}
