import numpy as np
import pandas as pd
import pytest

from tinyml_kit.course.pictures import compression
from tinyml_kit.course.plots import PlotError


@pytest.fixture
def table():
    """Return two seeds of three techniques, one of them beaten, and one without numbers."""
    rows = [
        ("float32", 0.90, 4000, 3600, 4000),
        ("int8", 0.90, 1000, 900, 1000),
        ("clumsy", 0.80, 2000, 1800, 1000),
        ("idle", np.nan, np.nan, np.nan, np.nan),
    ]
    names = ["technique", "accuracy", "tflite_bytes", "gzip_bytes", "flash_bytes"]
    both = pd.concat([pd.DataFrame(rows, columns=names).assign(seed=k) for k in range(2)])
    both["accuracy"] += 0.02 * both["seed"]
    return both.assign(accuracy_low=both["accuracy"] - 0.05, accuracy_high=both["accuracy"] + 0.05)


def test_dots_are_shares_of_the_base_in_a_panel_for_each_column(table):
    figure = compression.dots(table, ("tflite_bytes", "flash_bytes"))
    file, flash = figure.axes
    np.testing.assert_allclose(file.lines[0].get_xdata(), [1, 0.25, 0.5])
    np.testing.assert_allclose(flash.lines[0].get_xdata(), [1, 0.25, 0.25])
    assert flash.get_title() == "weights in flash\n(computed)"
    figure.draw_without_rendering()
    assert "100 %" in [label.get_text() for label in file.get_xticklabels()]
    assert ".tflite file (measured): int8, 25%" in figure.get_label()


def test_in_a_group_the_costly_techniques_come_first(table):
    groups = {"stored": ["int8", "float32"], "odd": ["clumsy"]}
    axes = compression.dots(table, ("tflite_bytes", "flash_bytes"), groups=groups).axes[0]
    written = [label.get_text() for label in axes.get_yticklabels()]
    assert written == ["stored", "float32", "int8", "odd", "clumsy"]
    np.testing.assert_allclose(axes.lines[0].get_xdata(), [1, 0.25, 0.5])
    assert axes.lines[0].get_ydata().tolist() == [3, 2, 0]


@pytest.mark.parametrize(
    ("names", "strange"),
    [
        (["int8", "float32"], "clumsy"),
        (["int8", "float32", "clumsy", "QAT"], "QAT"),
        (["int8", "float32", "clumsy", "int8"], "int8"),
    ],
)
def test_a_technique_belongs_to_just_one_group(table, names, strange):
    with pytest.raises(PlotError, match=f"dots: '{strange}' is not in just one group"):
        compression.dots(table, ("tflite_bytes",), groups={"all": names})


@pytest.fixture
def many():
    """Return thirteen techniques, better the larger they are, and one far below the others."""
    names = [*(f"t{k}" for k in range(11)), "float32", "int8"]
    rows = pd.DataFrame({"technique": names, "accuracy": 0.9 - 0.001 * np.arange(13)})
    rows["gzip_bytes"] = np.arange(13, 0, -1) * 1000
    beaten = rows["technique"].isin(["t3", "t4", "t5", "float32"])
    rows.loc[beaten, "accuracy"] = [0.88, 0.88, 0.4, 0.88]
    return rows


def named(figure):
    return {text.get_text() for text in figure.axes[0].texts}


def test_of_many_techniques_at_most_eight_are_named_first_those_on_the_front(many):
    written = named(compression.accuracy_against_size(many))
    assert len(written) == 8 and written <= {"t0", "t1", "t2", *(f"t{k}" for k in range(6, 11)),
                                            "int8"}  # fmt: skip


def test_the_reader_s_choice_is_named_instead(many):
    figure = compression.accuracy_against_size(many, named=["t5", "float32"])
    assert named(figure) == {"t5", "float32"}


def test_two_techniques_at_one_place_share_a_label(many):
    many.loc[many["technique"] == "t4", ["gzip_bytes", "accuracy"]] = many.loc[
        many["technique"] == "t3", ["gzip_bytes", "accuracy"]
    ].to_numpy()
    figure = compression.accuracy_against_size(many, named=["t3", "t4", "float32"])
    assert named(figure) == {"t3; t4", "float32"}


def test_a_name_that_is_not_in_the_table_is_refused(many):
    with pytest.raises(PlotError, match="no technique 'QAT' with numbers; take some of int8"):
        compression.accuracy_against_size(many, named=["QAT"])


