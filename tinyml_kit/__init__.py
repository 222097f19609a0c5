"""tinyml-kit: from the idea of a neuron to a classifier on an 8-bit microcontroller."""

__version__ = "0.1.0"
