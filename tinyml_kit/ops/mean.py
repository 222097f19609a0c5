"""MEAN: the mean over whole axes, a sum whose scaling also divides by the count.

| operator | inputs | options | parameters of int8 and int16 |
|---|---|---|---|
| MEAN | x | axes (sorted, from 0), keep_dims | input_offset, output_offset, count, multiplier, \
shift |
"""

from math import prod

import numpy as np

from tinyml_kit.graph.model import Tensor
from tinyml_kit.ops.axes import check_axes
from tinyml_kit.ops.reductions import (
    lower_sum,
    over_axes,
    sum_float32,
    sum_integers,
    sum_params,
)
from tinyml_kit.ops.spec import Array, Options, Params, Shape


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters; the multiplier includes 1 / count."""
    params = sum_params(options, inputs, output)
    if not params:
        return params
    multiplier, shift, count = params["multiplier"], params["shift"], params["count"]
    # The shift keeps the divided multiplier as long as it was.
    extra = max(min(count.bit_length() - 1, 32, 31 + shift), 0)
    return params | {"multiplier": (multiplier << extra) // count, "shift": shift - extra}


def float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Average over whole axes; the sum is in the interpreter's order."""
    count = prod(x.shape[axis] for axis in options["axes"])
    return sum_float32(params, options, shape, x) / np.float32(count)


SPECS = (
    over_axes(
        "MEAN",
        3,
        check_axes,
        lower_sum,
        int8=sum_integers,
        float32=float32,
        int16=sum_integers,
        params=params_of,
    ),
)
