"""Answers to the exercises on pruning and clustering."""

from tinyml_kit.course.keys.kinds import Choice, Number

KEYS = {
    "10-epochs": Number(
        6,
        tolerance=0,
        hint="How many steps are done after each epoch? When is the hundredth reached?",
        because="Whoever trains for less prunes nothing, and hears nothing of it.",
        mistakes={5: "After so many epochs 85 steps are done."},
    ),
    "10-sparse": Number(
        1 - 8 / 18,
        hint="Each weight that is left costs 8 bits and its index, each of the dense layer 8 bits.",
        because="Half of the weights gone, and nothing gained yet.",
        mistakes={8 / 18: "That is the share that is left."},
    ),
    "10-what": Choice(
        "pruning",
        others=("quantising", "converting", "testing"),
        hint="The converter's flag stores zeros in less room. Who makes the zeros?",
        because="Nothing was zero, so nothing changed. The kit raises NoEffect.",
    ),
    "10-clusters": Number(
        720 * 4 / 8,
        tolerance=0,
        hint="How many bits tell 16 values apart? The answer is in bytes.",
        because="Half of int8, before the table of the values, if a chip is to unpack them.",
        mistakes={720 * 16 / 8: "Sixteen values need fewer than sixteen bits."},
    ),
}
