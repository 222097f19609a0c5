"""Operators that reduce over whole axes: which axes, and the shape that remains."""

from collections.abc import Callable
from typing import Any

from tinyml_kit.graph.model import Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.spec import Options, Shape
from tinyml_kit.ops.tensor_checks import require_one_scale, require_same_type, require_shape


def read_axes(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options axes (sorted, from 0) and keep_dims."""
    axes = {settings.axis(int(axis), len(shape)) for axis in constant(1).ravel()}
    return {"axes": tuple(sorted(axes)), "keep_dims": bool(table and table.KeepDims())}


def check_axes(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    require_same_type(x, out)
    require_one_scale(x, out)
    require_left(options, x, out)


def require_left(options: Options, x: Tensor, out: Tensor) -> None:
    """Check that the output has the axes that are left."""
    if options["keep_dims"]:
        expected = [1 if axis in options["axes"] else n for axis, n in enumerate(x.shape)]
    else:
        expected = [n for axis, n in enumerate(x.shape) if axis not in options["axes"]]
    require_shape(out, expected)
