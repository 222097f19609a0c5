"""The reader's microphone in an open notebook; elsewhere a recording that ships with the kit."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from IPython.display import display

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.progress import in_live_notebook
from tinyml_kit.course import alt_text, listening
from tinyml_kit.course.listening import Scene
from tinyml_kit.features.audio import AT_8_KHZ, Rule, Settings
from tinyml_kit.graph.model import Graph

SCRIPT = Path(__file__).with_name("microphone.js")
#: Seconds that the button records, and the most that is taken of a file.
SECONDS, MOST = 4, 30


def listen(
    graph: Graph,
    names: Sequence[str],
    rule: Rule,
    example: Scene,
    settings: Settings = AT_8_KHZ,
) -> None:
    """Show what a network hears in an example; in an open notebook, in the reader's voice, too.

    The browser asks whether it may use the microphone. What it records goes to the notebook's own
    Python and nowhere else.

    Parameters
    ----------
    graph : the network
    names : of its words
    rule : when its answers are a word
    example : what it listens to first
    settings : of the features
    """
    if in_live_notebook():
        display(widget(graph, names, rule, settings))
    display(listening.figure(example, graph, names, rule, settings))


def heard(
    samples: np.ndarray,
    graph: Graph,
    names: Sequence[str],
    rule: Rule,
    settings: Settings = AT_8_KHZ,
) -> dict[str, str]:
    """Return {"words", "picture"}: what is heard in a recording, as a sentence and as HTML."""
    try:
        drawn = listening.figure(Scene(samples, (), settings.rate), graph, names, rule, settings)
    except BadInput as problem:
        return {"words": str(problem), "picture": ""}
    loudest = int(np.abs(samples.astype(int)).max())
    return {
        "words": f"{len(samples) / settings.rate:.1f} s, the loudest sample is {loudest:,}.",
        "picture": alt_text.mimebundle(drawn)[0]["text/html"],
    }


def widget(graph: Graph, names: Sequence[str], rule: Rule, settings: Settings = AT_8_KHZ) -> Any:
    """Return the button and what it needs, for an open notebook."""
    import anywidget
    import traitlets

    class Microphone(anywidget.AnyWidget):
        """A button that records, in a cell's output."""

        _esm = SCRIPT.read_text(encoding="utf-8")
        settings = traitlets.Dict().tag(sync=True)

        def __repr__(self) -> str:
            return "Microphone()"

    made = Microphone(settings={"rate": settings.rate, "seconds": SECONDS, "most": MOST})

    def answer(_: Any, message: dict[str, Any], buffers: list[Any]) -> None:
        samples = np.frombuffer(buffers[0], "<i2").astype(np.int16)
        made.send(heard(samples, graph, names, rule, settings))

    made.on_msg(answer)
    return made
