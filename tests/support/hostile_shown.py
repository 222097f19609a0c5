"""Everything that a notebook can show of a name from outside, for each hostile name.

A notebook calls `tables`, `messages` and the others in its cells; a browser then looks at it.
"""

import dataclasses

import ipywidgets
import numpy as np
import pandas as pd
from IPython import get_ipython
from IPython.display import display

from tests.support import hostile_names
from tests.support.hostile_names import NAMES
from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.progress import progress
from tinyml_kit.base.text import figure
from tinyml_kit.course import exercises, virtual, widgets
from tinyml_kit.course.claims import ClaimTable
from tinyml_kit.course.pictures import deployment, quantization
from tinyml_kit.course.statements import FIELDS, Statement
from tinyml_kit.course.verdicts import Evidence
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder.divergence import Divergence
from tinyml_kit.ladder.result import Ladder, Row

#: A name of a million letters is for the tests without a browser.
SHORT = [name[:2000] for name in NAMES]
#: The cells of a notebook that shows it all.
CELLS = ("tables", "claims", "texts", "drawings", "messages", "controls")


def tables() -> None:
    """Show ladders and operators, plainly and styled."""
    for name in SHORT:
        where = Divergence(0, "RELU", 1, name, 0, (0, 0), 1, 2)
        found = Ladder(name, "tflm", 1, (Row("c", "differs", 1, 1, first_divergence=where),))
        print(found)
        table = found.table()
        table.index, table.columns = [name], [*table.columns[:-1], name]
        display(table, deployment.left_aligned(table))
    display(deployment.operators(hostile_names.model()))
    display(pd.DataFrame({"name": SHORT}))


def claims() -> None:
    """Show published claims."""
    known = {
        name: Statement(*[name] * len(FIELDS[1:]), published=1.0)
        for name in filter(str.strip, SHORT)
    }
    table = ClaimTable("a document", known)
    for name in known:
        table.check(name, 1.0, by=Evidence(name))
    display(table)


def texts() -> None:
    """Show texts side by side."""
    for name in SHORT:
        display(deployment.beside(name, name, (name, name)))


def drawings() -> None:
    """Show figures that have the names in them, and a model's memory."""
    graph = dataclasses.replace(read(hostile_names.model()), name=SHORT[8])
    display(deployment.memory(graph))
    shown = [figure(name) for name in SHORT]
    for first in range(0, len(shown), 8):
        names = shown[first : first + 8]
        drawn = quantization.spreads([np.arange(5.0)] * len(names), names)
        drawn.axes[0].set(title=names[1], ylabel=names[0])
        display(drawn)


def messages() -> None:
    """Raise errors about the names, as a notebook shows them."""
    for name in SHORT:
        for fail in (lambda name=name: exercises.check(name, 1), lambda name=name: refuse(name)):
            try:
                fail()
            except Exception:
                get_ipython().showtraceback()


def refuse(name: str) -> None:
    """Raise the error that any part of the kit raises."""
    raise BadInput(f"{name}: {name}")


def controls() -> None:
    """Show bars of progress and sliders with the names."""
    for name in SHORT:
        list(progress(range(2), desc=name, unit=name))
    widgets.explore(
        lambda name, level: quantization.spreads([np.arange(5.0)], [figure(name)]),
        name=ipywidgets.Dropdown(options=SHORT, description=SHORT[9]),
        level=ipywidgets.IntSlider(1, 0, 3, description=SHORT[8]),
    )


def board_content(folder: object, first: int) -> dict:
    """Return a page's content with names, from the first one on, wherever a name can stand."""
    content, _ = virtual.prepared("digits_uno", folder)
    names = SHORT[first:] + SHORT[:first]
    content |= {"title": names[0], "words": names[1], "chipTitle": names[2]}
    content["functions"] = [
        (address, names[i % len(names)]) for i, (address, _) in enumerate(content["functions"])
    ]
    network = content["network"]
    network["labels"] = names[: len(network["labels"])]
    for example, name in zip(network["examples"], names, strict=False):
        example["name"] = name
    for kind, one in (("knobs", {"channel": 0, "counts": 1}), ("lights", {"pin": "PB5"})):
        content["wiring"][kind] = [{**one, "label": names[3]}]
    return content
