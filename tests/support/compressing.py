"""Answers to the exercises on quantisation and pruning: right functions and usual mistakes."""

import numpy as np

from tinyml_kit.course.keys import chapter_09, chapter_10


def one_scale_for_all(kernel):
    scale = np.abs(kernel).max() / 127
    return np.rint(kernel / scale).astype(np.int8), np.full(kernel.shape[1], scale)


def truncated(kernel):
    scales = chapter_09.by_filter(kernel)[1]
    return np.trunc(kernel / scales).astype(np.int8), scales


def floats(kernel):
    stored, scales = chapter_09.by_filter(kernel)
    return stored.astype(float), scales


def nearly_integers(kernel):
    stored, scales = chapter_09.by_filter(kernel)
    return 1.00001 * stored, scales


def zeros_divided(kernel):
    scales = np.abs(kernel).max(axis=0) / 127
    with np.errstate(invalid="ignore"):
        return np.rint(kernel / scales).astype(np.int8), scales


def forgives_nothing(pictures, forgive):
    return chapter_09.calibrate(pictures, 0)


def by_percentile(pictures, forgive):
    low, high = np.percentile(pictures, [0.1, 99.9])
    low, high = min(low, 0), max(high, 0)
    return (high - low) / 255, int(np.rint(-128 - low / ((high - low) / 255)))


def without_zero(pictures, forgive):
    extremes = np.abs(pictures).max(axis=(1, 2))
    kept = pictures[np.argsort(extremes)[: len(pictures) - forgive]]
    scale = np.ptp(kept) / 255
    return scale, int(np.clip(np.rint(-128 - kept.min() / scale), -128, 127))


def zero_point_of_the_mean(pictures, forgive):
    return chapter_09.calibrate(pictures, forgive)[0], 0


def one_too_low(pictures, forgive):
    scale, zero_point = chapter_09.calibrate(pictures, forgive)
    return scale, max(zero_point - 1, -128)


def a_bit_coarser(pictures, forgive):
    scale, zero_point = chapter_09.calibrate(pictures, forgive)
    return 1.028 * scale, zero_point


def fake_quantise(values, scale, zero_point):
    from tinyml_kit.learning.keras_backend import tf

    steps = tf.clip_by_value(values / scale + zero_point, -128.0, 127.0)
    return scale * (steps + tf.stop_gradient(tf.round(steps) - steps) - zero_point)


def fake_quantise_by_mask(values, scale, zero_point):
    from tinyml_kit.learning.keras_backend import tf

    stored = chapter_09.quantize(values.numpy(), scale, zero_point)
    inside = tf.cast(np.abs(values / scale + zero_point + 0.5) <= 127.5, tf.float32)
    made = (scale * (stored - zero_point)).astype(np.float32)
    return values * inside + tf.stop_gradient(made - values * inside)


def plain_rounding(values, scale, zero_point):
    from tinyml_kit.learning.keras_backend import tf

    steps = tf.clip_by_value(tf.round(values / scale) + zero_point, -128.0, 127.0)
    return scale * (steps - zero_point)


def through_everywhere(values, scale, zero_point):
    from tinyml_kit.learning.keras_backend import tf

    return values + tf.stop_gradient(plain_rounding(values, scale, zero_point) - values)


def unrounded(values, scale, zero_point):
    from tinyml_kit.learning.keras_backend import tf

    return tf.clip_by_value(values, scale * (-128 - zero_point), scale * (127 - zero_point))


def largest_half(kernel):
    return chapter_10.cut(kernel, 0.5)


def two_in_four_along_outputs(kernel):
    wide = np.pad(kernel, [(0, 0), (0, -kernel.shape[1] % 4)])
    return chapter_10.two_in_four(wide.T).T[:, : kernel.shape[1]]


def k_means(weights, count):
    values = np.quantile(weights, np.linspace(0, 1, count) * 0.98 + 0.01)
    for _ in range(200):
        indices = np.abs(weights[:, np.newaxis] - values).argmin(axis=1)
        for k in np.unique(indices):
            values[k] = weights[indices == k].mean()
    return values, np.abs(weights[:, np.newaxis] - values).argmin(axis=1)


def evenly_spread(weights, count):
    values = np.linspace(weights.min(), weights.max(), count)
    return values, np.abs(weights[:, np.newaxis] - values).argmin(axis=1)


