"""Answers to the exercises on training the Bragg network."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import stats

from tinyml_kit.course.keys.kinds import Function, Shown, as_array, called, unrepeated

DRAWS = 6000
MEMBERS = {0: 3, 2: 40, 5: 157}  # class: examples
RAM, FLASH = 16 * 1024, 4 * 1024  # bytes
#: A spot finder has a window of at most this side, behind a maximum over at most this side, in px.
WIDEST, POOLED = 9, 4


def not_balanced(answer: object) -> str | None:
    """Return what is wrong with a function that draws all classes equally often, or None."""
    if not callable(answer):
        return "That is not a function."
    labels = np.repeat(list(MEMBERS), list(MEMBERS.values()))
    labels = np.random.default_rng(7).permutation(labels)
    made = []
    for seed in (1, 2):
        said, wrong = called(answer, labels, DRAWS, np.random.default_rng(seed))
        order = as_array(said)
        if wrong or order is None:
            return f"On {len(labels)} labels, {wrong or 'it does not return finite numbers.'}"
        if order.shape != (DRAWS,):
            return f"Asked for {DRAWS} places, it returns the shape {order.shape}."
        if not np.isin(order, np.arange(len(labels))).all():
            return f"It returns something else than places from 0 to {len(labels) - 1}."
        made.append(order.astype(int))
    if np.array_equal(made[0], made[1]):
        return "Two random generators give the same draws: draw with the one that is given."
    return (
        unrepeated(answer, labels, DRAWS)
        or uneven(labels[made[0]])
        or unequal(made[0], labels)
        or in_turns(answer, labels)
    )


def uneven(drawn: np.ndarray) -> str | None:
    """Return what is wrong with the classes that were drawn, or None."""
    for name in MEMBERS:
        share = np.mean(drawn == name)
        if abs(share - 1 / len(MEMBERS)) > 0.04:
            return f"Of three classes, class {name} has a share of {share:.0%} in what is drawn."
    if any(len(np.unique(part)) < len(MEMBERS) for part in np.split(drawn, DRAWS // 100)):
        return "Somewhere 100 draws in a row do not have every class: a batch would miss one."
    return None


def in_turns(answer: Callable, labels: np.ndarray) -> str | None:
    """Return what is wrong if a place does not get each class in a third of many draws, or None."""
    many, places, drawn = 300, 6, []
    for seed in range(many):
        said, wrong = called(answer, labels, places, np.random.default_rng(seed))
        order = as_array(said)
        if wrong or order is None or order.shape != (places,):
            return f"Asked for {places} places, {wrong or 'it does not return six.'}"
        drawn.append(labels[order.astype(int)])
    for place, classes in enumerate(np.transpose(drawn)):
        for name in MEMBERS:
            times = int(np.sum(classes == name))
            if abs(times - many / len(MEMBERS)) > 40:  # five standard deviations
                return (
                    f"In {many} short draws, place {place} holds class {name} {times} times; "
                    "each place should get each class in a third of the draws."
                )
    return None


def unequal(order: np.ndarray, labels: np.ndarray) -> str | None:
    """Return what is wrong with how often the examples of a class were drawn, or None."""
    times = np.bincount(order, minlength=len(labels))
    for name, members in MEMBERS.items():
        expected = DRAWS / len(MEMBERS) / members
        found = times[labels == name]
        if (found == 0).any():
            return f"Some examples of class {name} never come."
        if np.abs(found - expected).max() > 6 * np.sqrt(expected):
            return f"Some examples of class {name} come much more often than others."
    return None


def not_an_epoch(answer: object) -> str | None:
    """Return what is wrong with a function that makes an epoch of images and labels, or None."""
    if not callable(answer):
        return "That is not a function."
    labels = np.random.default_rng(3).choice(3, 600, p=(0.12, 0.03, 0.85))
    images = np.arange(600.0)[:, np.newaxis, np.newaxis] * np.ones((2, 2))
    epochs = []
    for seed in (1, 2):
        said, wrong = called(answer, images, labels, np.random.default_rng(seed))
        if wrong:
            return f"On 600 images, {wrong}"
        if not isinstance(said, tuple | list) or len(said) != 2:
            return "It does not return two things, images and labels."
        shown, called_ = map(as_array, said)
        if shown is None or called_ is None:
            return "It does not return finite numbers."
        if shown.shape != images.shape or called_.shape != labels.shape:
            return "It does not return as many images and labels as it was given."
        epochs.append((shown, called_))
    (shown, told), (others, _) = epochs
    which = shown[:, 0, 0].astype(int)
    if not np.isin(which, np.arange(600)).all() or (shown != images[which % 600]).any():
        return "Some images were changed."
    right = np.mean(told == labels[which])
    if right < 1:
        return f"Only {right:.0%} of the images have their own label."
    if np.array_equal(shown, others):
        return "Two random generators give the same epoch: draw with the one that is given."
    again = unrepeated(answer, images, labels)
    if again:
        return again
    if np.abs(np.bincount(told.astype(int), minlength=3) - 200).max() > 60:
        return "The classes are not equally common any more."
    if any(len(np.unique(part)) < 3 for part in np.split(told, 6)):
        return "The labels are right now, but a batch holds one class and the next batch another."
    for k in range(3):
        # n draws of n members show 63 % of them; 200 draws of the 500 of class 2 show a third.
        members, drawn = np.sum(labels == k), np.sum(told == k)
        expected = members * -np.expm1(-drawn / members)
        if len(np.unique(which[told == k])) < 0.8 * expected:
            return f"Too few different images of class {k} come."
    return None


def looks_at(layers: np.ndarray, place: int) -> tuple[int, int]:
    """Return the first and the last pixel that a number behind layers looks at, along a side.

    Layers are (size, stride, padding), from the first to the last; places and pixels count from 0.
    """
    first = last = place
    for size, stride, padding in reversed(layers):
        first = first * stride - padding
        last = last * stride - padding + size - 1
    return first, last


def stacks() -> list[tuple]:
    """Return layers as (size, stride, padding), from the first to the last, and places."""
    published = [(5, 1, 0), (2, 2, 0)] * 3 + [(5, 1, 0)]
    padded = [(5, 2, 2), (3, 1, 1), (3, 2, 1)]
    uneven = [(7, 3, 1), (1, 2, 0), (4, 1, 2)]
    return [
        (np.array(one), place)
        for one, place in (
            ([(3, 1, 0)], 5), ([(3, 2, 1)], 0), (published, 0), (published, 4), (padded, 0),
            (padded, 7), (uneven, 3),
        )
    ]  # fmt: skip


def gain(with_it: np.ndarray, without: np.ndarray) -> tuple[float, float]:
    """Return the 95 % interval of the mean of paired differences, by Student's t."""
    differences = np.subtract(with_it, without)
    error = differences.std(ddof=1) / np.sqrt(len(differences))
    reach = stats.t.ppf(0.975, len(differences) - 1) * error
    return differences.mean() - reach, differences.mean() + reach


