"""Layers for 32-bit chips without SIMD: weights laid out for four outputs at a time."""

from dataclasses import replace

import numpy as np

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.ops.layer import Constant

# The rows that go through a run of inputs together.
ROWS = 4


def adapt(layer: CLayer) -> CLayer:
    """Return a Layer that uses these chips' kernels, or the layer itself if none is suitable."""
    name, sizes = layer.operators[0].name, layer.sizes
    if layer.element != "int8" or "weights" not in layer.constants:
        return layer
    if name == "FULLY_CONNECTED":
        return replace(_with_rows(layer), kernel="fully_connected_rows")
    if name == "CONV_2D" and not sizes["GROUPED"]:
        pooled = int("POOL_HEIGHT" in sizes)
        more = {"POOLED": pooled, "POOL_CUT": sizes.get("POOL_CUT", 0)}
        for side in ("HEIGHT", "WIDTH"):
            more[side] = sizes[f"POOLED_{side}" if pooled else f"OUT_{side}"]
        return replace(_with_rows(layer), kernel="conv_2d_rows", sizes={**sizes, **more})
    if name == "DEPTHWISE_CONV_2D" and not sizes["MULTIPLIED"]:
        return replace(layer, kernel="depthwise_conv_2d_channels")
    return layer


def _with_rows(layer):
    """Return the layer with its weights in the order in which common/dot_rows.c reads them."""
    weights = layer.constants["weights"].values
    rows = (weights.reshape(len(weights), -1).astype(np.int16) + 128).astype(np.uint8)
    whole = len(rows) // ROWS * ROWS
    groups = rows[:whole].reshape(-1, ROWS, rows.shape[1]).swapaxes(1, 2)
    table = np.concatenate([groups.ravel(), rows[whole:].ravel()]).view(np.int8)
    note = f"weights + 128: an input's for {ROWS} rows side by side"
    return replace(layer, constants={**layer.constants, "weights": Constant(table, note)})
