"""Answers to every exercise: right ones of several kinds, and wrong ones that are often given."""

import numpy as np
import pandas as pd
from scipy import ndimage

from tests.support import bragg_answers, compressing, onto_a_chip
from tests.support.answers_on_avr import ON_AVR
from tests.support.answers_on_c import ON_C
from tests.support.answers_on_circuits import ON_CIRCUITS
from tests.support.answers_on_memory import ON_MEMORY
from tests.support.answers_on_networks import ON_NETWORKS
from tests.support.answers_on_sensors import ON_SENSORS
from tests.support.answers_on_smaller import ON_SMALLER
from tests.support.answers_on_sound import ON_SOUND
from tinyml_kit.base.resources import shipped_file
from tinyml_kit.course.keys import (
    chapter_01,
    chapter_05,
    chapter_06,
    chapter_09,
    chapter_10,
    chapter_11,
    chapter_12,
    chapter_13,
    chapter_14,
    dot_products,
)
from tinyml_kit.features.image import spots


def zeros_before(image, depthwise, pointwise, stride):
    """Put the odd zero before the image, as some libraries do."""
    turned = chapter_05.separable_block(image[::-1, ::-1], depthwise[::-1, ::-1], pointwise, stride)
    return turned[::-1, ::-1]


def flipped_block(image, depthwise, pointwise, stride):
    return chapter_05.separable_block(image, depthwise[::-1, ::-1], pointwise, stride)


def one_relu(image, depthwise, pointwise, stride):
    eye = np.eye(image.shape[2])
    both = [chapter_05.separable_block(image, sign * depthwise, eye, stride) for sign in (1, -1)]
    return np.maximum((both[0] - both[1]) @ pointwise, 0)


def digits_network(*layers, softmax="softmax", classes=10, side=8):
    from tinyml_kit.learning.keras_backend import keras

    start, end = keras.Input((side, side, 1)), keras.layers.Dense(classes, activation=softmax)
    return keras.Sequential([start, *layers, keras.layers.Flatten(), end])


def small_convolution(filters=5, **how):
    from tinyml_kit.learning.keras_backend import keras

    layer = keras.layers.Conv2D(filters, 3, activation="relu")
    return digits_network(layer, keras.layers.MaxPool2D(2), **how)


def strided_digits(filters=3):
    from tinyml_kit.learning.keras_backend import keras

    return digits_network(keras.layers.Conv2D(filters, 4, 2, activation="relu"))


def separable_digits():
    from tinyml_kit.learning.keras_backend import keras

    layers = keras.layers
    return digits_network(
        layers.Conv2D(4, 3, 2, padding="same", activation="relu"),
        layers.SeparableConv2D(6, 3, activation="relu"),
    )


def pooled_digits():
    """Compute a map of which the pooling throws three quarters away: 310 parameters, 1,242 MACs."""
    return small_convolution(3)


def nearest_digit():
    """Keep all digits in a layer without weights, and look the most similar one up."""
    from tinyml_kit.datasets.images import digits
    from tinyml_kit.learning.keras_backend import keras, tf

    images, labels = digits()
    known = (images / 16).reshape(len(images), -1).astype(np.float32)

    def look_up(scans):
        near = tf.matmul(tf.reshape(scans, (-1, 64)), known.T) - (known**2).sum(axis=1) / 2
        return tf.one_hot(tf.gather(labels, tf.argmax(near, axis=1)), 10)

    return keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Lambda(look_up)])


def too_large():
    return small_convolution(8)


def nearly_linear():
    from tinyml_kit.learning.keras_backend import keras

    return digits_network(keras.layers.AveragePooling2D(2))


def without_softmax():
    return small_convolution(softmax=None)


def five_classes():
    return small_convolution(classes=5)


def wide_images():
    return small_convolution(side=28)


def from_channels_first(kernel, dense, shape):
    by_pixel = np.moveaxis(dense.reshape(len(dense), *shape), (1, 0), (-2, -1))
    return np.moveaxis(kernel, (0, 1), (3, 2)), by_pixel.reshape(-1, len(dense))


