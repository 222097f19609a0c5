"""Answers to the exercises on training well."""

from collections.abc import Callable

import numpy as np

from tinyml_kit.course.keys.kinds import Shown, as_array, called, unrepeated

READINGS = (4, 30, 200)  # recordings, times, sensors
RATE = 0.25
#: How far the share of neighbors that are both silent or both heard may be from chance: four times
#: its spread among 796 pairs, whose ends are drawn independently.
NEIGHBORS = 0.08
NOISE = 0.01  # the spread of what a changed copy adds
DRAWS = 30  # how often a split by groups is drawn
#: What must be reached with thirty readings, in nats. An answer of always ½ has 0.69.
LOSS = 0.6
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
    alike = (heard[:, 0, 1:] == heard[:, 0, :-1]).mean()
    if abs(alike - (1 - 2 * RATE * (1 - RATE))) > NEIGHBORS:
        return "Which sensors are silent depends on their neighbors: draw each for itself."
    factors = made[0][heard] / readings[heard]
    if not np.allclose(factors, factors[0]):
        return "What is left are not the readings, all multiplied by the same number."
    if not np.isclose(factors[0], 1 / (1 - RATE)):
        return "The mean of what is left differs from the mean of the readings."
    untouched, wrong = called(answer, readings.copy(), 0.0, np.random.default_rng(0))
    if wrong:
        return f"At a rate of 0, {wrong}"
    numbers = as_array(untouched)
    if numbers is None or not np.allclose(numbers, readings):
        return "At a rate of 0, it does not return the readings as they are."
    return unrepeated(answer, readings, RATE)


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
            return "It does not return one True or False per example."
        if any(len(np.unique(test[groups == group])) > 1 for group in range(15)):
            return "Some writer is on both sides."
        sizes = np.array([(groups == group).sum() for group in np.unique(groups[test == 1])])
        if not len(sizes) or sizes.sum() < share * 600:
            return f"The test part has fewer than {share:.0%} of the examples."
        if sizes.sum() - sizes.max() >= share * 600:  # whoever was drawn last is not needed
            return f"The test part has more writers than {share:.0%} of the examples need."
    groups, parts = np.repeat(np.arange(15), 40), []
    for seed in range(DRAWS):
        said, wrong = called(answer, groups, 0.2, np.random.default_rng(seed))
        if wrong:
            return f"For 600 examples of 15 writers, {wrong}"
        parts.append(np.asarray(said, float).tobytes())
    different = len(set(parts))
    if different == 1:
        return "The same writers are held out whatever the seed."
    if different < 0.7 * DRAWS:  # 3 of 15 writers: there are 455 such sets, but 15 rotations
        return (
            f"With {DRAWS} seeds it puts only {different} different sets of writers aside: draw "
            "the whole order."
        )
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
    for number, noise in enumerate((train_x - x[owner(train_x)])[~kept].std(axis=0), start=1):
        if not 0.4 * NOISE < noise < 2.5 * NOISE:
            return (
                f"In input {number}, the changes of the copies have a spread of {noise:.2g}; "
                f"wanted is {NOISE:g}."
            )
    other, wrong = called(answer, x, y, np.random.default_rng(5))
    if wrong:
        return f"Called again, {wrong}"
    if np.array_equal(np.sort(np.asarray(other[3]).ravel()), np.sort(test_y)):
        return "Two random generators put the same examples aside: draw with the one that is given."
    return unrepeated(answer, x, y)


def turned_corners(n: int, noise: float, turn: float, rng: np.random.Generator) -> tuple:
    """Return noisy readings (n, 2) at the corners of a square, and 1 for two that lie across.

    Parameters
    ----------
    turn : float
        The angle in radians by which the square is turned.
    """
    moved = rng.integers(0, 2, (n, 2))
    readings = 2.0 * moved - 1 + noise * rng.normal(size=(n, 2))
    cosine, sine = np.cos(turn), np.sin(turn)
    return readings @ np.array([[cosine, -sine], [sine, cosine]]), moved[:, 0] ^ moved[:, 1]


def not_cured(answer: object) -> str | None:
    """Return what is wrong with a function that learns from thirty readings, or None."""
    if not callable(answer):
        return "That is not a function."
    losses = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        turn = rng.uniform(0, np.pi)
        predict, wrong = called(answer, *turned_corners(30, 0.8, turn, rng))
        if wrong:
            return f"On thirty readings, {wrong}"
        if not callable(predict):
            return "It does not return a function."
        x, y = turned_corners(2000, 0.8, turn, rng)
        said, wrong = called(predict, x)
        if wrong:
            return f"Asked about 2,000 readings, {wrong}"
        chances = as_array(said)
        if chances is None or chances.size != len(x) or chances.min() < 0 or chances.max() > 1:
            return "Asked about 2,000 readings, it does not give 2,000 chances between 0 and 1."
        of_truth = np.where(y == 1, chances.ravel(), 1 - chances.ravel())
        if of_truth.min() == 0:
            return "Of some new reading it is sure, and wrong: the loss is infinite."
        losses.append(-np.log(of_truth).mean())
    if np.mean(losses) >= LOSS:
        said = ", ".join(f"{loss:.2f}" for loss in losses)
        return f"On new readings its losses are {said}; their mean must be below {LOSS}."
    return None


def _written(fault: Callable, what: str, hint: str, because: str) -> Shown:
    return Shown(fault, form=f"a function that {what}", hint=hint, because=because)


KEYS = {
    "04-dropout": _written(
        not_sensor_dropout,
        "returns readings",
        hint="Where the shape of a mask has a 1, NumPy repeats it along that axis. Which of the "
        "three axes is that here? And what keeps the mean?",
        because="Readings that follow each other say nearly the same, so silencing single ones "
        "hides little. A silent sensor is really gone.",
    ),
    "04-fold": _written(
        not_folded,
        "returns a kernel and a bias",
        hint="What reaches the dense layer is x times a number, plus another one, for each input. "
        "Write both down, put them in place of the input, and sort by x.",
        because="The layer is gone, and what is left computes the same.",
    ),
    "04-groups": _written(
        not_a_split_by_groups,
        "returns one True or False per example: is it in the test part?",
        hint="Shuffle the writers, not the examples. Put one writer after the other aside until "
        "there are enough examples, then stop.",
        because="Now the test asks what you want to know: how well are new people read?",
    ),
    "04-judge": _written(
        has_a_relative,
        "returns four arrays: x and y to train on, x and y to test",
        hint="Follow one example and its copy through the lines. Where do they part?",
        because="A test example whose copy was learned is no new example. The score was too good, "
        "and no curve could have shown it.",
    ),
    "04-remedy": _written(
        not_cured,
        "returns a function",
        hint="Put some of the thirty readings aside and look at the loss on them. Does it turn "
        "round, or does it never fall? Take more of one remedy in the first case, and less in the "
        "second.",
        because="Thirty readings are enough if a network is kept from learning them by heart.",
    ),
}
