"""Answers to the exercises on pruning and clustering."""

from tinyml_kit.course.keys.kinds import Choice, Number

KEYS = {
    "10-epochs": Number(
        6,
        tolerance=0,
        hint="How many steps are done after each epoch? When is the hundredth reached?",
        because="With fewer epochs nothing is pruned, and nothing reports it.",
        mistakes={5: "After that many epochs 85 steps are done."},
    ),
    "10-sparse": Number(
        1 - 8 / 18,
        hint="Each remaining weight costs 8 bits plus its index; each weight of the dense layer, 8 "
        "bits.",
        because="Half of the weights are gone, and nothing is gained yet.",
        mistakes={8 / 18: "That is the share that is left."},
    ),
    "10-what": Choice(
        "pruning",
        others=("quantising", "converting", "testing"),
        hint="The converter's flag stores zeros in less space. What makes the zeros?",
        because="Nothing was zero, so nothing changed. The kit raises NoEffect.",
    ),
    "10-clusters": Number(
        720 * 4 / 8,
        tolerance=0,
        hint="How many bits distinguish 16 values? The answer is in bytes.",
        because="Half of int8, not counting the table of values, provided that the chip can unpack "
        "them.",
        mistakes={720 * 16 / 8: "Sixteen values need fewer than sixteen bits."},
    ),
}
