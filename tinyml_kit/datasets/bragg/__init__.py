"""Diffraction frames: what ships, what is made on demand, your own runs."""

from tinyml_kit.datasets.bragg.examples import (
    EXAMPLES,
    STEP,
    BraggError,
    Labelled,
    as_stored,
    example,
    full_twin,
    load,
    open_labelled,
)

__all__ = [
    "EXAMPLES",
    "STEP",
    "BraggError",
    "Labelled",
    "as_stored",
    "example",
    "full_twin",
    "load",
    "open_labelled",
]
