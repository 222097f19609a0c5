"""RESIZE_NEAREST_NEIGHBOR, RESIZE_BILINEAR: images of another height and width.

| operator | inputs | options | parameters |
|---|---|---|---|
| RESIZE_NEAREST_NEIGHBOR | x | corners (aligned), centers (of pixels count) | rows, columns of x |
| RESIZE_BILINEAR | x | corners (aligned), centers (of pixels count) | rows, columns: `Places` |

int8 is interpolated with whole numbers: places and distances are multiples of 1/1024 pixel.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.layer import Constant, Layer, make_layer
from tinyml_kit.ops.moves import require_moved
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import require_one_scale, require_rank, require_shape

# The parts of a pixel in which int8 counts distances.
PARTS = 1024


@dataclass(frozen=True)
class Places:
    """Where the rows, or the columns, of an output lie in an input: between two of its own.

    before, after : (n,) int32, numbers of two rows of the input
    distance : (n,), from `before` on; int32 in 1/1024, or float32
    """

    before: Array
    after: Array
    distance: Array


def read_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    table = settings.required(table)
    constant(1)
    return {"corners": bool(table.AlignCorners()), "centers": bool(table.HalfPixelCenters())}


def check_nearest(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    require_moved(("int8", "int16", "float32"), x, out)
    _check_images(x, out)


def check_bilinear(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    require_moved(("int8", "float32"), x, out)
    _check_images(x, out)
    if options["corners"] and options["centers"]:
        raise GraphError("it aligns corners and centers of pixels, which exclude each other")


def _check_images(x, out):
    require_one_scale(x, out)
    require_rank(x, 4)
    require_rank(out, 4)
    require_shape(out, (x.shape[0], *out.shape[1:3], x.shape[3]))


def check_size(asked: Tensor, out: Tensor) -> None:
    """Check that the height and width that are asked for are those of the output."""
    assert asked.data is not None
    if asked.data.ravel().tolist() != list(out.shape[1:3]):
        raise GraphError(f"it asks for {asked.data.ravel().tolist()}, but gives {out.shape[1:3]}")


# --- where rows and columns lie ---------------------------------------------------------------


def nearest_params(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the row of the input for each row of the output, and the same for columns."""
    pairs = zip(inputs[0].shape[1:3], output.shape[1:3], strict=True)
    rows, columns = (_nearest(*pair, **options) for pair in pairs)
    return {"rows": rows, "columns": columns}


def _nearest(size, wanted, corners, centers):
    """Return the nearest place for each of `wanted` in `size`, with the interpreter's float32."""
    one = np.float32(1)
    aligned = corners and wanted > 1
    scale = np.float32(size - aligned) / np.float32(wanted - aligned) * one
    exact = (np.arange(wanted, dtype=np.float32) + np.float32(0.5 if centers else 0)) * scale
    # Halves are rounded up: no place is negative.
    whole = np.floor(exact.astype(np.float64) + 0.5) if corners else np.floor(exact)
    return np.clip(whole, 0, size - 1).astype(np.int32)


