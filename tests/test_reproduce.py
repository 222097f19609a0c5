"""A reader who has the real run file gives it to the notebook on the Bragg thesis."""

import io
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbclient import NotebookClient

from tinyml_kit.datasets.bragg.frames import write_run
from tinyml_kit.datasets.bragg.labels import write_labels

THESIS = Path(__file__).parents[1] / "notebooks" / "reproduce" / "bragg_thesis.ipynb"
FRAMES = 12
NAME = "r0087_2000.h5"  # as CXIDB calls it


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """Return the notebook as it runs on a small file in the layout and under the name of the real
    one, up to the local contrast; what comes behind looks at no frame.
    """
    folder = tmp_path_factory.mktemp("real")
    random = np.random.default_rng(0)
    frames = (random.normal(20, 12, (1765, 1765)).astype(np.int16) for _ in range(FRAMES))
    write_run(folder / NAME, frames, compression=None)
    write_labels(folder / "expert_annotation.txt", np.arange(FRAMES) % 3)
    notebook = nbformat.read(THESIS, as_version=4)
    last = next(i for i, c in enumerate(notebook.cells) if "plots.side_by_side(bad" in c.source)
    place = next(i for i, c in enumerate(notebook.cells) if "tags" in c.metadata)
    cell = nbformat.v4.new_code_cell
    given = cell(f"run, labels = {str(folder / NAME)!r}, {str(folder)!r}")
    end = cell("print(table.csv())")
    notebook.cells = [*notebook.cells[: place + 1], given, *notebook.cells[place + 1 : last], end]
    NotebookClient(notebook, timeout=300).execute()
    return notebook


@pytest.fixture(scope="module")
def rows(executed):
    return pd.read_csv(io.StringIO(executed.cells[-1].outputs[0].text)).set_index("id")


def texts(notebook):
    """Return every line and every table cell that the notebook shows."""
    for cell in notebook.cells[:-1]:
        for output in cell.get("outputs", []):
            shown = output.get("text") or output.get("data", {}).get("text/html", "")
            yield from shown.replace("</td>", "\n").splitlines()


def test_frames_are_taken_from_all_over_the_readers_file_however_short_it_is(executed):
    contrast = [text for text in texts(executed) if "as listed" in text]
    shown = [f"frame {n} of {NAME} (measured): " for n in (1, 7, 12)]
    assert all(text.startswith(start) for text, start in zip(contrast, shown, strict=True))


def test_a_part_of_the_run_is_not_taken_for_the_whole(executed, rows):
    assert rows.loc["abstract/test", "same_method"] == 400
    assert rows.loc["4.4/frames", "same_method"] == 2000
    # published labels, and not those of twelve frames
    assert any(text.startswith("always MISS: 88.0 %") for text in texts(executed))


def test_what_comes_of_the_readers_file_is_labelled_by_its_name_and_can_reproduce(rows):
    trained, side = rows.loc["t5.1/accuracy/100"], rows.loc["4.4/side"]
    for row in (trained, side):
        assert row["label"] == "measured" and row["data"].startswith(NAME)
        assert row["origin"] == "ran here" and row["tested"] == "run"
    assert side["verdict"] == "reproduced"


def test_no_sentence_speaks_of_the_twin_and_of_the_readers_file(executed):
    shown = list(texts(executed))
    assert any(NAME in text for text in shown) and any("the twin" in text for text in shown)
    assert [text for text in shown if NAME in text and "twin" in text] == []
