"""What comments in generated code say about tensors."""

import numpy as np

from tinyml_kit.base.text import c_comment
from tinyml_kit.graph.model import Tensor


def shape(tensor: Tensor) -> str:
    """Return a shape as "1 x 28 x 28 x 1"."""
    return " x ".join(str(size) for size in tensor.shape) or "1"


def short_name(tensor: Tensor) -> str:
    """Return the telling part of a tensor's name, with nothing that would end a comment.

    Converters list everything that went into a tensor, each with its full path:
    "model/conv1/Relu;model/conv1/Conv2D;…" becomes "conv1/Relu".
    """
    parts = tensor.name.split(";")[0].split("/")
    return c_comment("/".join(parts[-2:]))[:40] or "unnamed"


def describe(tensor: Tensor) -> str:
    """Return a tensor's shape, type and name."""
    return f"{shape(tensor)} {tensor.dtype}, {short_name(tensor)}"


def meaning(tensor: Tensor) -> str | None:
    """Return the formula from a stored number to a real one, or None for floats."""
    if tensor.dtype not in (np.int8, np.uint8, np.int16) or tensor.quantization is None:
        return None
    scale, zero = tensor.quantization.scale[0], int(tensor.quantization.zero_point[0])
    return f"{scale:.6g} * (stored {'+' if zero <= 0 else '-'} {abs(zero)})"