def test_what_the_zoom_leaves_out_is_named_in_a_small_plot_of_all(many):
    figure = compression.accuracy_against_size(many, named=["t5", "int8"], zoom=(0.87, 0.91))
    (axes,) = figure.axes
    (small,) = axes.child_axes
    assert axes.get_ylim() == (0.87, 0.91) and named(figure) == {"int8"}
    assert len(small.lines[0].get_ydata()) == 13
    assert [text.get_text() for text in small.texts] == ["t5"]


def test_points_are_means_over_seeds_and_the_front_is_joined(table):
    figure = compression.accuracy_against_size(table, "tflite_bytes")
    axes = figure.axes[0]
    np.testing.assert_allclose(axes.lines[0].get_ydata(), [0.91, 0.81, 0.91])
    filled, steps = axes.collections[1], axes.collections[2]
    # int8 is as good as float32 and smaller than both others: it alone is on the front.
    np.testing.assert_allclose(filled.get_offsets(), [[1000, 0.91]])
    assert len(steps.get_segments()[0]) == 1
    names = {text.get_text() for text in axes.texts}
    assert names == {"float32", "int8", "clumsy"}


def test_the_front_goes_right_before_it_goes_up(table):
    better = table.copy()
    better.loc[better["technique"] == "float32", "accuracy"] += 0.05
    axes = compression.accuracy_against_size(better, "tflite_bytes").axes[0]
    (steps,) = axes.collections[2].get_segments()
    np.testing.assert_allclose(steps, [[1000, 0.91], [4000, 0.91], [4000, 0.96]])


def signs(figure):
    return {text.get_text() for legend in figure.legends for text in legend.get_texts()}


def test_the_signs_of_a_plot_are_explained_above_it(table):
    figure = compression.accuracy_against_size(table)
    assert signs(figure) == {"unbeaten: the Pareto front", "beaten", "95 % interval"}


def test_groups_have_looks_of_their_own_and_fill_what_is_unbeaten(table):
    groups = {"whole": ["float32"], "small": ["int8", "clumsy"]}
    figure = compression.accuracy_against_size(table, "tflite_bytes", groups=groups)
    assert {"whole", "small", "beaten"} <= signs(figure)
    filled = [line for line in figure.axes[0].lines if line.get_mfc() != "white"]
    assert [line.get_xdata().tolist() for line in filled if len(line.get_xdata())] == [[1000]]
    shapes = {line.get_marker() for line in figure.axes[0].lines}
    assert shapes == {"s", "v"}


def test_a_technique_without_a_group_is_refused(table):
    with pytest.raises(PlotError, match="accuracy_against_size: 'clumsy' is not in just one group"):
        compression.accuracy_against_size(table, groups={"all": ["float32", "int8"]})


def test_a_limit_is_named(table):
    figure = compression.accuracy_against_size(table, "flash_bytes", limit=(2048, "ATtiny85"))
    assert "ATtiny85" in signs(figure)


def test_without_front_no_point_is_filled(table):
    figure = compression.accuracy_against_size(table, front=False)
    assert len(figure.axes[0].collections) == 1
    assert "unbeaten: the Pareto front" not in signs(figure)


def test_sizes_are_labelled_at_round_numbers(table):
    axis = compression.accuracy_against_size(table, "tflite_bytes").axes[0].xaxis
    axis.axes.figure.draw_without_rendering()
    labels = [label.get_text() for label in axis.get_ticklabels()]
    assert {"1 kB", "1.5 kB", "2 kB", "3 kB", "4 kB"} <= set(labels)


@pytest.mark.parametrize(
    ("value", "text"), [(100, "100 B"), (1000, "1 kB"), (20_000, "20 kB"), (5e6, "5 MB")]
)
def test_sizes_are_written_short(value, text):
    assert compression._bytes(value) == text


def test_a_base_that_is_not_there_is_refused(table):
    with pytest.raises(PlotError, match="'float64' as 100 %"):
        compression.dots(table, ("tflite_bytes",), base="float64")


def test_a_missing_column_is_named(table):
    with pytest.raises(PlotError, match="no column 'macs'"):
        compression.dots(table)


def test_a_table_without_numbers_is_refused(table):
    with pytest.raises(PlotError, match="no technique in the table has numbers"):
        compression.accuracy_against_size(table[table["technique"] == "idle"])
