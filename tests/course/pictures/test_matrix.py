import numpy as np
import pandas as pd

from tinyml_kit.course.pictures import matrix


def test_bars_stand_for_values_and_a_gap_for_what_was_not_published():
    table = pd.DataFrame({"published": [0.9, np.nan], "ours": [0.8, 0.7]}, ["float", "int8"])
    figure = matrix.grouped(the_accuracy=table)
    (panel,) = figure.axes
    published, ours = panel.containers
    assert [bar.get_width() for bar in published] == [0.9, 0]
    assert [bar.get_width() for bar in ours] == [0.8, 0.7]
    assert {text.get_text().strip() for text in panel.texts} == {"90.0%", "80.0%", "70.0%"}
    assert published[0].get_hatch() != ours[0].get_hatch()
    assert figure.get_label() == (
        "the accuracy, published: float 90.0%; the accuracy, ours: float 80.0%, int8 70.0%."
    )


def test_lines_over_the_side_are_in_order_and_boards_are_named():
    table = pd.DataFrame({"side": [224, 96], "ram": [4000, 1000]})
    figure = matrix.over_side(table, {"ram": "memory"}, {"a board": 2000})
    line, limit = figure.axes[0].lines
    assert line.get_xydata().tolist() == [[96, 1000], [224, 4000]]
    assert limit.get_ydata()[0] == 2000
    assert "memory: from 1,000 to 4,000 bytes; a board has 2,000" in figure.get_label()
