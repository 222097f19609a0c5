"""Answers to the exercises on comparing ways of compression."""

import numpy as np

from tinyml_kit.course.keys.kinds import Function, Number, Shown, as_array

#: Published accuracies (%) of one test set. A sixth one, 76.17, fits none of the numbers below.
SKIN = (78.82, 66.82, 66.59, 63.53, 19.88)


def possible(percent: float, images: int) -> bool:
    """Tell whether an integer number of right answers gives a percentage with two decimals."""
    return abs(100 * round(percent / 100 * images) / images - percent) <= 0.005 + 1e-9


def not_the_images(answer: object) -> str | None:
    """Return why a test set of that size cannot have given all accuracies, or None."""
    number = as_array(answer)
    if number is None or number.size != 1 or number.item() != round(number.item()):
        raise TypeError
    images = round(number.item())
    if images < 1:
        return "A test set has at least one image."
    for percent in SKIN:
        if not possible(percent, images):
            return f"{percent} % of {images} is {percent / 100 * images:.2f} right answers."
    if any(all(possible(percent, n) for percent in SKIN) for n in range(1, min(images, 2000))):
        return "That fits, but it is not the smallest that does."
    return None


def verdicts(outputs: np.ndarray) -> np.ndarray:
    """Return the class of each row: of one probability, or of one for each class."""
    if outputs.shape[1] == 1:
        return (outputs[:, 0] > 0.5).astype(int)
    return outputs.argmax(axis=1)


def outputs() -> list[tuple]:
    """Return outputs for some images from networks with one output and with several."""
    rng = np.random.default_rng(9)
    one, two, ten = rng.random((8, 1)), rng.random((5, 2)), rng.random((6, 10))
    shares = [two / two.sum(axis=1, keepdims=True), ten / ten.sum(axis=1, keepdims=True)]
    return [(part.astype(np.float32),) for part in (one, *shares, np.array([[0.3]]))]


def front(sizes: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return for each technique whether no other one beats it."""
    smaller, better = sizes[:, None] >= sizes, scores[:, None] <= scores
    beaten = smaller & better & ((sizes[:, None] > sizes) | (scores[:, None] < scores))
    return np.all(~beaten, axis=1)


def techniques() -> list[tuple]:
    """Return sizes and scores: some equal sizes, some equal scores, and a single technique."""
    rng = np.random.default_rng(90)
    order = rng.permutation(30)
    return [
        (np.array([30, 10, 20]), np.array([0.95, 0.90, 0.80])),
        (np.array([20, 10, 10]), np.array([0.90, 0.80, 0.85])),
        (np.array([40, 30, 20, 10]), np.array([0.90, 0.90, 0.70, 0.60])),
        (1000 * order + 500, 0.5 + order / 100 + rng.random(30) / 8),
        (np.array([5]), np.array([0.1])),
    ]


#: Half the width of the interval (points) if the two were judged on different images.
APART = 196 * np.sqrt((0.9134 * 0.0866 + 0.9184 * 0.0816) / 10_000)

KEYS = {
    "12-honest": Number(
        1 - (1 - 0.9165) / (1 - 0.6721),
        hint="Invert both percentages: what share of the checkpoint is left with 8 bits, and what "
        "share with float32? Then divide. A share from 0 to 1.",
        because="The row of VGG16, 74.99 % with 0.8 % in its baseline, comes to 74.8 %: the same.",
        tolerance=0.004,
        mistakes={
            0.9165 - 0.6721: "Two percentages of a checkpoint were subtracted; the answer is a "
            "share of the float32 file.",
            (1 - 0.9165) / (1 - 0.6721): "That is what is left.",
            0.6721 / 0.9165: "Those parts were removed. What about the parts that are left?",
            0.9165: "That is what the paper says, with Adam in the baseline.",
        },
    ),
    "12-optimiser": Number(
        1,
        hint="What is left of such a checkpoint is 1 / (1 + numbers kept for each weight).",
        because="SGD with momentum keeps that many; Adam keeps one more. So within one table the "
        "baseline changes from row to row.",
        mistakes={
            2: "That is Adam. Which part of the file would have been removed then?",
            0: "Then plain conversion would have saved nothing.",
        },
    ),
    "12-images": Shown(
        not_the_images,
        form="one integer, the number of images",
        hint="For each percentage look for an integer k with round(100 * k / n, 2) equal to it; "
        "let n run from 1.",
        because="Not the 840 of the text, and the sixth accuracy of the table fits neither.",
    ),
    "12-verdicts": Function(
        verdicts,
        outputs,
        hint="A row of several: the index of the largest. A row of one: 1 if it is above 0.5, else "
        "0. One integer per row, so the result has the shape (n,).",
        because="With argmax alone every image of the one-output network would be healthy, and 234 "
        "of 624 are: 37.5 %.",
    ),
    "12-front": Function(
        front,
        techniques,
        hint="A technique is beaten if another one is smaller and at least as good, or at least as "
        "small and better. Give one True or False each, in the order given.",
        because="A beaten technique can be ignored, unless the difference is smaller than its "
        "interval.",
    ),
    "12-paired": Number(
        196 * np.sqrt(110 - 50**2 / 10_000) / 100**2,
        hint="Each image adds +1, −1 or 0 to the difference. What is the variance of the sum of "
        "10,000 of them, if 110 are not 0? Then give 1.96 standard deviations, in points.",
        because="+0.5 ± 0.2: the two differ, although their own intervals overlap. Ask for the "
        "interval of the difference.",
        tolerance=0.08,
        mistakes={
            APART: "That would be right if each had been judged on different images.",
            0.55: "That is the interval of one of the two.",
            2 * 0.2053: "The question asks for the half width.",
        },
    ),
}
