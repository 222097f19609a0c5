import io

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from tinyml_kit.course import plots
from tinyml_kit.course.plots import PlotError
from tinyml_kit.learning.evaluation import EvaluationError, judge
from tinyml_kit.learning.training import History

RANDOM = np.random.default_rng(0)
TRUTH = np.repeat([0, 1, 2], [47, 11, 342])
PROBABILITIES = RANDOM.dirichlet([1, 1, 1], 400)
CONFUSION = np.array([[29, 0, 7], [3, 0, 9], [5, 0, 347]])
COSTS = pd.DataFrame(
    {
        "accuracy": [0.942, 0.9, 0.79, 0.88],
        "parameters": [62766, 8865, 990, 579],
        "activation_bytes": [2056368, 352848, 37648, 46864],
    },
    index=["thesis 720 px", "thesis 300 px", "thesis 100 px", "counting network"],
)


def noise(side=120):
    return RANDOM.normal(5, 3, (side, side))


def history(n=12, validated=True):
    falling = list(np.linspace(1.1, 0.4, n))
    if not validated:
        return History(loss=falling, learning_rate=[1e-3] * n, best_epoch=n)
    return History(falling, falling[::-1], list(np.linspace(0.3, 0.7, n)), [1e-3] * n, 9)


def table():
    right = np.where(RANDOM.random(400) < 0.7, TRUTH, PROBABILITIES.argmax(1))
    names = ["990-parameter network", "counting network"]
    return judge(dict.fromkeys(names, right), TRUTH, {"always the commonest": np.full(400, 2)})


DRAWN = {
    "frame": lambda: plots.frame(noise(700)),
    "frame with zoom": lambda: plots.frame(noise(700), zoom=(300, 400, 30)),
    "two images": lambda: plots.side_by_side(noise(), noise(), titles=["raw", "normalised"]),
    "four images": lambda: plots.side_by_side(*[noise()] * 4, limits=(0, 9)),
    "histogram": lambda: plots.histogram(noise(), noise(), titles=["raw", "normalised"]),
    "confusion": lambda: plots.confusion(CONFUSION),
    "four confusions": lambda: plots.confusion(*[CONFUSION] * 4, titles=["a", "b", "c", "d"]),
    "curves": lambda: plots.curves(history()),
    "curves without validation": lambda: plots.curves(history(validated=False)),
    "comparison": lambda: plots.comparison(table(), commonest=0.88),
    "threshold": lambda: plots.recall_against_threshold(PROBABILITIES, TRUTH),
    "cost": lambda: plots.accuracy_against_cost(
        COSTS, ["parameters", "activation_bytes"], commonest=0.88,
        limits={"activation_bytes": (262144, "256 KB, Nano 33 BLE")},
    ),
}  # fmt: skip


@pytest.fixture(params=DRAWN)
def figure(request):
    return DRAWN[request.param]()


def visible(figure):
    """Return the boxes in pixels of all text drawn; tick labels beyond the limits are not."""
    figure.draw_without_rendering()
    hidden = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            margin = 1e-9 * (high - low)
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not low - margin <= tick.get_loc() <= high + margin:
                    hidden |= {tick.label1, tick.label2}
    texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text() not in ("", " ")]
    return {t: t.get_window_extent() for t in texts if t not in hidden}


def test_no_text_is_cut_off(figure):
    # A notebook stores the tight box around everything; printed without it, it should fit too.
    width, height = figure.canvas.get_width_height()
    for text, box in visible(figure).items():
        assert box.x0 > -2 and box.y0 > -2 and box.x1 < width + 2 and box.y1 < height + 2, text


def test_no_text_covers_another(figure):
    boxes = list(visible(figure).items())
    for i, (text, box) in enumerate(boxes):
        for other, theirs in boxes[:i]:
            inner = box.padded(-1)
            assert not inner.overlaps(theirs.padded(-1)), (text, other)


def test_a_figure_fits_a_notebook_in_width_and_bytes(figure):
    assert figure.get_figwidth() <= 9.6
    written = io.BytesIO()
    figure.savefig(written, format="png")
    assert len(written.getvalue()) < 120_000


def test_a_figure_is_returned_and_none_is_left_open(figure):
    assert isinstance(figure, Figure)
    assert plt.get_fignums() == []


def test_a_frame_keeps_its_own_pixel_numbers_when_shrunk_and_zoomed():
    whole, part = plots.frame(noise(700), zoom=(300, 400, 30)).axes[:2]
    assert whole.get_xlim() == pytest.approx((-0.5, 699.5), abs=3)
    assert part.get_xlim() == (369.5, 429.5) and part.get_ylim() == (329.5, 269.5)


@pytest.mark.parametrize("zoom", [(10, 400, 30), (300, 690, 30), (300, 400, 0)])
def test_a_zoom_that_leaves_the_frame_is_refused(zoom):
    with pytest.raises(PlotError, match=f"row {zoom[0]}, column {zoom[1]} leaves the frame"):
        plots.frame(noise(700), zoom=zoom)


