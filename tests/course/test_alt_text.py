import base64
import io
from html.parser import HTMLParser
from xml.etree import ElementTree

import nbclient
import nbformat
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from tinyml_kit.course import alt_text, figures, plots


class Pictures(HTMLParser):
    """The attributes of each <img> of a page."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.found.append(dict(attributes))


@pytest.fixture
def figure():
    figure, ((left, right),) = figures.panels(2)
    left.plot([0, 1, 2], [5, 9, 7], label="loss")
    left.set(title="Training", xlabel="epoch", ylabel="loss (nats)")
    right.imshow(np.arange(6).reshape(2, 3))
    return figure


def test_an_attached_description_comes_first_and_on_one_line(figure):
    assert alt_text.describe(figure, "A loss that\n  falls.") is figure
    assert alt_text.alt_text(figure) == "A loss that falls."


def test_without_one_titles_axes_lines_and_images_are_read_out(figure):
    assert alt_text.alt_text(figure) == (
        "2 panels. Panel 1: Training. loss (nats) over epoch. loss: from 5 to 7, between 5 and 9. "
        "Panel 2: An image of 2 × 3 values between 0 and 5."
    )


def test_what_has_no_value_does_not_stop_the_reading():
    figure, axes = figures.panels(3)
    axes[0, 0].plot([0, 1, 2], [np.nan] * 3)
    axes[0, 1].imshow(np.full((2, 2), np.nan))
    axes[0, 2].bar(["a", "b"], [1, 2])
    assert "a line: no values" in alt_text.alt_text(figure)
    assert "none of them a number" in alt_text.alt_text(figure)
    assert alt_text.alt_text(figure).endswith("a: 1, b: 2.")
    assert alt_text.alt_text(figures.Figure()) == "An empty figure."


def test_a_matrix_with_its_numbers_is_read_out_row_by_row():
    text = alt_text.alt_text(plots.confusion([[9, 1, 0], [2, 3, 4], [0, 0, 7]], titles=["here"]))
    assert text == (
        "here. true over predicted. "
        "3 × 3 numbers, row by row: HIT: 9 1 0; MAYBE: 2 3 4; MISS: 0 0 7."
    )


def test_points_in_rows_with_names_are_read_out_with_them():
    names = ["always MISS", "spots,\nwhole frame"]
    table = pd.DataFrame({"baseline": True, "accuracy": [0.88, 0.94]}, index=names)
    for end in ("low", "high"):
        table[f"accuracy_{end}"] = table["accuracy"]
        table[f"macro_f1_{end}"] = table["macro_f1"] = 0.25
    text = alt_text.alt_text(plots.comparison(table, ["accuracy", "macro_f1"]))
    assert "accuracy. always MISS: 0.88. spots, whole frame: 0.94." in text
    assert "macro F1. always MISS: 0.25. spots, whole frame: 0.25." in text


def test_points_without_a_line_are_called_points():
    figure, ((axes,),) = figures.panels()
    axes.plot([1, 2, 3], [4, 6, 5], "o")
    assert alt_text.alt_text(figure) == "3 points: between 4 and 6."


def test_a_colour_bar_is_no_panel_of_its_own():
    text = alt_text.alt_text(plots.side_by_side(np.eye(3), titles=["unit matrix"]))
    assert text == "unit matrix. An image of 3 × 3 values between 0 and 1."


def test_a_description_with_quotes_and_brackets_reaches_the_reader_unchanged(figure):
    words = 'x < 3 & "y" > 4'
    data, metadata = alt_text.mimebundle(alt_text.describe(figure, words))
    (picture,) = Pictures(data["text/html"]).found
    assert picture["alt"] == words == metadata["image/png"]["alt"] == metadata["vscode_altText"]
    assert picture["src"].startswith("data:image/png;base64,")  # it has an image in it


def test_a_figure_with_an_image_is_shown_with_half_the_pixels_that_it_has(figure):
    data, _ = alt_text.mimebundle(figure)
    (picture,) = Pictures(data["text/html"]).found
    large, small = (
        Image.open(io.BytesIO(base64.b64decode(one)))
        for one in (picture["src"].partition(",")[2], data["image/png"])
    )
    assert int(picture["width"]) == small.width
    assert abs(large.width - 2 * small.width) <= 2


def drawing(points):
    figure, ((axes,),) = figures.panels()
    axes.plot(np.random.default_rng(0).normal(size=points))
    return figure


def test_a_drawing_of_lines_is_vectors_and_the_same_each_time():
    data, again = (alt_text.mimebundle(drawing(9))[0] for _ in range(2))
    assert data == again
    (picture,) = Pictures(data["text/html"]).found
    kind, _, content = picture["src"].partition(",")
    assert kind == "data:image/svg+xml;base64"
    root = ElementTree.fromstring(base64.b64decode(content))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_a_drawing_is_pixels_where_its_author_asks_for_them():
    figure = alt_text.as_pixels(drawing(9))
    (picture,) = Pictures(alt_text.mimebundle(figure)[0]["text/html"]).found
    assert picture["src"].startswith("data:image/png;base64,")


def test_a_drawing_of_very_many_points_is_pixels():
    assert len(alt_text.svg(drawing(9))) < alt_text.LARGEST_SVG < len(alt_text.svg(drawing(9000)))
    (picture,) = Pictures(alt_text.mimebundle(drawing(9000))[0]["text/html"]).found
    assert picture["src"].startswith("data:image/png;base64,")


def test_the_picture_of_few_colours_is_the_picture(figure):
    whole = io.BytesIO()
    figure.savefig(whole, dpi=figure.dpi, bbox_inches="tight")
    packed = alt_text.png(figure, figure.dpi)
    before, after = (
        np.asarray(Image.open(f).convert("RGB"), int) for f in (whole, io.BytesIO(packed))
    )
    assert before.shape == after.shape
    assert np.abs(before - after).mean() < 2 and len(packed) < 0.7 * len(whole.getvalue())


def test_a_notebook_shows_every_figure_with_its_description():
    cells = [
        nbformat.v4.new_code_cell("from tinyml_kit.course import figures\nfigures.style()"),
        nbformat.v4.new_code_cell("figures.panels()[0]"),
        nbformat.v4.new_code_cell("import matplotlib.pyplot as plt\n_ = plt.plot([1, 3, 2])"),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    for cell in notebook.cells[1:]:
        (output,) = cell.outputs
        (picture,) = Pictures(output["data"]["text/html"]).found
        assert picture["alt"] == output["metadata"]["image/png"]["alt"] != ""
        assert base64.b64decode(output["data"]["image/png"]).startswith(b"\x89PNG")


def test_a_single_value_of_an_image_is_told():
    figure, ((axes,),) = figures.panels()
    axes.imshow([[np.nan, 3.0]])
    assert alt_text.alt_text(figure) == "An image of 1 × 2 values between 3 and 3."


def test_eight_curves_are_read_out_and_not_nine():
    figure, ((axes,),) = figures.panels()
    for k in range(9):
        axes.plot([0, 1, 2], [k, k, k], label=f"run{k}")
    said = alt_text.alt_text(figure)
    assert "run7: from 7 to 7" in said and "run8" not in said


def test_two_points_are_no_curve():
    figure, ((axes,),) = figures.panels()
    axes.plot([0, 1], [1, 1], label="level")
    assert alt_text.alt_text(figure) == "A drawing."


@pytest.mark.parametrize(("bars", "said"), [(8, "h: 8."), (9, "9 bars, between 1 and 9.")])
def test_eight_bars_are_read_out_and_of_nine_the_ends(bars, said):
    figure, ((axes,),) = figures.panels()
    axes.bar(list("abcdefghi"[:bars]), range(1, bars + 1))
    assert alt_text.alt_text(figure).endswith(said)


def test_bars_that_lie_are_read_out_by_their_widths():
    figure, ((axes,),) = figures.panels()
    axes.barh(["a", "b"], [3, 4])
    assert alt_text.alt_text(figure) == "a: 3, b: 4."


def test_words_of_a_drawing_are_read_out_if_there_is_nothing_else():
    figure, ((axes,),) = figures.panels()
    axes.text(0, 0, "here")
    axes.text(0, 1, "there.")
    assert alt_text.alt_text(figure) == "a drawing with the words here, there."


@pytest.mark.parametrize(
    ("horizontal", "vertical", "said"),
    [("x", "", "values over x."), ("", "y", "y over position."), ("x", "y", "y over x.")],
)
def test_a_missing_label_of_an_axis_has_a_usual_word(horizontal, vertical, said):
    figure, ((axes,),) = figures.panels()
    axes.set(xlabel=horizontal, ylabel=vertical)
    assert alt_text.alt_text(figure) == said


def test_a_matrix_of_more_than_a_hundred_numbers_is_no_text_to_read_out():
    def told(rows):
        figure, ((axes,),) = figures.panels()
        axes.imshow(np.zeros((rows, 10)))
        for row in range(rows):
            for column in range(10):
                axes.text(column, row, str(column))
        return alt_text.alt_text(figure)

    assert told(10).startswith("10 × 10 numbers, row by row: 0: 0 1 2")
    assert told(11) == "An image of 11 × 10 values between 0 and 0."


def test_a_picture_has_at_most_128_colours():
    figure, ((axes,),) = figures.panels()
    axes.imshow(np.arange(400.0).reshape(20, 20), cmap="viridis")
    image = Image.open(io.BytesIO(alt_text.png(figure, figure.dpi)))
    assert image.mode == "P" and 120 < len(image.getcolors()) <= 128