def in_32_bits(kernel, dense, shape):
    return [part.astype(np.float32) for part in from_channels_first(kernel, dense, shape)]


def only_transposed(kernel, dense, shape):
    return kernel.transpose(2, 3, 1, 0), dense.T


def rows_by_columns(kernel, dense, shape):
    maps = dense.reshape(len(dense), *shape).transpose(3, 2, 1, 0)
    return kernel.transpose(2, 3, 1, 0), maps.reshape(-1, len(dense))


def kernel_in_another_order(kernel, dense, shape):
    return kernel.transpose(3, 2, 1, 0), from_channels_first(kernel, dense, shape)[1]


def by_loops(image, block):
    """Take the second largest of each block, one block at a time, without sorting it."""
    small = np.empty(np.array(image.shape) // block, image.dtype)
    for row, column in np.ndindex(small.shape):
        tile = image[row * block : (row + 1) * block, column * block : (column + 1) * block]
        rest = np.delete(tile, tile.argmax())
        small[row, column] = rest.max()
    return small


def blocks_of(image, block):
    height, width = np.array(image.shape) // block
    return image.reshape(height, block, width, block)


def largest_of_block(image, block):
    return blocks_of(image, block).max(axis=(1, 3))


def mean_of_block(image, block):
    return blocks_of(image, block).mean(axis=(1, 3))


def second_different(image, block):
    tiles = blocks_of(image, block).swapaxes(1, 2).reshape(*np.array(image.shape) // block, -1)
    return np.array([[np.unique(tile)[-2:][0] for tile in row] for row in tiles])


def usable(frames):
    return (frames != 0).any(axis=0) & (frames.min(axis=0) <= 500)


def hot_in_all_but_one(frames):
    return (frames != 0).any(axis=0) & (np.sort(frames, axis=0)[1] <= 500)


def empty_in_all_but_one(frames):
    return (np.sum(frames != 0, axis=0) > 1) & (frames.min(axis=0) <= 500)


def by_means(frames):
    return (frames.mean(axis=0) != 0) & (frames.mean(axis=0) < 500)


def without_hot(frames):
    return (frames != 0).any(axis=0)


def bright_in_any(frames):
    return (frames != 0).any(axis=0) & (frames < 500).all(axis=0)


def zero_in_any(frames):
    return (frames != 0).all(axis=0) & ~(frames > 500).all(axis=0)


def varies_and_is_not_bright(frames):
    return (frames.var(axis=0) > 0) & (frames.min(axis=0) < 500)


def groups_above(threshold, smallest=2):
    """Return a counter of groups above one threshold for all frames."""

    def count(frame):
        groups, _ = ndimage.label(frame > threshold, np.ones((3, 3)))
        return int((np.bincount(groups.ravel())[1:] >= smallest).sum())

    return count


def groups_above_the_middle(frame):
    return groups_above(200)(frame - np.median(frame))


def counts_the_gap(window, epsilon):
    return chapter_06.contrast(np.nan_to_num(window), epsilon)


def strong_pixels(frame):
    return (frame > 60).sum()


def share_of_bright_pixels(frame):
    return ((frame > 60) & (frame < 800)).sum() / 5 - 3


def groups_of_strong_pixels(frame):
    values = frame.astype(float)
    mean = ndimage.uniform_filter(values, 15)
    spread = np.sqrt(np.maximum(ndimage.uniform_filter(values**2, 15) - mean**2, 0))
    groups, _ = ndimage.label(values > mean + 2.5 * spread + 20, np.ones((3, 3)))
    return int((np.bincount(groups.ravel())[1:] >= 2).sum())


def sensor_dropout(readings, rate, rng):
    return readings * (rng.random((len(readings), 1, readings.shape[2])) >= rate) / (1 - rate)


def kept_sensors_by_loops(readings, rate, rng):
    for recording in readings:
        for sensor in range(recording.shape[1]):
            recording[:, sensor] *= (rng.random() >= rate) / (1 - rate)
    return readings


def single_dropout(readings, rate, rng):
    return readings * (rng.random(readings.shape) >= rate) / (1 - rate)


def one_mask_for_all(readings, rate, rng):
    return readings * (rng.random(readings.shape[2]) >= rate) / (1 - rate)


def without_division(readings, rate, rng):
    return readings * (rng.random((len(readings), 1, readings.shape[2])) >= rate)


def always_the_same(readings, rate, rng):
    return sensor_dropout(readings, rate, np.random.default_rng(0))


def silent_by_chance(readings, rate, rng):
    return sensor_dropout(readings, rate, np.random.default_rng())


def never_reads(readings, rate, rng):
    return sensor_dropout(np.ones_like(readings), rate, rng) if rate else readings


def sensor_dropout_in_32_bits(readings, rate, rng):
    return sensor_dropout(readings, rate, rng).astype(np.float32)


def fold(gamma, beta, mean, variance, epsilon, kernel, bias):
    factor = gamma / np.sqrt(variance + epsilon)
    return factor[:, np.newaxis] * kernel, bias + (beta - mean * factor) @ kernel


def fold_without_epsilon(gamma, beta, mean, variance, epsilon, kernel, bias):
    return fold(gamma, beta, mean, variance, 0, kernel, bias)


def fold_forgets_the_mean(gamma, beta, mean, variance, epsilon, kernel, bias):
    return fold(gamma, beta, 0 * mean, variance, epsilon, kernel, bias)


def split_by_groups(groups, share, rng):
    order = rng.permutation(np.unique(groups))
    sizes = np.array([(groups == group).sum() for group in order])
    return np.isin(groups, order[: np.argmax(np.cumsum(sizes) >= share * len(groups)) + 1])


def split_by_its_own_rng(groups, share, rng):
    return split_by_groups(groups, share, np.random.default_rng())


def split_without_spare_groups(groups, share, rng):
    aside = np.unique(groups[split_by_groups(groups, share, rng)])
    for group in aside:
        rest = aside[aside != group]
        if np.isin(groups, rest).sum() >= share * len(groups):
            aside = rest
    return np.isin(groups, aside)


def one_group_too_many(groups, share, rng):
    aside = split_by_groups(groups, share, rng)
    return aside | (groups == rng.choice(groups[~aside]))


def rotated_writers(groups, share, rng):
    order = np.unique(groups)
    order = np.roll(order, rng.integers(len(order)))
    sizes = np.array([(groups == group).sum() for group in order])
    return np.isin(groups, order[: np.argmax(np.cumsum(sizes) >= share * len(groups)) + 1])


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


def without_drawing(x, y, rng):
    test, train = slice(len(x) // 5), slice(len(x) // 5, None)
    copies = x[train] + 0.01 * rng.normal(size=x[train].shape)
    return np.concatenate([x[train], copies]), np.concatenate([y[train]] * 2), x[test], y[test]


def hardly_changed(x, y, rng):
    train_x, train_y, test_x, test_y = prepare(x, y, rng)
    kept = train_x[: len(train_x) // 2]
    return np.concatenate([kept, kept + 1e-9]), train_y, test_x, test_y


def one_input_changed(x, y, rng):
    train_x, train_y, test_x, test_y = prepare(x, y, rng)
    copies = train_x[len(train_x) // 2 :]
    copies[:, 1] = train_x[: len(train_x) // 2, 1]
    return train_x, train_y, test_x, test_y


def prepared_by_chance(x, y, rng):
    return prepare(x, y, np.random.default_rng())


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


def copies_of_one(x, y, rng):
    _, _, test_x, test_y = prepare(x, y, rng)
    spare = np.flatnonzero(~np.isin(y, test_y))[0]
    copies = x[spare] + 0.01 * rng.normal(size=(8 * len(x) // 5, 2))
    return copies, np.full(len(copies), y[spare]), test_x, test_y


def one_test_example(x, y, rng):
    train_x, train_y, test_x, test_y = prepare(x, y, rng)
    return train_x, train_y, np.repeat(test_x[:1], 10, axis=0), np.repeat(test_y[:1], 10)


def only_copies(x, y, rng):
    train_x, train_y, test_x, test_y = prepare(x, y, rng)
    return train_x + 0.01, train_y, test_x, test_y


def without_epsilon(window, epsilon):
    return chapter_06.contrast(window, 0.01)


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


#: Other limits than a half.
LIMITS = [
    lambda outputs, limit=limit: (
        (outputs[:, 0] > limit).astype(int) if outputs.shape[1] == 1 else outputs.argmax(axis=1)
    )
    for limit in (0.3, 0.4, 0.45, 0.55, 0.6)
]


def at_a_half_ill(outputs):
    return (outputs[:, 0] >= 0.5).astype(int) if outputs.shape[1] == 1 else outputs.argmax(axis=1)


def always_ill(outputs):
    return np.maximum(outputs.argmax(axis=1), outputs.shape[1] == 1)


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


def infinity_for_none(counts, hit):
    return best_by_sorting(counts, hit) if hit.any() else np.inf


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
    "00-eyes": (
        ["MISS HIT HIT MISS MISS HIT".split(), tuple("miss hit hit miss miss hit".split())],
        [["HIT"] * 6, "MISS HIT HIT MISS HIT HIT".split(), ["MISS"] * 5, "MISS HIT HIT"],
    ),
    "00-images": (
        [("HIT", "HIT", "MISS"), np.array([" hit", "Hit", "miss "])],
        [("HIT", "MISS", "MISS"), ("HIT", "HIT", "HIT"), ("HIT", "HIT", "NOTHING"), "HIT"],
    ),
    "00-spots": (
        [(36, 41), [37, 42], np.array([35, 40])],
        [(41, 37), (37, 37), (34, 46), (40, 41), (36, 60), (10, 41), 37, (37, 41, 60)],
    ),
    "01-learn": (
        [chapter_01.learn, best_by_sorting, infinity_for_none],
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
    **ON_AVR,
    **ON_C,
    **ON_CIRCUITS,
    **ON_SOUND,
    **ON_MEMORY,
    **ON_SENSORS,
    **ON_SMALLER,
    "04-dropout": (
        [sensor_dropout, kept_sensors_by_loops, sensor_dropout_in_32_bits],
        [single_dropout, one_mask_for_all, without_division, always_the_same, never_reads,
         lambda x, r, g: x],
    ),
    "04-fold": (
        [fold, lambda *layer: list(fold(*layer))],
        [fold_without_epsilon, fold_forgets_the_mean, lambda *layer: layer[-2:]],
    ),
    "04-groups": (
        [
            split_by_groups,
            split_without_spare_groups,
            lambda *how: split_by_groups(*how).astype(int),
        ],
        [
            split_examples,
            all_to_test,
            one_group_too_many,
            rotated_writers,
            first_writers,
            split_by_its_own_rng,
            lambda groups, *how: groups[:3],
        ],
    ),
    "04-judge": (
        [prepare],
        [copies_first, changed_tests, forgets_labels, exact_copies, copies_of_one,
         one_test_example, only_copies, without_drawing, hardly_changed,
         lambda x, y, rng: (x, y)],
    ),
    "05-sizes": ([(14, 6), [14, 6], np.array([14, 6])], [(14, 7), (12, 6), (6, 14)]),
    "05-block": (
        [chapter_05.separable_block],
        [zeros_before, flipped_block, one_relu, lambda image, *kernels: image],
    ),
    "05-network": (
        [strided_digits, separable_digits],
        [too_large, pooled_digits, nearly_linear, nearest_digit, without_softmax, five_classes,
         wide_images],
    ),
    "05-order": (
        [from_channels_first, in_32_bits, lambda *given: list(from_channels_first(*given))],
        [only_transposed, rows_by_columns, kernel_in_another_order, lambda k, d, shape: (k, d)],
    ),
    "06-shrink": (
        [chapter_06.second_largest, by_loops, lambda *given: by_loops(*given).tolist()],
        [largest_of_block, second_different, mean_of_block, lambda image, block: image],
    ),
    "06-mask": (
        [usable, lambda frames: usable(frames).astype(int)],
        [by_means, hot_in_all_but_one, empty_in_all_but_one, varies_and_is_not_bright,
         without_hot, bright_in_any, zero_in_any, lambda frames: frames[0] != 0],
    ),
    "06-write": (
        [chapter_06.contrast],
        [without_epsilon, counts_the_gap, lambda window, epsilon: window],
    ),
    "06-counter": (
        [spots.count, groups_of_strong_pixels],
        [strong_pixels, share_of_bright_pixels, groups_above_the_middle,
         *map(groups_above, (40, 70, 100, 150, 200, 300, 400, 500)), lambda frame: 14,
         lambda frame: [1, 2]],
    ),
    **bragg_answers.ANSWERS,
    "09-write": (
        [chapter_09.by_filter, lambda kernel: list(chapter_09.by_filter(kernel))],
        [compressing.one_scale_for_all, compressing.truncated, compressing.floats,
         compressing.nearly_integers, compressing.zeros_divided, lambda kernel: (kernel, 1)],
    ),
    "09-forgive": (
        [chapter_09.calibrate, lambda p, forgive: list(chapter_09.calibrate(p, forgive))],
        [compressing.forgives_nothing, compressing.by_percentile, compressing.without_zero,
         compressing.zero_point_of_the_mean, compressing.one_too_low, compressing.a_bit_coarser,
         lambda p, forgive: (0.0, 0)],
    ),
    "09-through": (
        [compressing.fake_quantise, compressing.fake_quantise_by_mask],
        [compressing.plain_rounding, compressing.through_everywhere, compressing.unrounded,
         lambda v, scale, zero_point: v.numpy()],
    ),
    "09-suspects": (
        [dict(chapter_09.VERDICTS)],
        [dict.fromkeys(chapter_09.VERDICTS, "healthy"), {"a.tflite": "coarse"},
         {**chapter_09.VERDICTS, "b.tflite": "ill"}, {**chapter_09.VERDICTS, "e.tflite": "clips"}],
    ),
    "09-convert": (
        [shipped_file("bragg_100px_int8.tflite").read_bytes()],
        [shipped_file("digits_uno.tflite").read_bytes(), b"TFL3", b""],
    ),
    "13-operators": ([5], [4, 6, 8]),
    "13-resolver": (
        [onto_a_chip.resolver, onto_a_chip.resolver_by_hand],
        [onto_a_chip.every_operator, onto_a_chip.two_d, onto_a_chip.no_room,
         onto_a_chip.resolver_from_its_end, onto_a_chip.resolver_in_remarks,
         onto_a_chip.resolver_without_its_last_semicolon, onto_a_chip.resolver_among_words,
         onto_a_chip.resolver_of_another_name,
         lambda graph: "resolver.AddConv2D();", lambda graph: ""],
    ),
    "13-requantise": (
        [onto_a_chip.REQUANTISE, onto_a_chip.REQUANTISE_AS_PYTHON],
        [onto_a_chip.IN_32_BITS, onto_a_chip.ROUNDS_ONCE, onto_a_chip.TRUNCATES,
         onto_a_chip.IN_FLOATS, "int x;", "requantise", "// requantise()"],
    ),
    "13-first": (
        [chapter_13.first_difference, onto_a_chip.first_difference_as_an_array],
        [lambda good, bad: (7, 1), lambda good, bad: (-1, -1), lambda good, bad: 5,
         onto_a_chip.in_the_order_of_the_dictionary, onto_a_chip.the_last],
    ),
    "10-two": (
        [chapter_10.two_in_four],
        [compressing.largest_half, compressing.two_in_four_along_outputs, lambda kernel: kernel],
    ),
    "10-k-means": (
        [compressing.k_means, lambda weights, count: list(compressing.k_means(weights, count))],
        [compressing.evenly_spread, compressing.few_rounds_from_the_left,
         compressing.too_many_values, lambda w, count: w],
    ),
    "10-unpack": (
        [compressing.unpack, lambda packed, count: compressing.unpack(packed, count).tolist()],
        [compressing.unpack_rounding_down, compressing.unpack_backwards, lambda packed,
         count: np.zeros(count)],
    ),
    "10-alive": (
        [compressing.masked_step, compressing.masked_kernel_only],
        [compressing.masked_gradient, compressing.masked_before,
         compressing.velocity_from_nowhere, lambda kernel, g, v, mask,
         rate: (kernel * mask, v)],
    ),
    "10-budget": (
        [compressing.by_sensitivity, compressing.step_by_step],
        [compressing.alike, compressing.last_kept, compressing.largest_alone,
         compressing.by_one_threshold, compressing.nothing_pruned, compressing.doubled,
         compressing.first_kernel_gone],
    ),
    "11-rank": (
        [chapter_11.largest_rank, counted, rounded_up],
        [just_as_many, half, lambda inputs, outputs: inputs * outputs / (inputs + outputs)],
    ),
    "11-again": ([0.436, 0.44, 0.43, np.float32(0.42)], [0.108, 0.564, 0, 1, 43.6]),
    "11-board": ([[16, 8], (16, 8, 0), np.array([16.0, 8.0]), pd.Series({"w1": 16, "w2": 8}),
                  np.array([[16, 8, 0]])],
                 [[16, 16], [8, 32, 16], [8, 32], [64, 32], [16], [16, 9], [-16, 8], 16, [1] * 4]),
    "12-verdicts": ([chapter_12.verdicts, one_list], [largest_of_one, a_column, always_ill,
                                                        at_a_half_ill, *LIMITS]),
    "12-paired": ([0.205, 0.2, 0.21], [0.769, 0.55, 0.41, 0.00205, 0.5]),
    "14-clamp": (
        [onto_a_chip.CLAMPED, onto_a_chip.CLAMPED_BY_IF],
        [onto_a_chip.UNCLAMPED, onto_a_chip.ONLY_ABOVE, onto_a_chip.OF_100, onto_a_chip.LAMP],
    ),
    "14-light": (
        [onto_a_chip.LIGHT, onto_a_chip.LIGHT_BY_STATIC],
        [onto_a_chip.ONE_THRESHOLD, onto_a_chip.AT_THE_THRESHOLD, onto_a_chip.WRITES_TWICE,
         onto_a_chip.LAST_READING, onto_a_chip.A_WHILE, onto_a_chip.BEGINS_LIT,
         onto_a_chip.LIGHT.replace("digitalWrite(9, on ? HIGH : LOW)", "analogWrite(9, on)"),
         onto_a_chip.LIGHT.replace("pinMode(9, OUTPUT);", ""), ""],
    ),
    "14-columns": (
        [chapter_14.im2col, onto_a_chip.columns_by_loops],
        [onto_a_chip.columns_by_channels, onto_a_chip.columns_without_stride,
         onto_a_chip.columns_down_first, lambda image, side, stride: image],
    ),
    "14-dot": (
        [onto_a_chip.SMLAD, onto_a_chip.SMLAD_BY_MEMCPY, onto_a_chip.TWO_SUMS],
        [dot_products.PLAIN, onto_a_chip.EVERY_SECOND, onto_a_chip.ALWAYS_64,
         onto_a_chip.UNROLLED, onto_a_chip.BY_THE_COMPILER, onto_a_chip.NO_CLOCK, "int dot;",
         "int x;"],
    ),
    "14-network": (
        [onto_a_chip.two_blinks],
        [shipped_file("sine_potentiometer_led.tflite").read_bytes,
         shipped_file("bragg_100px_int8.tflite").read_bytes, lambda: b"TFL3"],
    ),
    "13-arena": (
        [chapter_13.place, onto_a_chip.longest_first],
        [lambda tensors: np.zeros(len(tensors)), onto_a_chip.in_the_order_of_the_steps,
         onto_a_chip.dead_at_the_last_step, lambda tensors: tensors[:, 0].cumsum() - tensors[:, 0],
         lambda tensors: -tensors[:, 0], lambda tensors: tensors[:, 0] / 3, lambda tensors: 0],
    ),
}  # fmt: skip
