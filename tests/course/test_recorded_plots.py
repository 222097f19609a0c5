"""Every plot that chapters share is drawn as recorded; see `pictures/test_recorded_pictures.py`."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from tests.support.drawn import drawn, frame, numbers, waves
from tests.support.recorded import require_recorded
from tinyml_kit.course import budget_explorer, figures, nano, plots
from tinyml_kit.learning.training import History

RECORDED = Path(__file__).with_name("recorded")
COUNTS = np.array([[29, 0, 7], [3, 0, 9], [5, 0, 347]])
TRUTH = np.repeat([0, 1, 2], [5, 3, 12])
PROBABILITIES = np.abs(waves(20, 3)) / np.abs(waves(20, 3)).sum(axis=1, keepdims=True)


def history(validated=True):
    falling = list(np.linspace(1.1, 0.4, 12))
    if not validated:
        return History(loss=falling, learning_rate=[1e-3] * 12, best_epoch=12)
    return History(falling, falling[::-1], list(np.linspace(0.3, 0.7, 12)), [1e-3] * 12, 9)


def judged():
    rows = {"network": (0.9, False), "other": (0.8, False), "always MISS": (0.88, True)}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["accuracy", "baseline"])
    for k, score in enumerate(("accuracy", "balanced_accuracy", "macro_f1")):
        table[score] = table["accuracy"] - 0.05 * k
        table[f"{score}_low"], table[f"{score}_high"] = table[score] - 0.03, table[score] + 0.02
    return table


def costs():
    return pd.DataFrame(
        {"accuracy": [0.942, 0.9, 0.79], "parameters": [62766, 8865, 990], "macs": [2e6, 3e5, 4e4]},
        index=["a", "b", "c"],
    )


def runtimes():
    rows = [(3e6, 20_000, 9000, "the authors' own measurement"), (1e6, 8000, 4000, "emulated")]
    return pd.DataFrame(rows, ["theirs", "ours"], [*nano.COUNTED, "label"])


def nan_strip():
    image = frame().astype(float)
    image[:15] = np.nan
    return image


DRAWN = {
    "frame": lambda: plots.frame(frame()),
    "frame_zoomed": lambda: plots.frame(frame(420, 700), (20, 50, 9), "photons"),
    "side_by_side": lambda: plots.side_by_side(frame(), nan_strip(), titles=["raw", "cut"]),
    "side_by_side_limited": lambda: plots.side_by_side(frame(), limits=(0, 9), cmap="PuOr"),
    "histogram": lambda: plots.histogram(frame(), nan_strip() / 2, titles=["raw", "half"]),
    "histogram_untitled": lambda: plots.histogram(waves(50), unit="z", bins=5),
    "confusion": lambda: plots.confusion(COUNTS, titles=["a"]),
    "confusion_published": lambda: plots.confusion(
        np.where(np.eye(3), COUNTS, np.nan), COUNTS, totals=[36, 12, 352]
    ),
    "curves": lambda: plots.curves(history()),
    "curves_unvalidated": lambda: plots.curves(history(validated=False)),
    "comparison": lambda: plots.comparison(judged(), commonest=0.88),
    "recall_against_threshold": lambda: plots.recall_against_threshold(PROBABILITIES, TRUTH),
    "accuracy_against_cost": lambda: plots.accuracy_against_cost(
        costs(), ["parameters", "macs"], commonest=0.88, limits={"macs": (1e5, "a board")}
    ),
    "accuracy_against_one_cost": lambda: plots.accuracy_against_cost(costs(), ["macs"]),
    "budget": lambda: budget_explorer.figure("uno", "dense 784-32-10", 10),
    "fit": lambda: nano.fit(
        np.linspace(0, 1, 9), waves(9), waves(30), -waves(30), names=["ours", "theirs"]
    ),
    "dimmed": lambda: nano.dimmed(np.arange(0, 1000, 40), np.arange(25) * 9, "emulated"),
    "runtimes": lambda: nano.runtimes(runtimes()),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_plot_is_drawn_as_recorded(name):
    require_recorded(drawn(DRAWN[name]()), RECORDED / f"{name}.txt")


def test_every_recorded_text_belongs_to_a_plot():
    assert {path.stem for path in RECORDED.glob("*")} == set(DRAWN)


def test_all_chapters_have_one_style():
    figures.style()
    named = {
        "figure.figsize": [4, 3], "figure.dpi": 90, "figure.constrained_layout.use": True,
        "axes.spines.top": False, "axes.spines.right": False, "axes.titlesize": 10,
        "axes.labelsize": 9, "font.size": 9, "legend.frameon": False,
        "image.interpolation": "nearest",
    }  # fmt: skip
    assert {name: plt.rcParams[name] for name in named} == named
    colours = plt.rcParams["axes.prop_cycle"].by_key()["color"]
    assert colours == ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9"]


def test_the_scale_of_a_frame_follows_from_its_noise_and_its_brightest_pixels():
    image = np.tile([2.0, 4, 6, 8, 10], 100_000)
    image[7] = 5000
    scale = figures.log_like(image)
    # Median 6, median distance 2: a standard deviation of 2.9652.
    assert numbers([scale.vmin, scale.vmax, scale.linear_width]) == "[3.0348 65.304 23.722]"
    image[:60] = 5000
    assert figures.log_like(image).vmax == 5000
    assert figures.log_like([3.0, 3, np.inf]).linear_width == pytest.approx(8e-6)


def test_the_middle_range_leaves_a_thousandth_out_at_both_ends():
    assert figures.middle_range(np.arange(1001.0)) == (1, 999)
    assert figures.middle_range([np.nan, np.inf]) == (0, 1)


@pytest.mark.parametrize(("sides", "block"), [((299, 299), 1), ((301, 10), 2), ((501, 2), 3)])
def test_a_picture_is_shrunk_to_the_nearest_number_of_pixels(sides, block):
    assert figures.shrunk(np.zeros(sides))[1] == block


def test_a_block_that_is_half_nan_shows_what_is_left():
    image = np.zeros((400, 400))
    image[0, :2] = np.nan
    image[0:2, 2:4] = [[np.nan, np.nan], [np.nan, 1]]
    small, _ = figures.shrunk(image)
    assert small[0, 0] == 0 and np.isnan(small[0, 1])


def test_the_edge_of_an_image_that_does_not_fill_its_blocks_is_its_last_row():
    image = np.zeros((400, 401))
    image[:, 400] = -3
    assert figures.shrunk(image)[0][:, -1].tolist() == [-3] * 200
