"""Answers to the exercises on comparing ways of compression."""

import numpy as np

from tinyml_kit.course.keys.kinds import Function, Number, Shown, called

#: What the file of the reader may have, in bytes, and its share of right answers on new series.
FILE_BYTES, SCORE = 6_000, 0.90
#: The first 1415 digits are eleven of the 14 series of chapter 04, the others three more.
LEARNED = 1415
#: The check calls the digit d by another number, so that nobody can know the kept labels.
RENAMED = np.array([3, 7, 0, 9, 5, 1, 8, 2, 6, 4])


def not_to_ship(answer: object) -> str | None:
    """Let a function train and convert a network; return what is wrong with the file, or None."""
    if not callable(answer):
        return "That is not a function."
    from tinyml_kit.datasets.images import digits

    images, labels = digits()
    images = (images[..., np.newaxis] / 16).astype(np.float32)
    labels = RENAMED[labels.astype(int)]
    made, wrong = called(answer, images[:LEARNED], labels[:LEARNED])
    if wrong:
        return f"Called with eleven series of digits, {wrong}"
    if not isinstance(made, bytes):
        return f"The function returns a {type(made).__name__}, not the bytes of a .tflite file."
    if len(made) > FILE_BYTES:
        return f"The file has {len(made):,} bytes; at most {FILE_BYTES:,} are allowed."
    return unfit(made, images[LEARNED:], labels[LEARNED:])


def unfit(tflite: bytes, images: np.ndarray, labels: np.ndarray) -> str | None:
    """Return why a file is no int8 network that reads digits well enough, or None."""
    from tinyml_kit.compress import interpret  # brings TensorFlow

    try:
        stored = interpret.interpreter(tflite).get_input_details()[0]["dtype"]
        said = interpret.outputs(tflite, images)
    except Exception:  # the bytes may be anything
        return "The bytes are no .tflite file that takes images of shape (8, 8, 1)."
    if stored is not np.int8:
        return f"The file takes {np.dtype(stored).name} as its input; wanted is int8."
    if said.shape != (len(images), 10):
        return f"For each image the file gives the shape {said.shape[1:]}, not ten classes."
    score = float((said.argmax(axis=1) == labels).mean())
    if score < SCORE:
        return f"It reads {score:.1%} of the digits of three new series; wanted are {SCORE:.0%}."
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
    near = np.array([[0.49], [0.5], [0.51], [0.4999], [0.5001]])
    return [(part.astype(np.float32),) for part in (one, *shares, near, np.array([[0.3]]))]


def front(costs: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return for each technique whether no other one beats it.

    Parameters
    ----------
    costs : (n, k) array, of which less is better
    scores : (n,) array, of which more is better
    """
    less = costs[:, None] >= costs
    cheaper, better = less.all(axis=2), scores[:, None] <= scores
    strictly = (costs[:, None] > costs).any(axis=2) | (scores[:, None] < scores)
    return np.asarray(~(cheaper & better & strictly).any(axis=1))


def techniques() -> list[tuple]:
    """Return costs and scores: one, two and three costs, equal ones, and a single technique."""
    rng = np.random.default_rng(90)
    order = rng.permutation(30)
    sizes = 1000 * order + 500
    three = rng.integers(1, 6, size=(40, 3))
    return [
        (np.array([[30], [10], [20]]), np.array([0.95, 0.90, 0.80])),
        (np.array([[20], [10], [10]]), np.array([0.90, 0.80, 0.85])),
        (np.array([[40], [30], [20], [10]]), np.array([0.90, 0.90, 0.70, 0.60])),
        (np.array([[1, 9], [9, 1], [5, 5], [9, 9]]), np.array([0.8, 0.8, 0.8, 0.8])),
        (np.array([[7, 7], [7, 7], [8, 6]]), np.array([0.9, 0.9, 0.7])),
        (np.column_stack([sizes, rng.permutation(30)]), 0.5 + order / 100 + rng.random(30) / 8),
        (three, rng.integers(1, 6, size=40) / 10),
        (np.array([[5]]), np.array([0.1])),
    ]


#: Half the width of the interval (points) if the two were judged on different images.
APART = 196 * np.sqrt((0.9134 * 0.0866 + 0.9184 * 0.0816) / 10_000)

KEYS = {
    "12-ship": Shown(
        not_to_ship,
        form="a function of images and labels, which returns the bytes of a .tflite file",
        hint="Train the small network of chapter 05, or smaller, on what the function is given. "
        'Then quantize.to_tflite(model, "int8", images) returns the bytes and a record.',
        because="Whether it ships is decided by the file, and by series that it has never met.",
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
        hint="A technique is beaten if another one costs no more in any column and is no worse, "
        "and is truly better in at least one of them. Two equal ones do not beat each other. Give "
        "one True or False each, in the order given.",
        because="A beaten technique can be ignored, unless the difference is smaller than its "
        "interval.",
    ),
    "12-paired": Number(
        196 * np.sqrt(110 - 50**2 / 10_000) / 100**2,
        hint="Each image adds +1, −1 or 0 to the difference. Draw 10,000 of these numbers again "
        "and again, and take half of the middle 95 % of their means; or compute 1.96 standard "
        "deviations of the mean. Give it in points.",
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
