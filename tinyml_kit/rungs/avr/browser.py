"""The board on the page as a rung: an ATmega in JavaScript, which Node runs here.

It takes the place of simavr under the same bench: the same program, the same marks, and, as the
tests compare, the same bytes and cycles. The JavaScript is in the folder `web`; the set-up bundles
it (`setup/page.py`), and a page loads the same modules.
"""

from pathlib import Path
from typing import Any

from tinyml_kit import boards
from tinyml_kit.base import resources
from tinyml_kit.graph.model import Graph
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.protocol import DeviceError, RungMissing
from tinyml_kit.setup import page

#: What simavr calls the chips that `web/src/chip/memories.js` describes.
CHIPS = ("atmega328p", "atmega1284p", "atmega2560")

run = simavr.run


def build(
    model: str | Path | bytes | Graph, folder: str | Path, board: str = "uno", **options: Any
) -> simavr.Built:
    """Compile a model for a board on the page.

    Parameters
    ----------
    model, folder, options : as for `simavr.build`
    board : str, a board of `boards` whose chip is one of CHIPS

    Raises
    ------
    RungMissing
        If Node, the bundled JavaScript or the compiler is missing.
    DeviceError
        If the page has no such chip.
    GraphError, ExportError, TooLarge
        As `simavr.build`.
    """
    facts = boards.find(board)
    if facts.simulation is None or facts.simulation.chip not in CHIPS or facts.stands_in:
        names = [
            name
            for name, one in boards.all_boards().items()
            if one.simulation and one.simulation.chip in CHIPS and not one.stands_in
        ]
        raise DeviceError(f"browser: the page has no {facts.chip}; take one of {', '.join(names)}.")
    return simavr.build(model, folder, board=board, simulator=simulator(), **options)


def simulator() -> tuple[str | Path, ...]:
    """Return the command that runs a bench program on the chip in JavaScript.

    Raises
    ------
    RungMissing
        If Node or the bundled JavaScript is missing: says how to get it.
    """
    script = resources.page() / "simulate.mjs"
    if not script.is_file():
        raise RungMissing(
            "browser: the board on the page was not bundled; in a checkout, "
            "python -m tinyml_kit.setup.page does it."
        )
    node = page.node()
    if node is None:
        raise RungMissing(
            f"browser: Node {page.OLDEST} or newer is not installed; get it by: python -m pip "
            f"install {page.WHEEL}."
        )
    return node, script