def test_the_share_of_nan_is_said_in_the_title():
    image = noise()
    image[:30] = np.nan
    title = plots.side_by_side(image, titles=["as published"]).axes[0].get_title()
    assert title == "as published\n25.0% NaN (orange)"


def test_an_image_of_nothing_but_nan_can_be_shown():
    assert plots.side_by_side(np.full((9, 9), np.nan)).axes


def test_a_missing_title_is_counted():
    with pytest.raises(PlotError, match="side_by_side: 2 images and 1 titles"):
        plots.side_by_side(noise(), noise(), titles=["one"])


def test_a_histogram_counts_every_finite_pixel():
    image = noise()
    image[0, :20] = np.nan
    bars = plots.histogram(image).axes[0].patches[0].get_xy()
    # A stepped outline has each height twice.
    assert bars[1:-1:2, 1].sum() == 120 * 120 - 20


def test_a_histogram_of_nan_is_refused():
    with pytest.raises(PlotError, match="no finite pixel"):
        plots.histogram(np.full((3, 3), np.nan))


def test_the_colour_of_a_confusion_is_the_share_of_its_row():
    axes = plots.confusion(CONFUSION).axes[0]
    shares = axes.images[0].get_array()
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert [t.get_text() for t in axes.get_yticklabels()] == ["HIT", "MAYBE", "MISS"]
    assert axes.get_ylabel() == "true" and axes.get_xlabel() == "predicted"
    assert [t.get_text() for t in axes.texts[:3]] == ["29", "0", "7"]


def test_unpublished_numbers_are_question_marks_and_totals_give_the_shares():
    published = np.full((3, 3), np.nan)
    np.fill_diagonal(published, (26, 1, 348))
    axes = plots.confusion(published, totals=(36, 12, 352)).axes[0]
    assert [t.get_text() for t in axes.texts].count("?") == 6
    assert axes.images[0].get_array()[0, 0] == pytest.approx(26 / 36)


def test_numbers_of_a_confusion_that_the_text_speaks_of_are_framed():
    (frame,) = plots.confusion(CONFUSION, framed=[(0, 2)]).axes[0].patches
    assert frame.get_xy() == (1.5, -0.5) and not frame.get_fill()


def test_a_confusion_of_other_classes_is_refused():
    with pytest.raises(PlotError, match=r"shape \(2, 2\) for 3 classes"):
        plots.confusion(np.eye(2))


def test_the_loss_of_a_guess_and_the_unit_of_a_colour_bar_are_drawn_where_they_are_given():
    lines = plots.curves(history(), guess=1.1).axes[0].lines
    levels = {line.get_label(): list(line.get_ydata()) for line in lines}
    assert levels["guessing"] == [1.1, 1.1]
    assert len(plots.curves(history()).axes[0].lines) == len(lines) - 1
    bar = plots.side_by_side(noise(), unit="local contrast").axes[1]
    assert bar.get_ylabel() == "local contrast"


def test_the_epoch_that_was_kept_is_marked():
    lines = plots.curves(history()).axes[0].lines
    assert next(line for line in lines if line.get_label() == "kept").get_xdata()[0] == 9


def test_baselines_are_hollow_and_networks_full():
    axes = plots.comparison(table()).axes[0]
    points = [line for line in axes.lines if line.get_marker() == "o"]
    assert [p.get_markerfacecolor() for p in points] == ["white", plots.BLUE, plots.BLUE]
    # The first row of the table stands on top.
    assert [p.get_ydata()[0] for p in points] == [2, 1, 0]


def test_a_comparison_grows_with_its_rows():
    rows = pd.concat([table()] * 5)
    short, long = plots.comparison(table()), plots.comparison(rows)
    assert long.get_size_inches()[1] - short.get_size_inches()[1] > 0.3 * (len(rows) - 7)


def test_the_legend_gives_the_values_at_the_threshold():
    truth = np.array([0, 0, 0, 2])
    p = np.array([0.9, 0.8, 0.1, 0.7])
    probabilities = np.column_stack([p, np.zeros(4), 1 - p])
    legend = (
        plots.recall_against_threshold(probabilities, truth, threshold=0.6).axes[0].get_legend()
    )
    assert [t.get_text() for t in legend.get_texts()] == [
        "recall: 67%", "precision: 67%", "frames stored: 75%", "threshold 0.60",
    ]  # fmt: skip


def test_precision_is_undefined_where_nothing_is_kept():
    figure = plots.recall_against_threshold(PROBABILITIES, TRUTH, threshold=1)
    assert "precision: undefined" in {t.get_text() for t in figure.axes[0].get_legend().texts}


def test_a_threshold_on_wrong_shapes_is_refused():
    with pytest.raises(EvaluationError, match="for 399 labels"):
        plots.recall_against_threshold(PROBABILITIES, TRUTH[1:])


def test_every_network_is_named_once_in_each_panel():
    for axes in plots.accuracy_against_cost(COSTS, ["parameters", "activation_bytes"]).axes:
        assert sorted(t.get_text() for t in axes.texts) == sorted(COSTS.index)
