"""Settings that several operators have, read from the schema's tables and checked."""

import math
from typing import Any

from tinyml_kit.graph.model import GraphError

ACTIVATIONS = {0: None, 1: "RELU", 2: "RELU_N1_TO_1", 3: "RELU6"}
# Far more than any window, stride or dilation; larger ones overflow in the interpreter.
LARGEST = 2**15 - 1
PADDINGS = {0: "SAME", 1: "VALID"}


def required(table: Any) -> Any:
    """Return a table of settings, which must not be missing."""
    if table is None:
        raise GraphError("its settings are missing")
    return table


def activation(table: Any) -> str | None:
    """Return the fused activation: None, "RELU", "RELU6" or "RELU_N1_TO_1"."""
    number = table.FusedActivationFunction() if table else 0
    if number not in ACTIVATIONS:
        raise GraphError(f"the fused activation number {number} is not supported")
    return ACTIVATIONS[number]


def only_activation(table: Any, constant: Any, shape: tuple[int, ...]) -> dict[str, Any]:
    """Return the options of an operator that has an activation and nothing else."""
    return {"activation": activation(table)}


def positive(**settings: Any) -> dict[str, Any]:
    """Return the settings, which are integers or tuples of them, all from 1 to LARGEST."""
    for name, value in settings.items():
        numbers = value if isinstance(value, tuple) else (value,)
        if min(numbers) < 1:
            raise GraphError(f"its {name} is {value}, expected at least 1")
        if max(numbers) > LARGEST:
            raise GraphError(f"its {name} is {value}, expected at most {LARGEST}")
    return settings


def padding(table: Any) -> str:
    """Return "SAME" or "VALID"."""
    if table.Padding() not in PADDINGS:
        raise GraphError(f"its padding is number {table.Padding()}, neither SAME nor VALID")
    return PADDINGS[table.Padding()]


def axis(value: int, rank: int) -> int:
    """Return an axis counted from 0, where the file may count from the end."""
    if not -rank <= value < rank:
        raise GraphError(f"axis {value} is outside a tensor of {rank} dimensions")
    return value % rank


def place(index: int, size: int) -> int:
    """Return an index counted from 0, where the file may count from the end."""
    if not -size <= index < size:
        raise GraphError(f"index {index} is outside an axis of {size}")
    return index % size


def finite(name: str, value: float) -> float:
    """Return a factor that has to be finite."""
    if not math.isfinite(value):
        raise GraphError(f"its {name} is {value}, expected a finite number")
    return value
