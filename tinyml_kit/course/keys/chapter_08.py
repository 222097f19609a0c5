"""Answers to the exercises on judging the Bragg network."""

from collections.abc import Callable

import numpy as np

from tinyml_kit.course.keys.kinds import Between, Shown, as_array, called

TIMES = 2000
FLASH = 4 * 1024  # bytes
#: Balanced accuracy of the trees of the chapter on the frames that the check keeps (measured).
TREES = 0.7167
#: Networks whose probabilities differ by less than this in every frame count as the same.
ALIKE = 0.02


def accuracy(truth: np.ndarray, said: np.ndarray) -> float:
    """Return the share of right answers."""
    return float(np.mean(truth == said))


def found(truth: np.ndarray, said: np.ndarray) -> float:
    """Return the recall of class 0."""
    return float(np.mean(said[truth == 0] == 0))


def two_classifiers() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the truth and two answers that are mostly wrong on the same examples."""
    rng = np.random.default_rng(5)
    truth = rng.integers(0, 3, 300)
    first = np.where(rng.random(300) < 0.7, truth, (truth + 1) % 3)
    second = np.where(rng.random(300) < 0.06, (first + 1) % 3, first)
    return truth, first, second


def interval(
    truth: np.ndarray, first: np.ndarray, second: np.ndarray, score: Callable
) -> np.ndarray:
    """Return the middle 95 % of the difference of two scores over drawn examples."""
    drawn = np.random.default_rng(1).integers(len(truth), size=(2 * TIMES, len(truth)))
    ahead = [score(truth[i], first[i]) - score(truth[i], second[i]) for i in drawn]
    return np.quantile(ahead, (0.025, 0.975))


def not_paired(answer: object) -> str | None:
    """Return what is wrong with a paired bootstrap, or None."""
    if not callable(answer):
        return "That is not a function."
    truth, first, second = two_classifiers()
    for name, score in (("the share of right answers", accuracy), ("the recall of class 0", found)):
        said, wrong = called(answer, truth, first, second, score, TIMES, np.random.default_rng(2))
        bounds = as_array(said)
        if wrong or bounds is None or bounds.shape != (2,):
            return f"With {name}, {wrong or 'it does not return two finite numbers.'}"
        right = interval(truth, first, second, score)
        width, wanted = np.ptp(bounds), np.ptp(right)
        if bounds.mean() * right.mean() < 0 and np.allclose(-bounds, right[::-1], atol=wanted):
            return f"With {name}, the sign is wrong: wanted is the first minus the second."
        if width > 1.5 * wanted:
            return f"With {name}, the interval is too wide: do both see the same examples?"
        if width < 0.6 * wanted:
            return f"With {name}, the interval is too narrow for the middle 95 %."
        if not np.allclose(bounds, right, atol=0.3 * wanted):
            return f"With {name}, the interval does not lie where it should."
    said, wrong = called(answer, truth, first, first, accuracy, TIMES, np.random.default_rng(2))
    if wrong:
        return f"On a classifier and itself, {wrong}"
    bounds = as_array(said)
    if bounds is None or bounds.any():
        return "Compared with itself, a classifier is ahead or behind."
    return None


#: Signal, wrong labels of 60, the least and the largest share of an honest evaluation, and where.
#: That of the solution is right in 0.51, 0.85, 1.00 and 0.80 (measured).
DATA_SETS = (
    (0.0, 0, 0.4, 0.6, "On pure noise"),
    (0.8, 0, 0.6, 0.95, "Where the signal is weak"),
    (2.0, 0, 0.95, 1.0, "Where there is a strong signal"),
    (2.0, 12, 0.65, 0.9, "Where one label in five is wrong"),
)


def examples(seed: int, signal: float, flipped: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return 60 examples of 1000 numbers, of which 20 differ between the classes by `signal`.

    The labels of `flipped` examples are the wrong ones.
    """
    rng = np.random.default_rng([8, seed])
    y = rng.permutation(np.repeat([0, 1], 30))
    x = rng.normal(size=(60, 1000))
    x[:, rng.choice(1000, 20, replace=False)] += signal * y[:, np.newaxis]
    y[rng.choice(60, flipped, replace=False)] ^= 1
    return x, y


def leaks(answer: object) -> str | None:
    """Return what is wrong with an evaluation, or None."""
    if not callable(answer):
        return "That is not a function."
    for signal, flipped, least, most, where in DATA_SETS:
        shares = []
        for seed in range(40):
            data = examples(seed, signal, flipped)
            said, wrong = called(answer, *data, np.random.default_rng(seed))
            share = as_array(said)
            if wrong or share is None or share.size != 1 or not 0 <= share.item() <= 1:
                return f"On 60 examples, {wrong or 'it does not return a share from 0 to 1.'}"
            shares.append(share.item())
        if most < 1 and len(set(shares)) == 1:
            return "It returns the same share for every data set."
        if not least <= np.mean(shares) <= most:
            much = "too much to be true" if np.mean(shares) > most else "too little"
            return f"{where}, it is right in {np.mean(shares):.0%}, which is {much}."
    return None


