import numpy as np
import pytest

from tinyml_kit.boards import all_boards
from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.course.budget_explorer import BudgetError
from tinyml_kit.course.pictures import edge


def test_every_machine_is_drawn_and_named():
    axes = edge.machines().axes[0]
    assert {text.get_text() for text in axes.texts} >= set(edge.MACHINES)
    assert len(axes.lines[0].get_xdata()) == len(edge.MACHINES)


def test_the_claim_about_boards_is_judged_by_the_table_of_boards():
    inside = [chip for chip in all_boards().values() if 16e6 <= chip.clock <= 64e6]
    inside = [chip.title for chip in inside if 64 * 1024 <= chip.ram <= 256 * 1024]
    text = alt_text(edge.boards_and_a_claim((16, 64), (64, 256)))
    assert text.endswith(": " + ", ".join(inside).replace("Arduino ", "") + ".")
    assert alt_text(edge.boards_and_a_claim((1, 2), (1, 2))).endswith("KB: none.")


def test_a_lifetime_ends_where_a_board_is_busy_all_the_time():
    rates = np.array([1e-3, 1, 100, 1e4])
    uno, nano = (
        edge.lifetimes("digits CNN", "two AA cells", ["uno", "nano33ble"], rates).axes[0].lines[:2]
    )
    np.testing.assert_array_equal(np.isnan(uno.get_ydata()), rates * 3312 * 20 / 16e6 > 1)
    assert (np.diff(nano.get_ydata()[:3]) < 0).all()


@pytest.mark.parametrize(
    "boards, battery, message",
    [
        (["uno"], "AAA", "no battery is called 'AAA'; take one of \"coin cell CR2032\""),
        ([], "two AA cells", "0 boards; take 1 to 6"),
        (list(all_boards()), "two AA cells", "9 boards; take 1 to 6"),
    ],
)
def test_lifetimes_that_cannot_be_drawn_are_refused(boards, battery, message):
    with pytest.raises(BudgetError, match=message):
        edge.lifetimes("digits CNN", battery, boards, [1, 10])


def test_no_label_covers_the_region_of_the_claim():
    figure = edge.boards_and_a_claim((16, 64), (64, 256))
    axes = figure.axes[0]
    figure.draw_without_rendering()
    region = axes.patches[0].get_window_extent()
    assert not any(text.get_window_extent().overlaps(region) for text in axes.texts)


def test_each_name_gets_a_histogram_of_its_own_counts():
    counts, names = np.array([1, 2, 3, 40, 50]), np.array(["few", "few", "few", "many", "many"])
    figure = edge.counts_by_name(counts, names, threshold=20)
    labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert labels == ["few", "many", "threshold 20"]
    assert "few with a median of 2, many with a median of 45" in alt_text(figure)
