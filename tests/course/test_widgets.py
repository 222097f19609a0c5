import os
import time
from pathlib import Path

import ipywidgets
import nbclient
import nbformat
import numpy as np
import pytest
from jupyter_client import KernelManager

from tinyml_kit.course import widgets

ROOT = Path(__file__).parents[2]
CONTRAST = "widgets.contrast(np.random.default_rng(0).random((120, 120)))"
THRESHOLD = (
    "widgets.threshold(np.random.default_rng(0).dirichlet([1, 1, 1], 90), np.arange(90) % 3)"
)
SETUP = "import numpy as np\nfrom tinyml_kit.course import widgets"


@pytest.fixture
def unwatched(monkeypatch):
    """Let kernels find the package, and look as they do when a chapter is executed."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for sign in ("JPY_SESSION_NAME", "VSCODE_PID"):
        monkeypatch.delenv(sign, raising=False)


def test_an_executed_notebook_stores_one_picture_a_widget_and_nothing_else(unwatched):
    cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, CONTRAST, THRESHOLD)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    assert notebook.cells[0].outputs == []
    for cell in notebook.cells[1:]:
        (output,) = cell.outputs
        assert output.output_type == "display_data"
        assert set(output.data) == {"text/html", "image/png", "text/plain"}
    assert len(nbformat.writes(notebook)) < 200_000


def test_a_plot_as_last_value_of_a_cell_is_shown_once(unwatched):
    source = "from tinyml_kit.course import plots\nplots.histogram(np.eye(9))"
    cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, source)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    (output,) = notebook.cells[1].outputs
    assert "image/png" in output.data


@pytest.fixture
def live(unwatched):
    """Return a client of a kernel that was started as Jupyter's server starts it."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(env=os.environ | {"JPY_SESSION_NAME": "chapter.ipynb"}, cwd=str(ROOT))
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def messages(client, until, seconds=60):
    """Return what the kernel publishes up to the first message for which `until` is true."""
    found, end = [], time.monotonic() + seconds
    while not found or not until(found[-1]):
        found.append(client.get_iopub_msg(timeout=max(0.1, end - time.monotonic())))
    return found


def test_a_slider_of_a_live_notebook_replaces_the_picture(live):
    live.execute(f"{SETUP}\n{CONTRAST}")
    seen = messages(live, lambda m: m["content"].get("execution_state") == "idle")
    shown = [m["content"] for m in seen if m["msg_type"] == "display_data"]
    sliders, picture = shown
    assert "application/vnd.jupyter.widget-view+json" in sliders["data"]
    slider = next(
        m["content"]["comm_id"]
        for m in seen
        if m["msg_type"] == "comm_open"
        and m["content"]["data"].get("state", {}).get("description") == "window (px)"
    )
    change = {"method": "update", "state": {"value": 9}, "buffer_paths": []}
    message = live.session.msg("comm_msg", {"comm_id": slider, "data": change})
    live.shell_channel.send(message)
    update = messages(live, lambda m: m["msg_type"] == "update_display_data")[-1]["content"]
    assert update["transient"] == picture["transient"]
    assert update["data"]["image/png"] != picture["data"]["image/png"]


def test_a_widget_draws_what_its_controls_say(monkeypatch):
    drawn = []
    monkeypatch.setattr(widgets, "display", lambda figure, display_id: drawn.append(figure))
    monkeypatch.setattr(widgets, "in_live_notebook", lambda: False)
    widgets.explore(lambda a, b: a + b, a=ipywidgets.IntSlider(2), b=ipywidgets.IntSlider(3))
    assert drawn == [5]


def test_the_contrast_figure_shows_the_middle_and_its_contrast():
    image = np.random.default_rng(0).random((60, 60))
    figure = widgets.contrast_figure(image, window=3, epsilon=0.01, crop=40)
    shown = [axes.images[0].get_array() for axes in figure.axes[:2]]
    np.testing.assert_array_equal(shown[0], image[10:50, 10:50])
    assert shown[1].shape == (40, 40) and np.abs(shown[1]).max() <= np.sqrt(8)
    assert figure.axes[1].get_title() == "window 3, epsilon 0.01"


def test_the_contrast_figure_rings_the_places_inside_the_crop():
    image = np.random.default_rng(0).random((60, 60))
    places = np.array([[10.0, 49.0], [9.0, 20.0], [30.0, 50.0]])  # the crop is 10 to 49
    figure = widgets.contrast_figure(image, window=3, crop=40, places=places)
    (rings,) = figure.axes[1].lines
    assert rings.get_xydata().tolist() == [[39, 0]]


@pytest.mark.parametrize("side", [8, 30, 301])
def test_sliders_stay_within_what_the_image_allows(side, monkeypatch):
    kept = {}
    monkeypatch.setattr(widgets, "explore", lambda draw, **controls: kept.update(controls))
    widgets.contrast(np.zeros((side, side + 5)))
    assert kept["window"].max <= side and kept["window"].max % 2 == 1
    assert kept["crop"].max == side >= kept["crop"].value
