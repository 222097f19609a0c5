"""Answers to the exercises on training well."""

from collections.abc import Callable

import numpy as np

from tinyml_kit.course.keys.kinds import Shown, as_array, called, unrepeated

READINGS = (4, 30, 200)  # recordings, times, sensors
RATE = 0.25
WRITERS = np.repeat(np.arange(15), 5 * np.arange(1, 16))  # 600 examples: 5, 10 ... 75 of each


def not_sensor_dropout(answer: object) -> str | None:
    """Return what is wrong with a function that silences whole sensors, or None."""
    if not callable(answer):
        return "That is not a function."
    readings, made = np.random.default_rng(0).uniform(1, 9, READINGS), []
    for seed in (1, 2):
        said, wrong = called(answer, readings.copy(), RATE, np.random.default_rng(seed))
        numbers = as_array(said)
        if wrong or numbers is None:
            return f"On random readings, {wrong or 'it does not return finite numbers.'}"
        if numbers.shape != READINGS:
            return f"It returns the shape {numbers.shape} for readings of shape {READINGS}."
        made.append(numbers)
    if np.array_equal(made[0], made[1]):
        return "Two random generators give the same sensors: draw with the one that is given."
    heard = made[0] != 0
    if (heard.any(axis=1) != heard.all(axis=1)).any():
        return "Some sensors are silent in a part of a recording only."
    if (heard[0] == heard[1]).all():
        return "All recordings lose the same sensors: draw for each recording."
    silent = 1 - heard[:, 0].mean()
    if abs(silent - RATE) > 0.06:
        return f"At a rate of {RATE:g}, {silent:.0%} of the sensors are silent."
    factors = made[0][heard] / readings[heard]
    if not np.allclose(factors, factors[0]):
        return "What is left are not the readings, all multiplied by the same number."
    if not np.isclose(factors[0], 1 / (1 - RATE)):
        return "The mean of what is left differs from the mean of the readings."
    untouched, wrong = called(answer, readings.copy(), 0.0, np.random.default_rng(0))
    if wrong:
        return f"At a rate of 0, {wrong}"
    numbers = as_array(untouched)
    if numbers is None or not np.array_equal(numbers, readings):
        return "At a rate of 0, it does not return the readings as they are."
    return None


def layer(seed: int) -> tuple[np.ndarray, ...]:
    """Return gamma, beta, mean and variance of the inputs, kernel (in, out) and bias of a layer."""
    rng = np.random.default_rng(seed)
    inputs, outputs = rng.integers(1, 7, 2)
    gamma, beta, mean = rng.normal(size=(3, inputs))
    variance = rng.uniform(0.1, 4, inputs)
    return gamma, beta, mean, variance, rng.normal(size=(inputs, outputs)), rng.normal(size=outputs)


def not_folded(answer: object) -> str | None:
    """Return what is wrong with a function that folds a batch normalisation, or None."""
    if not callable(answer):
        return "That is not a function."
    for seed in range(4):
        gamma, beta, mean, variance, kernel, bias = layer(seed)
        said, wrong = called(answer, gamma, beta, mean, variance, 1e-3, kernel, bias)
        if wrong:
            return f"On a kernel of shape {kernel.shape}, {wrong}"
        if not isinstance(said, tuple | list) or len(said) != 2:
            return "It does not return two things, a kernel and a bias."
        new_kernel, new_bias = map(as_array, said)
        if new_kernel is None or new_bias is None:
            return "It does not return finite numbers."
        if new_kernel.shape != kernel.shape or new_bias.shape != bias.shape:
            return f"For a kernel of shape {kernel.shape}, the new shapes are not the old ones."
        factor = gamma / np.sqrt(variance + 1e-3)
        if not np.allclose(new_kernel, factor[:, np.newaxis] * kernel):
            return f"For a kernel of shape {kernel.shape}, the new kernel is not right."
        if not np.allclose(new_bias, bias + (beta - mean * factor) @ kernel):
            return f"For a kernel of shape {kernel.shape}, the new bias is not right."
    return None


