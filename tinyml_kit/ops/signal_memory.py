"""Operators that remember samples of a signal from one inference to the next.

| operator | inputs | options | memory |
|---|---|---|---|
| SIGNAL_DELAY | x (…, n) int16; output: the same | delay_length | the last delay_length samples |
| SIGNAL_FRAMER | x (…, n · frame_step) int16; outputs: frames (…, n, frame_size), valid () bool | \
frame_size, frame_step, prefill | samples before x, how many frames were too short |
| SIGNAL_OVERLAP_ADD | x (…, n, size) int16 or float32; output: (…, n · frame_step) | frame_step | \
sums that later frames add to |
| SIGNAL_STACKER | x (n) int16; outputs: y ((left + 1 + right) · n), valid () bool | left, right, \
step | the last inputs, a counter |
| CIRCULAR_BUFFER | x (1, 1, …) int8; output: (1, slots, …) | none | the output |

What is remembered is a state tensor that starts at 0 and is no tensor of the file. SIGNAL_FRAMER
and SIGNAL_STACKER write nothing while `valid` is False: their output keeps what it held, as in the
interpreter, where other tensors may lie in the same memory meanwhile.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import custom
from tinyml_kit.ops.layer import Layer, make_layer
from tinyml_kit.ops.spec import Array, Memory, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import FLOAT, INT16, INT32, require_shape, require_types

LONGEST = 2**16
MOST_FRAMES = 1024
# TensorType of the schema: FLOAT32 and INT16.
KINDS = {0: FLOAT, 7: INT16}


def _rows(tensor: Tensor, axes: int) -> int:
    """Return how many signals a tensor holds, whose last axes are one signal."""
    if len(tensor.shape) < axes:
        raise GraphError(f"its input has shape {tensor.shape}, expected at least {axes} sizes")
    return int(np.prod(tensor.shape[: len(tensor.shape) - axes], dtype=int))


# --- SIGNAL_DELAY ---


def delay_options(settings: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options; those of the file are `settings`."""
    return custom.integers(settings, delay_length=(1, LONGEST))


