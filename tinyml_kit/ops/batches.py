"""SPACE_TO_BATCH_ND, BATCH_TO_SPACE_ND: pixels at even distances as images of their own, and back.

| operator | inputs | options | parameters |
|---|---|---|---|
| SPACE_TO_BATCH_ND | x | block (height, width), margins ((top, bottom), (left, right)) | none |
| BATCH_TO_SPACE_ND | x | block, margins, which are cropped | none |

A tensor of three dimensions is an image of width 1. Converters write both around a convolution
with dilation. The interpreter pads int8 with 0 and not with the zero point, so that padding is
taken only where both are the same.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.layer import Layer, make_layer
from tinyml_kit.ops.moves import require_moved
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import INT8, require_one_scale, require_shape


def read_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    block, margins = constant(1), constant(2)
    dimensions = len(shape) - 2
    if dimensions not in (1, 2):
        raise GraphError(f"its input has shape {shape}, expected 3 or 4 sizes")
    if block.shape != (dimensions,) or margins.shape != (dimensions, 2):
        raise GraphError(f"it has no block and margins of {dimensions} dimensions")
    if (block < 1).any() or (margins < 0).any():
        raise GraphError("its block has a size below 1, or its margins one below 0")
    pairs = [(int(before), int(after)) for before, after in margins]
    fill = [1] * (2 - dimensions)
    return {
        "block": (*block.tolist(), *fill),
        "margins": (*pairs, *((0, 0) for _ in fill)),
    }


def check_to_batch(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    _check(x, out)
    batch, height, width, depth = _image(x.shape)
    (rows, columns), (vertical, horizontal) = options["block"], options["margins"]
    high, wide = height + sum(vertical), width + sum(horizontal)
    if high % rows or wide % columns:
        raise GraphError(f"{high} x {wide} padded pixels do not fill blocks of {rows} x {columns}")
    expected = (batch * rows * columns, high // rows, wide // columns, depth)
    require_shape(out, _of_rank(expected, len(x.shape)))
    padded = any(vertical) or any(horizontal)
    if padded and x.dtype == INT8 and out.zero_point:
        raise GraphError(
            f"it pads int8 whose zero point is {out.zero_point}, where the interpreter pads with "
            "0; convert with a batch of 1, which leaves dilation inside CONV_2D."
        )


def check_to_space(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    _check(x, out)
    batch, height, width, depth = _image(x.shape)
    (rows, columns), (vertical, horizontal) = options["block"], options["margins"]
    if batch % (rows * columns):
        raise GraphError(f"{batch} images do not fill blocks of {rows} x {columns}")
    high, wide = height * rows - sum(vertical), width * columns - sum(horizontal)
    expected = (batch // (rows * columns), high, wide, depth)
    require_shape(out, _of_rank(expected, len(x.shape)))


def _check(x, out):
    require_moved(("int8", "float32"), x, out)
    require_one_scale(x, out)


def _image(shape):
    """Return a shape with a width, which is 1 where the tensor has none."""
    return shape if len(shape) == 4 else (*shape[:2], 1, shape[2])


def _of_rank(shape, rank):
    return shape if rank == 4 else (*shape[:2], shape[3])


def to_batch(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Take pixels at even distances apart."""
    (rows, columns), margins = options["block"], options["margins"]
    padded = np.pad(x.reshape(_image(x.shape)), ((0, 0), *margins, (0, 0)))
    batch, height, width, depth = padded.shape
    blocks = padded.reshape(batch, height // rows, rows, width // columns, columns, depth)
    return blocks.transpose(2, 4, 0, 1, 3, 5).reshape(shape)


def to_space(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Put pixels at even distances together."""
    (rows, columns), margins = options["block"], options["margins"]
    batch, height, width, depth = _image(x.shape)
    blocks = x.reshape(rows, columns, batch // (rows * columns), height, width, depth)
    whole = blocks.transpose(2, 3, 0, 4, 1, 5).reshape(-1, height * rows, width * columns, depth)
    (top, _), (left, _) = margins
    _, high, wide, _ = _image(shape)
    return whole[:, top : top + high, left : left + wide].reshape(shape)


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer.

    Sizes: IN_ and OUT_ IMAGES, HEIGHT and WIDTH, DEPTH, BLOCK_HEIGHT, BLOCK_WIDTH, TOP, LEFT,
    PADDED (whether there are margins).
    """
    x, out = (graph.tensors[index].shape for index in (*operator.inputs, *operator.outputs))
    (rows, columns), margins = operator.options["block"], operator.options["margins"]
    names = ("IMAGES", "HEIGHT", "WIDTH")
    sizes = {f"IN_{name}": n for name, n in zip(names, _image(x)[:3], strict=True)}
    sizes |= {f"OUT_{name}": n for name, n in zip(names, _image(out)[:3], strict=True)}
    sizes |= {"DEPTH": x[-1], "BLOCK_HEIGHT": rows, "BLOCK_WIDTH": columns}
    sizes |= {"TOP": margins[0][0], "LEFT": margins[1][0], "PADDED": int(np.any(margins))}
    return make_layer(graph, operator, sizes, element="any")


def _spec(name, check, kernel):
    return OperatorSpec(
        name,
        version=4,
        inputs=(3, 3),
        check=check,
        lower=lower,
        int8=kernel,
        float32=kernel,
        options=read_options,
        data_inputs=1,
    )


SPECS = (
    _spec("SPACE_TO_BATCH_ND", check_to_batch, to_batch),
    _spec("BATCH_TO_SPACE_ND", check_to_space, to_space),
)
