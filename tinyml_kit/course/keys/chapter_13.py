"""Answers to the exercises on the interpreter and the exported C."""

import re

from tinyml_kit.codegen.c.literals import RESERVED
from tinyml_kit.course.keys.kinds import Number, Numbers, Shown


def not_a_name(answer: object) -> str | None:
    """Return why a name is not suitable for the array in C, or None."""
    if not isinstance(answer, str):
        raise TypeError
    if not answer:
        return "A name needs at least one character."
    bad = re.search(r"[^A-Za-z0-9_]", answer)
    if bad:
        return f"A name in C may not contain {bad.group()!r}."
    if answer[0].isdigit():
        return "A name in C may not begin with a digit."
    if answer in RESERVED:
        return "That word is reserved in C."
    if "float32" not in answer:
        return "The name does not show which model it is."
    return None


KEYS = {
    "13-operators": Number(
        5,
        tolerance=0,
        hint="ReLU is part of the convolution, but flattening and softmax are operators.",
        because="CONV_2D, MAX_POOL_2D, RESHAPE, FULLY_CONNECTED, SOFTMAX.",
        mistakes={4: "Which Keras layer did you leave out because it has no weights?"},
    ),
    "13-share": Number(
        2592 / 3312,
        hint="MACs of the convolution: 6 × 6 positions, 3 × 3 weights, 8 filters. Of the dense "
        "layer: 72 × 10. Give the share, not the count.",
        because="Fewer than a tenth of the parameters do most of the work.",
        mistakes={720 / 3312: "That is the dense layer's.", 80 / 810: "Those are parameters."},
    ),
    "13-name": Shown(
        not_a_name,
        form="a name, as a string",
        hint="Use letters, digits and underscores, with no digit at the start; keep "
        "model_quant_float32.",
        because="`tinyml_kit.codegen.c.literals.identifier` makes such a name from any file name.",
    ),
    "13-arena": Numbers(
        (23_728, 10_732),
        tolerance=0,
        hint="The input and the first map must be in memory at the same time: 80 × 80 and 76 × 76 "
        "× 3 bytes. Fused with its pooling, the first convolution writes a map with half that "
        "side.",
        because="A smaller input, squared: 37,648 bytes became 23,728, and fused 10,732.",
    ),
}
