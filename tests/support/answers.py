"""Answers to every exercise: right ones of several kinds, and wrong ones that are often given."""

import numpy as np
import pandas as pd

from tests.support.answers_on_networks import ON_NETWORKS
from tinyml_kit.course.keys import (
    chapter_01,
    chapter_05,
    chapter_06,
    chapter_09,
    chapter_11,
    chapter_12,
    chapter_14,
    chapter_15,
)


def full_correlation(image, kernels):
    return chapter_05.correlate(image, kernels[::-1, ::-1])


def channel_dropout(images, rate, rng):
    return images * (rng.random((len(images), 1, 1, images.shape[3])) >= rate) / (1 - rate)


def kept_channels_by_loops(images, rate, rng):
    for image in images:
        for channel in range(image.shape[2]):
            image[..., channel] *= (rng.random() >= rate) / (1 - rate)
    return images


def pixel_dropout(images, rate, rng):
    return images * (rng.random(images.shape) >= rate) / (1 - rate)


def one_mask_for_all(images, rate, rng):
    return images * (rng.random(images.shape[3]) >= rate) / (1 - rate)


def without_division(images, rate, rng):
    return images * (rng.random((len(images), 1, 1, images.shape[3])) >= rate)


def always_the_same(images, rate, rng):
    return channel_dropout(images, rate, np.random.default_rng(0))


def fold(kernel, bias, gamma, beta, mean, variance, epsilon):
    factor = gamma / np.sqrt(variance + epsilon)
    return kernel * factor, (bias - mean) * factor + beta


def fold_without_epsilon(kernel, bias, gamma, beta, mean, variance, epsilon):
    return fold(kernel, bias, gamma, beta, mean, variance, 0)


def fold_forgets_the_mean(kernel, bias, gamma, beta, mean, variance, epsilon):
    return fold(kernel, bias, gamma, beta, 0 * mean, variance, epsilon)


def split_by_groups(groups, share, rng):
    order = rng.permutation(np.unique(groups))
    sizes = np.array([(groups == group).sum() for group in order])
    aside = order[: np.argmax(np.cumsum(sizes) >= share * len(groups)) + 1].tolist()
    for group in list(aside):
        rest = [one for one in aside if one != group]
        if np.isin(groups, rest).sum() >= share * len(groups):
            aside = rest
    return np.isin(groups, aside)


def split_examples(groups, share, rng):
    return rng.random(len(groups)) < share


def all_to_test(groups, share, rng):
    return np.ones(len(groups), bool)


def first_writers(groups, share, rng):
    return split_by_groups(groups, share, np.random.default_rng(0))