def ablations() -> list[tuple]:
    """Return pairs of rows of invented ablations: scores with a remedy and without it."""
    rng = np.random.default_rng(17)
    invented = [
        ([0.81, 0.70, 0.76], [0.77, 0.66, 0.73]),
        ([0.81, 0.83, 0.71], [0.74, 0.83, 0.67]),
        ([0.60, 0.52], [0.58, 0.59]),
        (rng.uniform(0.5, 0.9, 8), rng.uniform(0.4, 0.8, 8)),
        (rng.uniform(0.5, 0.9, 20), rng.uniform(0.5, 0.9, 20)),
    ]
    return [(np.array(one), np.array(other)) for one, other in invented]


def does_not_fit(answer: Any) -> str | None:
    """Return what is wrong with a network for a small chip, or None."""
    from tinyml_kit.course.keys import networks
    from tinyml_kit.learning import reach

    needs, fault = networks.counted(answer)
    if needs is None:
        return fault
    if needs.activation_bytes > RAM:
        return f"One of its layers needs {needs.activation_bytes:,} bytes of RAM."
    if needs.weight_bytes > FLASH:
        return f"Its weights need {needs.weight_bytes:,} bytes of flash."
    blind = sees_no_spot(answer)
    if blind:
        return blind
    noise = np.random.default_rng(0).normal(size=(4, 100, 100, 1)).astype(np.float32)
    said = answer.predict_on_batch(noise)
    if not np.allclose(said.sum(axis=1), 1, atol=1e-4) or (said < 0).any():
        return "Its three outputs are no probabilities."
    if np.ptp(said, axis=0).max() == 0:
        return "It gives the same answer to all frames."
    unseen = reach.overlooked(answer)
    if unseen:
        return f"{unseen:,} of the 10,000 pixels cannot change its answer: no layer looks at them."
    if is_linear(answer, noise):
        return (
            "Its layers only weight and add up, so they are no more than one dense layer: "
            "put a ReLU or a maximum between them."
        )
    return None