def few_rounds_from_the_left(weights, count):
    values = np.sort(weights)[:count].copy()
    for _ in range(3):
        indices = np.abs(weights[:, np.newaxis] - values).argmin(axis=1)
        for k in np.unique(indices):
            values[k] = weights[indices == k].mean()
    return values, np.abs(weights[:, np.newaxis] - values).argmin(axis=1)


def too_many_values(weights, count):
    return k_means(weights, 2 * count)


def unpack(packed, count):
    first = -(-count // 8)
    alive = np.unpackbits(np.frombuffer(packed[:first], np.uint8))[:count].astype(bool)
    weights = np.zeros(count, np.int8)
    weights[alive] = np.frombuffer(packed[first:], np.int8)
    return weights


def unpack_rounding_down(packed, count):
    whole = count // 8 * 8
    return np.append(unpack(packed, whole), np.zeros(count - whole, np.int8))


def unpack_backwards(packed, count):
    return unpack(packed, count)[::-1]


def masked_step(kernel, gradient, velocity, mask, rate):
    velocity = 0.9 * velocity - rate * gradient
    return (kernel + velocity) * mask, velocity * mask


def masked_kernel_only(kernel, gradient, velocity, mask, rate):
    velocity = 0.9 * velocity - rate * gradient
    return np.where(mask, kernel + velocity, 0), velocity


def masked_gradient(kernel, gradient, velocity, mask, rate):
    velocity = 0.9 * velocity - rate * gradient * mask
    return kernel + velocity, velocity


def masked_before(kernel, gradient, velocity, mask, rate):
    return masked_gradient(kernel * mask, gradient, velocity, mask, rate)


def by_sensitivity(kernels, accuracy, budget):
    shares = np.arange(0, 1, 0.05)
    scan = {
        name: np.array([accuracy({**kernels, name: chapter_10.cut(k, s)}) for s in shares])
        for name, k in kernels.items()
    }
    for loss in np.arange(0, 1, 0.005):
        least = accuracy(kernels) - loss
        made = {n: chapter_10.cut(k, shares[scan[n] >= least].max()) for n, k in kernels.items()}
        if sum(map(np.count_nonzero, made.values())) <= budget:
            return made
    return None


def by_one_threshold(kernels, accuracy, budget):
    sizes = np.sort(np.abs(np.concatenate([k.ravel() for k in kernels.values()])))
    return {name: np.where(np.abs(k) >= sizes[-budget], k, 0) for name, k in kernels.items()}


def step_by_step(kernels, accuracy, budget):
    shares, made = dict.fromkeys(kernels, 0.0), dict(kernels)
    while sum(map(np.count_nonzero, made.values())) > budget:
        tried = {
            name: {**made, name: chapter_10.cut(kernels[name], share + 0.05)}
            for name, share in shares.items()
            if share < 0.9
        }
        before = accuracy(made)
        lost = {n: (before - accuracy(k)) / kernels[n].size for n, k in tried.items()}
        cheapest = min(lost, key=lost.get)
        shares[cheapest], made = shares[cheapest] + 0.05, tried[cheapest]
    return made


def largest_alone(kernels, accuracy, budget):
    name = max(kernels, key=lambda name: kernels[name].size)
    share = (sum(k.size for k in kernels.values()) - budget) / kernels[name].size + 1e-3
    return {**kernels, name: chapter_10.cut(kernels[name], share)}


def alike(kernels, accuracy, budget):
    share = 1 - budget / sum(k.size for k in kernels.values()) + 1e-3
    return {name: chapter_10.cut(kernel, share) for name, kernel in kernels.items()}


def nothing_pruned(kernels, accuracy, budget):
    return kernels


def doubled(kernels, accuracy, budget):
    return {name: 2 * k for name, k in by_one_threshold(kernels, accuracy, budget).items()}


def last_kept(kernels, accuracy, budget):
    """Leave the last kernel whole and cut the others alike, without asking for the accuracy."""
    last, size = list(kernels)[-1], sum(k.size for k in kernels.values())
    share = min((size - budget) / (size - kernels[last].size) + 1e-3, 1)
    return {n: k if n == last else chapter_10.cut(k, share) for n, k in kernels.items()}


def velocity_from_nowhere(kernel, gradient, velocity, mask, rate):
    kernel, velocity = masked_step(kernel, gradient, velocity, mask, rate)
    return kernel, np.where(mask, velocity, 999)


def first_kernel_gone(kernels, accuracy, budget):
    first = next(iter(kernels))
    return {**kernels, first: 0 * kernels[first]}