def delay_memory(options: Options, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> Memory:
    """Return what is remembered of each signal."""
    return [((_rows(inputs[0], 1), options["delay_length"]), INT16)]


def check_delay(options: Options, x: Tensor, memory: Tensor, out: Tensor, *_: Tensor) -> None:
    """Check types and shapes."""
    require_types((x, out), ("int16", "int16"))
    require_shape(out, x.shape)


def delay(params: Params, options: Options, shape: Shape, x: Array, memory: Array) -> list[Array]:
    """Return the oldest samples, and remember the newest."""
    length = x.shape[-1]
    known = np.concatenate([memory, x.reshape(-1, length)], axis=1)
    return [known[:, :length].reshape(shape), known[:, length:]]


def lower_delay(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer; sizes: SIGNALS, SIZE, DELAY."""
    x = graph.tensors[operator.inputs[0]]
    size = x.shape[-1]
    sizes = {"SIGNALS": x.size // size, "SIZE": size, "DELAY": operator.options["delay_length"]}
    return make_layer(graph, operator, sizes)


# --- SIGNAL_FRAMER ---


def framer_options(settings: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options, and `kept` and `short`.

    The interpreter fills a frame step by step. `kept` samples lie before the newest step when a
    frame is complete, and the first `short` steps do not complete one.
    """
    most = (1, LONGEST)
    found = custom.integers(settings, frame_size=most, frame_step=most, prefill=(0, 1))
    missing = found["frame_size"] - found["frame_step"]
    if missing < 0:
        raise GraphError("its frame_step is larger than its frame_size, which leaves samples out")
    steps = 0 if found["prefill"] else -(-missing // found["frame_step"])
    return {**found, "kept": steps * found["frame_step"] or missing, "short": steps}


def framer_memory(options: Options, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> Memory:
    """Return samples of each signal, at least one, and how many steps there were."""
    return [((_rows(inputs[0], 1), max(options["kept"], 1)), INT16), ((1,), INT32)]


def check_framer(
    options: Options,
    x: Tensor,
    old: Tensor,
    memory: Tensor,
    steps: Tensor,
    out: Tensor,
    valid: Tensor,
    *_: Tensor,
) -> None:
    """Check types and shapes."""
    require_types((x, out, valid), ("int16", "int16", "bool"))
    step = options["frame_step"]
    if x.shape[-1] % step:
        raise GraphError(f"its frame_step of {step} does not divide the {x.shape[-1]} samples")
    require_shape(out, (*x.shape[:-1], x.shape[-1] // step, options["frame_size"]))
    require_shape(valid, ())


def framer(
    params: Params,
    options: Options,
    shape: Shape,
    x: Array,
    old: Array,
    memory: Array,
    steps: Array,
) -> list[Array]:
    """Cut frames that overlap, one a step."""
    frames, step = shape[-2], options["frame_step"]
    out = old.reshape(-1, *shape[-2:]).copy()
    new = x.reshape(-1, frames, step)
    kept, done = memory[:, : options["kept"]], int(steps[0])
    valid = done >= options["short"]
    for frame in range(frames):
        known = np.concatenate([kept, new[:, frame]], axis=1)
        if done >= options["short"]:
            out[:, frame] = known[:, : shape[-1]]
        kept, done = known[:, step:], min(done + 1, options["short"])
    left = kept if options["kept"] else memory
    return [out.reshape(shape), np.array(valid), left, np.array([done], np.int32)]


def lower_framer(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer; sizes: SIGNALS, FRAMES, STEP, SIZE, KEPT, SHORT."""
    x, options = graph.tensors[operator.inputs[0]], operator.options
    sizes = {
        "SIGNALS": x.size // x.shape[-1],
        "FRAMES": x.shape[-1] // options["frame_step"],
        "STEP": options["frame_step"],
        "SIZE": options["frame_size"],
        "KEPT": options["kept"],
        "SHORT": options["short"],
    }
    return make_layer(graph, operator, sizes)


# --- SIGNAL_OVERLAP_ADD ---


def overlap_options(settings: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    return custom.integers(settings, T=(min(KINDS), max(KINDS)), frame_step=(1, LONGEST))


def overlap_memory(options: Options, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> Memory:
    """Return the sums of each signal that are not complete, at least one."""
    rows = _rows(inputs[0], 2)
    return [((rows, max(inputs[0].shape[-1] - options["frame_step"], 1)), inputs[0].dtype)]


def check_overlap(options: Options, x: Tensor, memory: Tensor, out: Tensor, *_: Tensor) -> None:
    """Check types and shapes."""
    if KINDS.get(options["T"]) != x.dtype:
        raise GraphError(f"it adds {x.dtype} with T = {options['T']}, expected int16 or float32")
    require_types((x, out), (x.dtype.name,) * 2)
    *rest, frames, size = x.shape
    if options["frame_step"] > size:
        raise GraphError(f"its frame_step is {options['frame_step']}, more than a frame of {size}")
    require_shape(out, (*rest, frames * options["frame_step"]))


def overlap_add(
    params: Params, options: Options, shape: Shape, x: Array, memory: Array
) -> list[Array]:
    """Add up frames that overlap, with sums of int16 limited to what it holds."""
    frames, size = x.shape[-2:]
    step, later = options["frame_step"], size - options["frame_step"]
    new, sums, parts = x.reshape(-1, frames, size), memory[:, :later], []
    for frame in range(frames):
        begun = np.concatenate([sums, np.zeros((len(sums), step), x.dtype)], axis=1)
        both = _added(begun, new[:, frame])
        parts.append(both[:, :step])
        sums = both[:, step:]
    out = np.concatenate(parts, axis=1).reshape(shape)
    return [out, sums if later else memory]


def _added(one, other):
    if one.dtype == np.float32:
        return one + other
    return np.clip(one.astype(np.int32) + other, -(2**15), 2**15 - 1).astype(np.int16)


def lower_overlap(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer; sizes: SIGNALS, FRAMES, STEP, SIZE, LATER."""
    *_, frames, size = graph.tensors[operator.inputs[0]].shape
    sizes = {
        "SIGNALS": graph.tensors[operator.inputs[0]].size // (frames * size),
        "FRAMES": frames,
        "STEP": operator.options["frame_step"],
        "SIZE": size,
        "LATER": size - operator.options["frame_step"],
    }
    return make_layer(graph, operator, sizes)


# --- SIGNAL_STACKER ---


def stacker_options(settings: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options: channels, left, right, step, and how many inputs are stacked."""
    sides = (0, MOST_FRAMES)
    found = custom.integers(
        settings,
        num_channels=(1, LONGEST),
        stacker_left_context=sides,
        stacker_right_context=sides,
        stacker_step=(1, 2 * MOST_FRAMES + 1),
    )
    left, right, step = (
        found[f"stacker_{name}"] for name in ("left_context", "right_context", "step")
    )
    stacked = left + 1 + right
    if step > stacked:
        raise GraphError(f"its step is {step}, more than the {stacked} inputs that it stacks")
    return {
        "channels": found["num_channels"],
        "stacked": stacked,
        "right": right,
        "step": step,
    }


def stacker_memory(options: Options, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> Memory:
    """Return the inputs that are stacked, and a counter."""
    return [((options["stacked"], options["channels"]), INT16), ((1,), INT32)]


def check_stacker(
    options: Options,
    x: Tensor,
    old: Tensor,
    memory: Tensor,
    counter: Tensor,
    out: Tensor,
    valid: Tensor,
    *_: Tensor,
) -> None:
    """Check types and shapes."""
    require_types((x, out, valid), ("int16", "int16", "bool"))
    if x.shape != (options["channels"],):
        raise GraphError(f"its input has shape {x.shape}, expected {(options['channels'],)}")
    require_shape(out, (options["stacked"] * options["channels"],))
    require_shape(valid, ())


def stacker(
    params: Params,
    options: Options,
    shape: Shape,
    x: Array,
    old: Array,
    memory: Array,
    counter: Array,
) -> list[Array]:
    """Return the last inputs together, each `step` times that there is a new one.

    The first input stands for those before it. The counter is 0 before it, 1 where the output is
    valid, and otherwise how many inputs are waited for, plus 1.
    """
    count = int(counter[0])
    if count == 0:
        memory, count = np.repeat(x[np.newaxis], len(memory), axis=0), options["right"] + 1
    else:
        memory, count = np.concatenate([memory[1:], x[np.newaxis]]), count - 1
    valid = count == 1
    counted = np.array([options["step"] + 1 if valid else count], np.int32)
    return [memory.reshape(shape) if valid else old, np.array(valid), memory, counted]


def lower_stacker(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer; sizes: CHANNELS, STACKED, RIGHT, STEP."""
    sizes = {name.upper(): value for name, value in operator.options.items()}
    return make_layer(graph, operator, sizes)


# --- CIRCULAR_BUFFER ---


def circular_options(settings: Any, constant: Callable, shape: Shape) -> Options:
    """Return no options; the model has to go on after each input."""
    every = custom.integers(settings, cycles_max=(1, LONGEST))["cycles_max"]
    if every > 1:
        raise GraphError(
            f"it lets the model go on with each {every}. input only; the kit computes a model to "
            "its end each time: convert it without strides in time."
        )
    return {}


def check_circular(options: Options, x: Tensor, old: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_types((x, out), ("int8", "int8"))
    if len(x.shape) != 4 or x.shape[:2] != (1, 1):
        raise GraphError(f"its input has shape {x.shape}, expected (1, 1, …) and 4 sizes")
    require_shape(out, (1, *out.shape[1:2], *x.shape[2:]))


def circular(params: Params, options: Options, shape: Shape, x: Array, old: Array) -> list[Array]:
    """Return the last inputs, the newest at the end."""
    return [np.concatenate([old[:, 1:], x], axis=1)]


def lower_circular(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer; sizes: SLOTS, DEPTH."""
    x, out = graph.tensors[operator.inputs[0]], graph.tensors[operator.outputs[0]]
    return make_layer(graph, operator, {"SLOTS": out.shape[1], "DEPTH": x.size})


_signal = partial(OperatorSpec, version=1, inputs=(1, 1), int8=None, float32=None)

SPECS = (
    _signal(
        "SIGNAL_DELAY",
        check=check_delay,
        lower=lower_delay,
        int16=delay,
        custom="SignalDelay",
        options=delay_options,
        memory=delay_memory,
    ),
    _signal(
        "SIGNAL_FRAMER",
        outputs=(2, 2),
        check=check_framer,
        lower=lower_framer,
        int16=framer,
        custom="SignalFramer",
        options=framer_options,
        kept=0,
        memory=framer_memory,
    ),
    OperatorSpec(
        "SIGNAL_OVERLAP_ADD",
        version=1,
        inputs=(1, 1),
        check=check_overlap,
        lower=lower_overlap,
        int8=None,
        float32=overlap_add,
        int16=overlap_add,
        custom="SignalOverlapAdd",
        options=overlap_options,
        memory=overlap_memory,
    ),
    _signal(
        "SIGNAL_STACKER",
        outputs=(2, 2),
        check=check_stacker,
        lower=lower_stacker,
        int16=stacker,
        custom="SignalStacker",
        options=stacker_options,
        kept=0,
        memory=stacker_memory,
    ),
    OperatorSpec(
        "CIRCULAR_BUFFER",
        version=1,
        inputs=(1, 1),
        check=check_circular,
        lower=lower_circular,
        int8=circular,
        float32=None,
        custom="CIRCULAR_BUFFER",
        options=circular_options,
        kept=0,
    ),
)