def sees_no_spot(answer: Any) -> str | None:
    """Return why no convolution of a network sees a spot with its edge, or None."""
    from tinyml_kit.learning.keras_backend import keras

    # Depthwise layers are no Conv2D in Keras, and a transposed convolution is one.
    kinds = keras.layers.Conv2D | keras.layers.DepthwiseConv2D | keras.layers.SeparableConv2D
    convolutions = [layer for layer in answer.layers if isinstance(layer, kinds)]
    if len(convolutions) < 2:
        return "It has fewer than two convolutions."
    if all(layer.kernel_size == (1, 1) for layer in convolutions):
        return "Each of its convolutions looks at single pixels: none sees a spot with its edge."
    smaller = 1  # how many times, by maxima, along a side
    for layer in answer.layers:
        if isinstance(layer, kinds) and layer.kernel_size != (1, 1):
            if max(layer.kernel_size) > WIDEST:
                return f"Its first window of {layer.kernel_size} pixels is too wide to find a spot."
            return None
        if isinstance(layer, keras.layers.MaxPool2D):
            smaller *= max(layer.pool_size)
        elif "Pool" in type(layer).__name__ or isinstance(layer, keras.layers.Dense):
            return f"{type(layer).__name__} blurs the frame before a convolution has seen a spot."
        if smaller > POOLED:
            return f"A maximum over {smaller} × {smaller} pixels comes before it has seen a spot."
    return None


def is_linear(answer: Any, images: np.ndarray) -> bool:
    """Tell whether the scores before softmax of a sum of images are the sum of their scores.

    Softmax takes away what three scores have in common, so their differences are compared.
    """
    one, other = images[:2]
    four = np.stack([np.zeros_like(one), one, other, one + other])
    logs = np.log(np.maximum(answer.predict_on_batch(four).astype(float), 1e-300))
    scores = logs - logs.mean(axis=1, keepdims=True)
    off = scores[3] - scores[1] - scores[2] + scores[0]
    return bool(np.abs(off).max() < 1e-3 * np.abs(scores - scores[0]).max())


def _written(fault: Callable, form: str, hint: str, because: str) -> Shown:
    return Shown(fault, form=form, hint=hint, because=because)


KEYS = {
    "07-sampler": _written(
        not_balanced,
        "a function that returns n places in labels",
        hint="First draw a class for each of the n places. Then, for each class, draw as many of "
        "its members as it has places. np.unique tells you which classes there are.",
        because="The rare class now comes as often as the common one, in every batch.",
    ),
    "07-epoch": _written(
        not_an_epoch,
        "a function that returns images and labels",
        hint="In which order does chosen hold the images? In which order does wanted hold the "
        "classes? Put each image at a place that wants its class.",
        because="Labels that do not follow their images are noise, and the best answer to noise "
        "is to guess: ln 3 = 1.10.",
    ),
    "07-sees": Function(
        looks_at,
        stacks,
        hint="Go from the last layer to the first. Number k of a layer looks at the numbers from "
        "k * stride - padding on, size of them. Keep only two numbers, the first and the last.",
        because="Their distance is the receptive field. What lies below 0 or beyond the image is "
        "padding: there the number looks at zeros that no detector measured.",
    ),
    "07-gain": Function(
        gain,
        ablations,
        hint="Subtract first, seed by seed. Then work with the differences alone: their mean, and "
        "their standard deviation with ddof=1, divided by the root of their number.",
        because="A's gain of 0.037 is uncertain by 0.014, so three seeds do show it. B's is "
        "uncertain by 0.087: it may be anything from a loss of 0.05 to a gain of 0.12. That the "
        "ranges overlap says nothing, for what a seed does to both rows cancels.",
    ),
    "07-chip": _written(
        does_not_fit,
        "a Keras network",
        hint="The image takes 10,000 bytes, so the first layer may give out 6,384 at most. "
        "A stride in the first convolution makes its map small at once. Pixels at the border "
        "that no window reaches are lost, unless padding is 'same'.",
        because="It fits: the first layer decides about the RAM, as it nearly always does. "
        "Whether it can tell HIT from MISS, only a training can say.",
    ),
}
