"""Answers to the exercises on networks that are smaller by design."""

from functools import cache

import pandas as pd

from tinyml_kit import boards
from tinyml_kit.base import resources
from tinyml_kit.course.keys.kinds import Function, Number, Numbers, Shown, as_array

BOARD, SECONDS, CYCLES, PROGRAM_BYTES = boards.find("nano_every"), 0.002, 11, 6_000
WIDTHS = ["w1", "w2", "w3"]

#: Weights of a 3 × 3 convolution from 32 to 64 maps, whole and split in two.
LAYER, SPLIT = 9 * 32 * 64, 9 * 32 + 32 * 64

#: MACs of `classics.fashion_cnn()`, and what is left with both convolutions split in two.
DENSE = 5 * 5 * 64 * 100 + 100 * 10
WHOLE = 26 * 26 * 9 * 32 + 11 * 11 * LAYER + DENSE
CUT = 26 * 26 * (9 + 32) + 11 * 11 * SPLIT + DENSE


def largest_rank(inputs: int, outputs: int) -> int:
    """Return the largest rank at which two layers have fewer weights than one."""
    return (inputs * outputs - 1) // (inputs + outputs)


def layers() -> list[tuple]:
    """Return inputs and outputs of dense layers: some break even at an integer, some are small."""
    return [(784, 128), (64, 64), (100, 100), (64, 10), (196, 1), (3, 6), (2, 2)]


@cache
def sweep() -> pd.DataFrame:
    """Return the stored table of 584 networks that the chapter shows, as a DataFrame."""
    return pd.read_csv(resources.results() / "width_sweep.csv")


def worse_when_wider() -> tuple[float, float]:
    """Return how often doubling the first layer is worse: overall, and with no narrow layer.

    A narrow layer has fewer than eight units.
    """
    table = sweep()
    pairs = table.assign(half=table["w1"], w1=2 * table["w1"]).merge(
        table, on=WIDTHS, suffixes=("", "_wider")
    )
    worse = pairs["accuracy_wider"] < pairs["accuracy"]
    wide = pairs[["half", "w2", "w3"]].replace(0, 8).min(axis=1) >= 8
    return worse.mean(), worse[wide].mean()


def not_the_smallest(answer: object) -> str | None:
    """Return why a network is not the smallest within a point of the best that fits, or None."""
    widths = as_array(answer)
    if widths is None or not 1 <= widths.size <= 3:
        raise TypeError
    known = sweep().set_index(WIDTHS)
    asked = (*widths.ravel(), 0.0, 0.0)[:3]
    if asked not in known.index:
        return "The table has no network of these widths."
    network = known.loc[asked]
    fits = known[
        (known["weight_bytes"] <= BOARD.flash - PROGRAM_BYTES)
        & (known["macs"] <= int(SECONDS * BOARD.clock / CYCLES))
    ]
    if asked not in fits.index:
        return (
            f"It does not fit: {network['macs']:,.0f} MACs, "
            f"{network['weight_bytes']:,.0f} bytes of weights."
        )
    judged = fits["validation_accuracy"]
    if network["validation_accuracy"] < judged.max() - 0.01:
        return "On the validation images it is more than a point below the best that fits."
    if network["weight_bytes"] > fits[judged >= judged.max() - 0.01]["weight_bytes"].min():
        return "A smaller one that fits is also within a point of the best."
    return None


KEYS = {
    "11-rank": Function(
        largest_rank,
        layers,
        hint="Two layers have rank × (inputs + outputs) weights. Fewer does not mean equally many. "
        "If there is no such rank, return 0.",
        because="From the next rank on, `low_rank` raises an error: nothing would get smaller.",
    ),
    "11-separable": Number(
        SPLIT,
        tolerance=0,
        hint="One 3 × 3 window per input map, then one number per pair of an input map and an "
        "output map.",
        because="One weight in eight is left: 1/64 for the windows, and 1/9 for mixing.",
        mistakes={
            LAYER: "That is the layer before it is split.",
            9 * 32: "Those are the windows. What mixes the maps?",
            32 * 64: "Those mix the maps. What looks at neighbours?",
            9 * 64 + 64 * 64: "How many input maps are there?",
            SPLIT + 64: "The biases are not to be counted.",
        },
    ),
    "11-operations": Number(
        CUT / WHOLE,
        hint="Each weight of a convolution is used once per pixel of its map, each weight of a "
        "dense layer once. Count the first convolution and the dense layers too. Give the share "
        "that is left.",
        because="And yet 91 % of the parameters are left: they are in the dense layer, whose share "
        "of the operations was 6 %. Low rank is the tool for that layer.",
        mistakes={
            SPLIT / LAYER: "That leaves out the dense layers, which were not split.",
            1 - CUT / WHOLE: "That is what is saved.",
            163_583 / 179_926: "Those are the parameters.",
        },
    ),
    "11-starts": Numbers(
        worse_when_wider(),
        hint="A pair has equal w2, equal w3, and w1 twice as large. Give two shares of pairs, from "
        "0 to 1, by the column accuracy; a width of 0 means that there is no such layer.",
        because="Where no layer is narrow, 124 pairs have no exception. Elsewhere a single "
        "training run cannot distinguish a bad design from a layer that died by chance.",
    ),
    "11-again": Number(
        # 1 - (1 - p)**5 with p = P(Bin(300, 0.93) / 300 >= Bin(1000, 0.95) / 1000) = 0.109.
        0.4386,
        hint="Draw rng.binomial(300, 0.93) / 300 and rng.binomial(1000, 0.95) / 1000, five of "
        "each, ten thousand times. How often does one of five ratios reach 1? Give a share.",
        because="With enough attempts, a chip that always loses two points seems to lose none. A "
        "result chosen by its test score has to be tested again, on other images.",
        tolerance=0.08,
        mistakes={0.109: "That is one training run. There are five."},
    ),
    "11-board": Shown(
        not_the_smallest,
        form="the widths of one to three hidden layers, as in [64, 32]",
        hint="First select what fits, then find the best on the validation images, then the "
        "smallest (weight_bytes) of those at most 0.01 below it.",
        because="Half a point for 240 bytes. The rule decides, so it must be fixed first; chosen "
        "by the test images, it would have been another network.",
    ),
}