def bilinear_params(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the Places of rows and columns."""
    find = _places_int8 if inputs[0].dtype == np.int8 else _places_float32
    pairs = zip(inputs[0].shape[1:3], output.shape[1:3], strict=True)
    rows, columns = (find(*pair, **options) for pair in pairs)
    return {"rows": rows, "columns": columns}


def _places_int8(size, wanted, corners, centers):
    aligned = corners and wanted > 1
    steps = wanted - aligned
    scale = (PARTS * (size - aligned) + steps // 2) // steps
    exact = np.arange(wanted, dtype=np.int64) * scale
    if centers:
        exact += scale // 2 - PARTS // 2
    # A place before the first pixel is at least half a pixel near: both quotients are 0 then.
    before = np.maximum(exact // PARTS, 0)
    return _inside(before, -(-exact // PARTS), exact - PARTS * before, size)


def _places_float32(size, wanted, corners, centers):
    aligned = corners and wanted > 1
    scale = np.float32(size - aligned) / np.float32(wanted - aligned)
    exact = np.arange(wanted, dtype=np.float32)
    half = np.float32(0.5)
    exact = (exact + half) * scale - half if centers else exact * scale
    before = np.maximum(np.floor(exact), 0)
    return _inside(before, np.ceil(exact), exact - before.astype(np.float32), size)


def _inside(before, after, distance, size):
    """Return Places, none of which lies outside an input."""
    if before.max() >= size:
        raise GraphError(
            f"{len(before)} places are so many for {size} pixels that the interpreter reads beyond "
            "the last; resize in two steps"
        )
    after = np.clip(after, 0, size - 1)
    kind = np.float32 if distance.dtype == np.float32 else np.int32
    return Places(before.astype(np.int32), after.astype(np.int32), distance.astype(kind))


# --- the reference ----------------------------------------------------------------------------


def nearest(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Repeat or leave out pixels."""
    return x[:, params["rows"]][:, :, params["columns"]]


def bilinear_int8(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Interpolate, and round halves away from zero."""
    total = _weighted(params, x.astype(np.int64), PARTS)
    half = PARTS**2 // 2
    rounded = np.sign(total) * ((np.abs(total) + half) // PARTS**2)
    return rounded.astype(np.int8)


def bilinear_float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Interpolate."""
    return _weighted(params, x, np.float32(1))


def _weighted(params, x, one):
    """Return the sum of four pixels, each times its distances from the opposite edges."""
    rows, columns = params["rows"], params["columns"]
    down, right = rows.distance[:, None, None], columns.distance[:, None]
    upper, lower = x[:, rows.before], x[:, rows.after]
    return (
        upper[:, :, columns.before] * (one - down) * (one - right)
        + lower[:, :, columns.before] * down * (one - right)
        + upper[:, :, columns.after] * (one - down) * right
        + lower[:, :, columns.after] * down * right
    )


# --- the layers -------------------------------------------------------------------------------


def lower_nearest(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer; constants: rows, columns. Sizes as `_sizes` gives them."""
    return make_layer(
        graph,
        operator,
        _sizes(graph, operator),
        element="any",
        constants={
            "rows": Constant(params["rows"], "the row of the input for each row of the output"),
            "columns": Constant(params["columns"], "the same for columns"),
        },
    )


def lower_bilinear(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer; constants: above, below, down, before, behind, right (see `Places`).

    Sizes: those of `_sizes`, and WHOLE, a flag: whether distances are whole numbers.
    """
    rows, columns = params["rows"], params["columns"]
    unit = "" if rows.distance.dtype == np.float32 else ", in 1/1024"
    return make_layer(
        graph,
        operator,
        {**_sizes(graph, operator), "WHOLE": int(rows.distance.dtype == np.int32)},
        element="any",
        constants={
            "above": Constant(rows.before, "the row of the input above each row of the output"),
            "below": Constant(rows.after, "the row below it"),
            "down": Constant(rows.distance, f"how far it lies below the first{unit}"),
            "before": Constant(columns.before, "the column of the input before each column"),
            "behind": Constant(columns.after, "the column behind it"),
            "right": Constant(columns.distance, f"how far it lies behind the first{unit}"),
        },
    )


def _sizes(graph, operator):
    """Return IMAGES, DEPTH, ROW (elements of a row of the input), HEIGHT of it, OUT_ of both."""
    x, out = (graph.tensors[index].shape for index in (operator.inputs[0], operator.outputs[0]))
    return {
        "IMAGES": x[0],
        "HEIGHT": x[1],
        "ROW": x[2] * x[3],
        "DEPTH": x[3],
        "OUT_HEIGHT": out[1],
        "OUT_WIDTH": out[2],
    }


SPECS = (
    OperatorSpec(
        "RESIZE_NEAREST_NEIGHBOR",
        version=4,
        inputs=(2, 2),
        check=check_nearest,
        lower=lower_nearest,
        int8=nearest,
        float32=nearest,
        int16=nearest,
        table="ResizeNearestNeighborOptions",
        options=read_options,
        params=nearest_params,
        data_inputs=1,
        check_settings=check_size,
    ),
    OperatorSpec(
        "RESIZE_BILINEAR",
        version=4,
        inputs=(2, 2),
        check=check_bilinear,
        lower=lower_bilinear,
        int8=bilinear_int8,
        float32=bilinear_float32,
        table="ResizeBilinearOptions",
        options=read_options,
        params=bilinear_params,
        data_inputs=1,
        check_settings=check_size,
    ),
)