def prepare(x, y, rng):
    order = rng.permutation(len(x))
    test, train = order[: len(x) // 5], order[len(x) // 5 :]
    copies = x[train] + 0.01 * rng.normal(size=x[train].shape)
    return np.concatenate([x[train], copies]), np.concatenate([y[train]] * 2), x[test], y[test]


def copies_first(x, y, rng):
    x, y = np.concatenate([x, x + 0.01 * rng.normal(size=x.shape)]), np.concatenate([y, y])
    order = rng.permutation(len(x))
    test, train = order[:10], order[10:90]
    return x[train], y[train], x[test], y[test]


def changed_tests(x, y, rng):
    train_x, train_y, test_x, test_y = prepare(x, y, rng)
    return train_x, train_y, test_x + 0.01, test_y


def forgets_labels(x, y, rng):
    train_x, train_y, test_x, test_y = prepare(x, y, rng)
    return train_x, train_y[::-1], test_x, test_y


def exact_copies(x, y, rng):
    train_x, train_y, test_x, test_y = prepare(x, y, rng)
    return np.concatenate([train_x[:40], train_x[:40]]), train_y, test_x, test_y


def without_epsilon(window, epsilon):
    return chapter_06.contrast(window, 0.01)


def truncating(real, scale, zero_point):
    return np.trunc(real / scale) + zero_point


def wrapping(real, scale, zero_point):
    return (np.rint(real / scale) + zero_point).astype(np.int64).astype(np.int8)


def just_as_many(inputs, outputs):
    return inputs * outputs // (inputs + outputs)


def half(inputs, outputs):
    return min(inputs, outputs) // 2


def counted(inputs, outputs):
    pays = [r for r in range(1, inputs) if r * (inputs + outputs) < inputs * outputs]
    return np.int32(len(pays))


def rounded_up(inputs, outputs):
    return np.ceil(inputs * outputs / (inputs + outputs)) - 1


def largest_of_one(outputs):
    return outputs.argmax(axis=1)


def a_column(outputs):
    return (outputs > 0.5).astype(int) if outputs.shape[1] == 1 else outputs.argmax(axis=1)


def one_list(outputs):
    return [bool(row[0] > 0.5) if len(row) == 1 else int(np.argmax(row)) for row in outputs]


def always_ill(outputs):
    return np.maximum(outputs.argmax(axis=1), outputs.shape[1] == 1)


def as_list(sizes, scores):
    return [int(unbeaten) for unbeaten in chapter_12.front(sizes, scores)]


def from_small_to_large(sizes, scores):
    unbeaten, best = np.zeros(len(sizes), bool), -np.inf
    for k in np.lexsort((-scores, sizes)):
        unbeaten[k], best = scores[k] > best, max(best, scores[k])
    return unbeaten


def only_by_both(sizes, scores):
    return [not ((sizes < b) & (scores > s)).any() for b, s in zip(sizes, scores, strict=True)]


def wrong_way_round(sizes, scores):
    return chapter_12.front(-sizes, scores)


def places(sizes, scores):
    return np.flatnonzero(chapter_12.front(sizes, scores))


def best_by_sorting(counts, hit):
    """Let the threshold pass the frames one by one, from the most spots down."""
    order = np.argsort(-counts, kind="stable")
    score, best, threshold = 0, 0, counts.max() + 1
    for place, frame in enumerate(order):
        score += 1 if hit[frame] else -1
        last = place + 1 == len(order) or counts[order[place + 1]] < counts[frame]
        if last and score > best:
            best, threshold = score, counts[frame]
    return threshold


def holds_by_a_loop(flash, ram, program, weights, tensors, stack):
    fits = []
    for room, memory in zip(flash, ram, strict=True):
        fits.append(room - program - weights >= 0 and memory - tensors - stack >= 0)
    return fits


def hundred_thresholds(counts, hit):
    return np.argmax([np.mean((counts >= threshold) == hit) for threshold in range(100)])


def only_counts(counts, hit):
    return max(counts, key=lambda threshold: np.mean((counts >= threshold) == hit))


def between_the_means(counts, hit):
    return (counts[hit].mean() + counts[~hit].mean()) / 2


#: Right answers of several kinds, and wrong ones, for each exercise.
ANSWERS = {
    "01-learn": (
        [chapter_01.learn, best_by_sorting],
        [hundred_thresholds, only_counts, between_the_means, lambda counts, hit: 21],
    ),
    "01-holds": (
        [chapter_01.holds, holds_by_a_loop],
        [
            lambda flash, ram, p, w, t, s: (flash > p + w) & (ram > t + s),
            lambda flash, ram, p, w, t, s: (flash >= p) & (ram >= w + t + s),
            lambda flash, ram, p, w, t, s: (flash >= p + w) & (ram >= t),
        ],
    ),
    "01-days": (
        [chapter_01.days],
        [
            lambda wh, rate, sec, on, off, sensor: wh * 41.67 / (rate * sec * on + off + sensor),
            lambda wh, *rest: chapter_01.days(wh / 1000, *rest),
            lambda wh, rate, sec, on, off, sensor: chapter_01.days(wh, rate, sec, on, off, 0),
        ],
    ),
    "01-place": (
        [
            ("nano33ble", "Bragg CNN, 100 px", 0.2),
            ["nano33ble", "keyword CNN of the book", 1],
            ("esp32c3", "Bragg CNN, 100 px", np.float64(0.2)),
        ],
        [
            ("uno", "Bragg CNN, 100 px", 0.2),
            ("nano33ble", "digits CNN", 0.2),
            ("nano33ble", "Bragg CNN, 100 px", 0.1),
            ("nano33ble", "Bragg CNN, 100 px", 20),
            ("esp32", "Bragg CNN, 100 px", 0.2),
            ("pico", "Bragg CNN, 100 px", 0.2),
            ("nano", "Bragg CNN, 100 px", 0.2),
            ("nano33ble", "Bragg CNN, 100 px", -1),
        ],
    ),
    **ON_NETWORKS,
    "04-dropout": (
        [channel_dropout, kept_channels_by_loops],
        [pixel_dropout, one_mask_for_all, without_division, always_the_same, lambda x, r, g: x],
    ),
    "04-fold": (
        [fold, lambda *layer: list(fold(*layer))],
        [fold_without_epsilon, fold_forgets_the_mean, lambda k, b, *rest: (k, b)],
    ),
    "04-groups": (
        [split_by_groups, lambda *how: split_by_groups(*how).astype(int)],
        [split_examples, all_to_test, first_writers, lambda groups, *how: groups[:3]],
    ),
    "04-judge": (
        [prepare],
        [copies_first, changed_tests, forgets_labels, exact_copies, lambda x, y, rng: (x, y)],
    ),
    "05-sizes": ([(14, 6), [14, 6], np.array([14, 6])], [(14, 7), (12, 6), (6, 14)]),
    "05-strides": ([(48, 96)], [(50, 100), (96, 48), (48, 95)]),
    "05-whose": (["pooling", " Pooling\n"], ["convolution", "dense", "the pooling layer"]),
    "05-harmless": ([1, 1.0, np.uint8(1)], [255, 16, 0]),
    "05-write": ([chapter_05.correlate], [full_correlation, lambda image, kernels: image]),
    "05-macs": ([691_200], [750_000, 230_400]),
    "06-bound": ([30.98, 960 / 31], [5.48, 961]),
    "06-bits": ([65_535], [65_536, 32_767, 16]),
    "06-step": ([15.58, 15.6], [0.0606, 3973]),
    "06-share": ([0.1156], [0.0289, 11.56, 0.68]),
    "06-write": ([chapter_06.contrast], [without_epsilon, lambda window, epsilon: window]),
    "06-published": (["negative", "NEGATIVE"], ["large", "zero", "NaN"]),
    "07-never": ([(0.88, 0.333), [0.88, 1 / 3]], [(88, 33.3), (0.79, 0.3333), (0.88, 0.5)]),
    "07-sides": ([[96, 48, 44, 22, 18, 9, 5]], [[48, 24, 10, 5, 1, 0, 0], [96, 48, 44, 22, 18, 9]]),
    "07-whose": (["pooling"], ["convolution"]),
    "07-cherry": ([0.885, 0.55], [0.95, 885, 0.1]),
    "07-enough": ([386, 365], [11, 100, 1000]),
    "09-write": ([chapter_09.quantize], [truncating, wrapping, lambda r, s, z: r / s + z]),
    "09-clipped": ([1, 1.0], [0.5, 0, 1 / 255]),
    "09-adam": ([2 / 3, 0.6721], [0.5, 1 / 3, 66.7]),
    "09-sum": ([1.2247, 1.22], [10.39, 2.449, 0.29]),
    "09-sums": ([1_170_432, -0.0 + 1_170_432], [1_161_288, 72 * 128 * 128, 32_767]),
    "13-operators": ([5], [4, 6]),
    "13-share": ([0.7826, 0.78], [0.217, 78.26, 2592]),
    "10-epochs": ([6], [5, 5.88, 100]),
    "10-sparse": ([0.5556, 5 / 9], [0.444, 55.6]),
    "10-what": (["pruning"], ["testing"]),
    "10-clusters": ([360], [1440, 2880, 720]),
    "11-rank": (
        [chapter_11.largest_rank, counted, rounded_up],
        [just_as_many, half, lambda inputs, outputs: inputs * outputs / (inputs + outputs)],
    ),
    "11-separable": ([2336, 2336.0, np.array([2336])], [18_432, 288, 2048, 4672, 2400, 2368]),
    "11-operations": ([0.1823, 471_372 / 2_585_960, 0.182], [0.1267, 0.8177, 0.909, 18.23, 1]),
    "11-starts": ([(0.17025, 0), [87 / 511, 0.0], np.array([0.17, 0])],
                  [(0.17, 0.17), (0, 0.17), (17, 0), (0.83, 1), 0.17, (0.17, 0.01)]),
    "11-again": ([0.436, 0.44, 0.43, np.float32(0.42)], [0.108, 0.564, 0, 1, 43.6]),
    "11-board": ([[16, 8], (16, 8, 0), np.array([16.0, 8.0]), pd.Series({"w1": 16, "w2": 8}),
                  np.array([[16, 8, 0]])],
                 [[16, 16], [8, 32, 16], [8, 32], [64, 32], [16], [16, 9], [-16, 8], 16, [1] * 4]),
    "12-honest": ([0.7453, 0.745, 0.746], [0.2444, 0.2547, 0.733, 0.9165, 74.5, 0.75]),
    "12-optimiser": ([1, 1.0, 1.0008, np.int8(1)], [2, 0, 3, 0.5]),
    "12-images": ([850, 850.0, np.int16(850)], [840, 425, 883, 1308, 1700, 0, -850, 850.5, 10**9]),
    "12-verdicts": ([chapter_12.verdicts, one_list], [largest_of_one, a_column, always_ill]),
    "12-front": (
        [chapter_12.front, as_list, from_small_to_large],
        [only_by_both, wrong_way_round, places, lambda sizes, scores: scores],
    ),
    "12-paired": ([0.205, 0.2, 0.21], [0.769, 0.55, 0.41, 0.00205, 0.5]),
    "14-wrapped": ([255], [1, -1, 0]),
    "14-clamp": ([chapter_14.brightness], [lambda y: 255 * y, lambda y: round(255 * y) & 0xFF]),
    "14-cable": ([868.06, 868], [694.4, 0.868]),
    "14-portenta": ([266.67, 267], [35.6, 120]),
    "15-hidden": ([37], [37.85, 38, 40]),
    "15-sum": ([-16_768], [48_768, 32_767]),
    "15-products": ([258], [2, 257, 516]),
    "15-round": ([chapter_15.halve], [lambda t, b: t >> b, lambda t, b: t / 2**b]),
    "13-name": (
        ["models_model_quant_float32", "model_float32", "_float32"],
        [".\\models\\model_quant_float32", "8_float32", "model-float32", "int", "model", ""],
    ),
    "13-arena": ([(23_728, 10_732)], [(37_648, 16_912), (23_728, 23_728)]),
}  # fmt: skip