def not_the_threshold(answer: object) -> str | None:
    """Return what is wrong with a function that chooses a threshold, or None."""
    if not callable(answer):
        return "That is not a function."
    for seed, share in ((0, 0.9), (1, 0.5), (2, 1.0), (3, 0.95)):
        rng = np.random.default_rng(seed)
        is_hit = rng.random(200) < 0.25
        p_hit = np.round(np.clip(rng.normal(0.35 + 0.3 * is_hit, 0.2), 0, 1), 2)
        said, wrong = called(answer, p_hit, is_hit, share)
        number = as_array(said)
        if wrong or number is None or number.size != 1:
            return f"For a share of {share:.0%}, {wrong or 'it does not return one finite number.'}"
        stored = p_hit >= number.item()
        if stored[is_hit].mean() < share:
            return f"For a share of {share:.0%}, only {stored[is_hit].mean():.1%} of hits are kept."
        larger = [t for t in np.unique(p_hit) if np.mean(p_hit[is_hit] >= t) >= share]
        if stored.sum() > (p_hit >= max(larger)).sum():
            return f"For a share of {share:.0%}, fewer frames could be stored with the same effect."
    return None


def held_back() -> tuple[np.ndarray, np.ndarray]:
    """Return 300 simulated frames (300, 100, 100) that no chapter shows, and their classes."""
    from tinyml_kit.base.resources import shipped_file
    from tinyml_kit.datasets.bragg import STEP

    with np.load(shipped_file("held_back_100px.npz")) as file:
        images = file["images"].astype(np.float32) * STEP
    return images, np.arange(len(images)) % 3


def loses_to_the_trees(answer: object) -> str | None:
    """Return what is wrong with a small network that should beat the trees, or None."""
    from tinyml_kit.course.keys import networks
    from tinyml_kit.learning import shipped, training

    needs, fault = networks.counted(answer)
    if needs is None:
        return fault
    if needs.weight_bytes >= FLASH:
        return f"Its weights need {needs.weight_bytes:,} bytes."
    images, truth = held_back()
    own = training.probabilities(answer, images)
    ready = training.probabilities(shipped.bragg_classifier().model, images)
    if np.allclose(own, ready, rtol=0, atol=ALIKE):
        return "It answers as the network that ships with the kit. Train one of your own."
    said = own.argmax(axis=1)
    score = np.mean([np.mean(said[truth == k] == k) for k in range(3)])
    if score < TREES:
        return f"On 300 frames that it has never seen, its balanced accuracy is {score:.3f}."
    return None


KEYS = {
    "08-paired": Shown(
        not_paired,
        form="a function that returns two numbers",
        hint="Draw as many examples as there are, with replacement. Give the same drawn ones to "
        "both classifiers, and keep the difference of their scores. Take the middle 95 %.",
        because="What is hard for both cancels, so the interval is much narrower than two "
        "separate ones.",
    ),
    "08-noise": Shown(
        leaks,
        form="a function that returns a share",
        hint="Which examples have a say in choosing the twenty columns? Those that judge must not.",
        because="Whatever is chosen by looking at the test examples, they cannot judge any more.",
    ),
    "08-effect": Shown(
        not_the_threshold,
        form="a function that returns one number",
        hint="Sort the probabilities of the hits from the largest down. How many of them must be "
        "at or above the threshold? Round up.",
        because="The threshold follows from what is wanted, and nobody had to guess one.",
    ),
    "08-beats": Shown(
        loses_to_the_trees,
        form="a Keras network",
        hint=f"The trees reach {TREES:.3f}. Use the remedies of chapter 07, its start "
        "first. You may train on all 2000 frames, with more filters, or for longer.",
        because="A network of your own, smaller than this page of text, reaches the trees on "
        "frames that neither of them has seen. That it beats them is not shown: this was one "
        "score without an interval, and if you asked more than once, the frames have chosen.",
    ),
    "08-cherry": Between(
        0.86,
        0.91,
        hint="Draw 20 rows of 11 coins, keep the luckiest row, and test whether its 95 % interval "
        "contains 0.4; repeat some thousand times. Give the share, not the count.",
        because="It is less than the 95 % that the interval promises. A network that nobody "
        "picked keeps the promise: of eleven coins, its interval holds 0.4 in 99 %.",
    ),
}
