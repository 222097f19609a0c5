"""Answers to the exercises on convolution."""

from typing import Any

import numpy as np

from tinyml_kit.course.keys.kinds import Function, Numbers, Shown, as_array, called

PARAMETERS, MACS = 360, 1100
#: Share of right answers on the new series. Linear classifiers within the budget stay below 0.85.
SCORE = 0.88
#: So many starts are judged together, because one start may be lucky or not.
STARTS = 3
#: The first 1415 images are eleven series of digits, most likely each of one writer.
NEW_SERIES = 1415


def separable_block(
    image: np.ndarray, depthwise: np.ndarray, pointwise: np.ndarray, stride: int
) -> np.ndarray:
    """Return what a block of MobileNet makes of an image, with TensorFlow's "same" padding.

    Parameters
    ----------
    image : (h, w, channels) array
    depthwise : (n, n, channels) array
    pointwise : (channels, out) array
    stride : int, of the depthwise convolution
    """
    size = depthwise.shape[0]
    borders = []
    for side in image.shape[:2]:
        zeros = max((-(-side // stride) - 1) * stride + size - side, 0)
        borders.append((zeros // 2, zeros - zeros // 2))
    padded = np.pad(image, [*borders, (0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(0, 1))
    each = np.einsum("ijcmn,mnc->ijc", windows[::stride, ::stride], depthwise)
    return np.maximum(np.maximum(each, 0) @ pointwise, 0)


def blocks() -> list[tuple]:
    """Return images, kernels and strides: even and odd sizes, square and not."""
    rng = np.random.default_rng(3)
    cases = []
    for height, width, size, channels, out, stride in (
        (5, 5, 3, 1, 1, 1), (7, 4, 3, 2, 3, 1), (7, 7, 3, 3, 2, 2), (6, 8, 3, 2, 4, 2),
        (8, 5, 5, 2, 2, 2), (9, 7, 3, 2, 2, 3),
    ):  # fmt: skip
        shapes = (height, width, channels), (size, size, channels), (channels, out)
        cases.append((*(rng.normal(size=shape) for shape in shapes), stride))
    return cases


def not_a_reader(answer: object) -> str | None:
    """Train the network that a function builds; return what is wrong with it, or None."""
    if not callable(answer):
        return "That is not a function."
    from tinyml_kit.learning.keras_backend import keras  # brings TensorFlow

    scores = []
    for seed in range(STARTS):
        keras.utils.set_random_seed(seed)  # the same function starts from the same weights
        model, wrong = called(answer)
        if wrong:
            return f"Called without arguments, {wrong}"
        wrong = not_a_network(model)
        if wrong:
            return wrong
        scores.append(share_of_new_series(model))
    score = np.mean(scores)
    if score < SCORE:
        each = ", ".join(f"{one:.1%}" for one in scores)
        return (
            f"Trained on eleven series, it reads {score:.1%} of the digits of three others "
            f"(the mean of three starts: {each}); wanted are {SCORE:.0%}."
        )
    return None


def not_a_network(model: Any) -> str | None:
    """Return why a network cannot be trained to read digits in few parameters, or None."""
    from tinyml_kit.learning.keras_backend import keras

    if not isinstance(model, keras.Model):
        return "The function does not return a Keras model of this kit (keras_backend)."
    try:
        made = np.asarray(model(np.random.default_rng(0).random((3, 8, 8, 1), np.float32)))
    except Exception:  # the network may be anything
        return "The network does not take images of shape (n, 8, 8, 1)."
    if made.shape != (3, 10):
        return f"For three images the network returns the shape {made.shape}, not (3, 10)."
    if not np.allclose(made.sum(axis=1), 1, atol=1e-3) or made.min() < 0:
        return "What the network returns are not ten probabilities: does it end with softmax?"
    from tinyml_kit.learning.cost import CostError, cost

    try:
        needs = cost(model)
    except CostError as error:  # a layer that may hold anything, for example all the digits
        return f"It holds something that the kit does not count: {error}"
    if needs.parameters > PARAMETERS:
        return f"It has {needs.parameters:,} parameters; at most {PARAMETERS} are allowed."
    if needs.macs > MACS:
        return f"It needs {needs.macs:,} MACs; at most {MACS:,} are allowed."
    return None


def share_of_new_series(model: Any) -> float:
    """Train a network on eleven series; return its share of right answers on three others."""
    from tinyml_kit.datasets.images import digits
    from tinyml_kit.learning.keras_backend import keras

    images, labels = digits()
    images = (images[..., np.newaxis] / 16).astype(np.float32)
    learn, new = slice(0, NEW_SERIES), slice(NEW_SERIES, None)
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    model.fit(images[learn], labels[learn], batch_size=64, epochs=40, verbose=0)
    return float(np.mean(np.argmax(model(images[new]), axis=1) == labels[new]))


def not_brought_over(answer: object) -> str | None:
    """Return what is wrong with a function that reorders the weights of a network, or None."""
    if not callable(answer):
        return "That is not a function."
    rng = np.random.default_rng(5)
    for filters, rows, columns in ((8, 3, 3), (5, 2, 4), (2, 4, 1)):
        kernel, dense = (
            rng.normal(size=(filters, 3, 2, 5)),
            rng.normal(size=(6, filters, rows, columns)),
        )
        said, wrong = called(answer, kernel, dense.reshape(6, -1), (filters, rows, columns))
        if wrong:
            return f"With {filters} channels of {rows} × {columns}, {wrong}"
        if not isinstance(said, tuple | list) or len(said) != 2:
            return "It does not return two arrays."
        new_kernel, new_dense = map(as_array, said)
        if new_kernel is None or new_dense is None:
            return "It does not return finite numbers."
        in_order = kernel.transpose(2, 3, 1, 0)
        if new_kernel.shape != in_order.shape or not np.allclose(new_kernel, in_order):
            return "The kernel is not as Keras wants it: (rows, columns, channels in, filters)."
        right = dense.transpose(2, 3, 1, 0).reshape(-1, 6)
        if new_dense.shape != right.shape:
            return f"The dense layer's weights have the shape {new_dense.shape}, not {right.shape}."
        if not np.allclose(new_dense, right):
            return (
                f"With {filters} channels of {rows} × {columns}, the kernel is right, but the "
                "dense layer's weights meet the wrong inputs."
            )
    return None


KEYS = {
    "05-sizes": Numbers(
        (14, 6),
        tolerance=0,
        hint='With "same" padding and stride 2, a window begins at every second pixel of a row: '
        "how many are these? Keras' pooling adds no zeros unless you ask for them: count the "
        "places where its window fits.",
        because="The map is so small that a second pooling would leave only two pixels per side.",
    ),
    "05-block": Function(
        separable_block,
        blocks,
        hint='"Same": the result has ceil(side / stride) places. From that follows how many zeros '
        "are needed in all. Half of them, rounded down, go before the image. Apply ReLU twice.",
        because="That is the block of which MobileNet is made, as TensorFlow computes it.",
    ),
    "05-network": Shown(
        not_a_reader,
        form="a function without arguments that returns a Keras network",
        hint="Write down for each layer how many parameters and how many MACs it has. Where is "
        "most of each? What makes a map smaller? A pooling throws away most of what the layer "
        "before it computed: could that layer compute less?",
        because="A third of the chapter's MACs, less than half of its parameters, and it reads "
        "series that it has never seen.",
    ),
    "05-order": Shown(
        not_brought_over,
        form="a function that returns a kernel and the weights of a dense layer",
        hint="The numbers that a row of dense weights belongs to were a map before they were "
        "flattened. Give the row the shape of that map again. In which order does Keras flatten?",
        because="The shapes fitted before, too. Only numbers could tell.",
    ),
}
