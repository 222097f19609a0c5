"""Whether an exported model fits into a board's memory, and what helps if it does not."""

from collections.abc import Sequence

from tinyml_kit import boards
from tinyml_kit.codegen.lowering.constants import constant_bytes
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.plan import Plan
from tinyml_kit.ops.layer import Layer, TargetTooSmall

FLASH_ADVICE = "a narrower layer, or a pooling in front of the first dense one, would help"
RAM_ADVICE = "smaller or fewer images between layers would help: a stride, an earlier pooling"


def require(board: str, graph: Graph, layers: Sequence[Layer], places: Plan) -> None:
    """Refuse a model whose constants or tensors alone are larger than a board's memory.

    Code and stack come on top, so that a model that passes may still not fit. Only the compiled
    program shows that.

    Parameters
    ----------
    board : str, a name in `boards`
    graph : Graph
    layers : sequence of Layer
    places : plan.Plan

    Raises
    ------
    TargetTooSmall
        Says which budget is exceeded, by how many bytes, and what would help.
    """
    facts = boards.find(board)
    constants = constant_bytes(graph, layers)
    tensors = places.size + places.state_bytes
    problem = over(
        facts, constants, tensors, "weights and tables alone", "tensors alone, before any stack"
    )
    if problem:
        raise TargetTooSmall(problem)


def over(
    board: boards.Board,
    flash: int,
    ram: int,
    what: str = "the program",
    which: str = "static variables, before any stack",
) -> str | None:
    """Return a sentence that says which budget of a Board is exceeded by how much, or None."""
    problems = []
    if flash > board.flash:
        problems.append(
            f"{flash - board.flash} B of flash are missing ({what}: {flash} of {board.flash}); "
            f"{FLASH_ADVICE}"
        )
    if ram > board.ram:
        problems.append(
            f"{ram - board.ram} B of RAM are missing ({which}: {ram} of {board.ram}); {RAM_ADVICE}"
        )
    return f"{board.title}: {'; '.join(problems)}." if problems else None