def not_a_split_by_groups(answer: object) -> str | None:
    """Return what is wrong with a function that puts whole groups aside, or None."""
    if not callable(answer):
        return "That is not a function."
    for seed, share in ((0, 0.2), (1, 0.5), (2, 0.05)):
        groups = np.random.default_rng(seed).permutation(WRITERS)
        said, wrong = called(answer, groups, share, np.random.default_rng(seed))
        if wrong:
            return f"For 600 examples of 15 writers, {wrong}"
        test = as_array(said, truths=True)
        if test is None or test.shape != groups.shape or not np.isin(test, (0, 1)).all():
            return "It does not return one truth per example."
        if any(len(np.unique(test[groups == group])) > 1 for group in range(15)):
            return "Some writer is on both sides."
        sizes = np.array([(groups == group).sum() for group in np.unique(groups[test == 1])])
        if not len(sizes) or sizes.sum() < share * 600:
            return f"The test part has fewer than {share:.0%} of the examples."
        if sizes.sum() - sizes.max() >= share * 600:  # whoever was drawn last is not needed
            return f"The test part has more writers than {share:.0%} of the examples need."
    groups = np.repeat(np.arange(15), 40)
    parts = []
    for seed in range(4):
        said, wrong = called(answer, groups, 0.2, np.random.default_rng(seed))
        if wrong:
            return f"For 600 examples of 15 writers, {wrong}"
        parts.append(said)
    if all(np.array_equal(parts[0], part) for part in parts[1:]):
        return "The same writers are held out whatever the seed."
    return unrepeated(answer, groups, 0.2)


def has_a_relative(answer: object) -> str | None:
    """Return what is wrong with a function that prepares examples, or None."""
    if not callable(answer):
        return "That is not a function."
    rng = np.random.default_rng(3)
    x, y = 10 * rng.normal(size=(50, 2)), rng.permutation(50)
    said, wrong = called(answer, x, y, np.random.default_rng(4))
    if wrong:
        return f"On 50 examples, {wrong}"
    if not isinstance(said, tuple | list) or len(said) != 4:
        return "It does not return four arrays."
    parts = [part for part in map(as_array, said) if part is not None]
    if len(parts) != 4:
        return "It does not return finite numbers."
    train_x, train_y, test_x, test_y = parts
    if train_x.shape != (80, 2) or test_x.shape != (10, 2):
        return (
            f"It returns {len(train_x)} examples to train on and {len(test_x)} to test, "
            "expected 80 and 10."
        )
    if len(train_y) != 80 or len(test_y) != 10:
        return "Examples and labels have different lengths."

    def owner(rows: np.ndarray) -> np.ndarray:
        return np.argmin(((rows[:, np.newaxis] - x) ** 2).sum(axis=2), axis=1)

    if np.isin(owner(train_x), owner(test_x)).any():
        return "A copy of a test example is among the examples to train on."
    if not np.array_equal(x[owner(test_x)], test_x):
        return "A test example has been changed."
    if not (
        np.array_equal(y[owner(train_x)], train_y) and np.array_equal(y[owner(test_x)], test_y)
    ):
        return "Some labels belong to other examples."
    if len(np.unique(owner(test_x))) != 10:
        return "Some examples are in the test part more than once."
    times = np.bincount(owner(train_x), minlength=50)
    if not np.isin(times, (0, 2)).all():
        return (
            f"One example is there {times.max()} times to train on. Each is to be there twice, "
            "unchanged and changed."
        )
    kept = (train_x == x[owner(train_x)]).all(axis=1)
    if len(np.unique(owner(train_x)[kept])) != 40:
        return "Some examples to train on are not there unchanged."
    if len(np.unique(train_x, axis=0)) != 80:
        return "Some examples to train on are exact copies of others."
    return None


def _written(fault: Callable, what: str, hint: str, because: str) -> Shown:
    return Shown(fault, form=f"a function that {what}", hint=hint, because=because)


KEYS = {
    "04-dropout": _written(
        not_sensor_dropout,
        "returns readings",
        hint="A mask of shape (n, 1, sensors) stretches over the times. Keep a sensor if its "
        "random number is at least the rate, and divide by the share that is kept.",
        because="Readings that follow each other say nearly the same, so silencing single ones "
        "hides little. A silent sensor is really gone.",
    ),
    "04-fold": _written(
        not_folded,
        "returns a kernel and a bias",
        hint="Call gamma / sqrt(variance + epsilon) the factor. What the dense layer gets is "
        "x * factor + (beta - mean * factor): put that in place of its input, and multiply out.",
        because="The layer is gone, and what is left computes the same.",
    ),
    "04-groups": _written(
        not_a_split_by_groups,
        "returns one truth per example: is it in the test part?",
        hint="Shuffle the writers, not the examples. Put one writer after the other aside until "
        "there are enough examples, then stop.",
        because="Now the test asks what you want to know: how well are new people read?",
    ),
    "04-judge": _written(
        has_a_relative,
        "returns four arrays: x and y to train on, x and y to test",
        hint="First split, then make changed copies, and only of what is trained on.",
        because="A test example whose copy was learned is no new example. The score was too good, "
        "and no curve could have shown it.",
    ),
}
