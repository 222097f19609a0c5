"""Answers to the exercises on neural networks."""

from typing import Any

import numpy as np

from tinyml_kit.course.keys.kinds import Number, Numbers, Shown

FOUR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)


def not_xor(answer: Any) -> str | None:
    """Return why these weights of 2-2-1 step neurons do not compute XOR, or None."""
    hidden, hidden_bias, out, out_bias = (np.asarray(part, float) for part in answer)
    hidden, out = hidden.reshape(2, 2), out.reshape(2)
    first = (FOUR @ hidden + hidden_bias.reshape(2)) > 0
    fires = (first @ out + out_bias.reshape(1)[0]) > 0
    if not np.isfinite(np.concatenate([np.ravel(np.asarray(p, float)) for p in answer])).all():
        raise ValueError("not finite")
    for inputs, fired in zip(FOUR.astype(int).tolist(), fires, strict=True):
        if fired != (inputs[0] != inputs[1]):
            return f"For the inputs {inputs} it {'fires' if fired else 'does not fire'}."
    return None


KEYS = {
    "02-rate": Number(
        0.5,
        hint="A step is the rate times the gradient. What is the curvature of a mean of squares, "
        "if the inputs have mean 0 and variance 1?",
        because="The valley is round with curvature 2, so half the gradient leads to its bottom.",
        mistakes={1: "With that rate it jumps to the other side, as high as before."},
    ),
    "02-products": Number(
        785,
        tolerance=0,
        hint="Count how many values n takes, both ends included.",
        because="One too many: a program that follows it reads beyond the end of its inputs.",
        mistakes={784: "That is what the equation should say, not what it says."},
    ),
    "02-int8": Numbers(
        (128, -128),
        tolerance=0,
        hint="First compute the difference as an integer; then convert it to int8 with numpy: "
        "np.array([...]).astype(np.int8).",
        because="White becomes the darkest black. The right step is to subtract 128.",
    ),
    "02-xor": Shown(
        not_xor,
        form="four things: 2 × 2 weights (one column per hidden neuron), 2 biases, 2 weights, 1 "
        "bias",
        hint="Let one hidden neuron be OR and the other AND. How does XOR follow from the two?",
        because="One neuron draws one line; two lines and a neuron that combines them do it.",
    ),
    "02-never": Number(
        0.5,
        hint="Balanced accuracy is the mean of the recalls of the classes. What share of the "
        "alarms is found, and what share of the others raises no alarm?",
        because="The 95 % accuracy was worth nothing, and this measure shows it.",
        mistakes={20 / 21: "That is the plain accuracy."},
    ),
}
