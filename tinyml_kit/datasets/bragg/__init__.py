"""Diffraction frames: those that ship, those made on demand, and your own runs."""

from tinyml_kit.datasets.bragg.examples import (
    EXAMPLES,
    STEP,
    BraggError,
    Labeled,
    as_stored,
    example,
    full_twin,
    load,
    open_labeled,
)

__all__ = [
    "EXAMPLES",
    "STEP",
    "BraggError",
    "Labeled",
    "as_stored",
    "example",
    "full_twin",
    "load",
    "open_labeled",
]
