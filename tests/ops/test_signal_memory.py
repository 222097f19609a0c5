"""Operators that remember a signal: numbers by hand, TFLM's bits, and what is refused."""

import itertools

import numpy as np
import pytest

from tests.support import comparing
from tests.support.flatbuffer import Writer
from tests.support.one_operator import refusal
from tinyml_kit.codegen.tflm import c_array
from tinyml_kit.graph.tflite import read
from tinyml_kit.graph.tflite.variables import has_state

VALID = dict(shape=(), dtype=np.bool_)


def i16(*shape):
    return dict(shape=shape, dtype=np.int16)


def real(*shape):
    return dict(shape=shape, dtype=np.float32)


def i8(*shape):
    return dict(shape=shape, dtype=np.int8, scale=0.5, zero_point=3)


def one(name, x, *outputs, **options):
    writer = Writer()
    writer.inputs = [writer.tensor(**x)]
    writer.outputs = [writer.tensor(**side) for side in outputs]
    writer.operator(name, writer.inputs, writer.outputs, **options)
    return writer


def framer(x=(1, 4), out=(1, 2, 3), valid=VALID, **options):
    settings = dict(frame_size=3, frame_step=2, prefill=False) | options
    return one("SignalFramer", i16(*x), i16(*out), valid, **settings)


def stacker(x=(2,), out=(6,), **options):
    settings = dict(num_channels=2, stacker_left_context=1, stacker_right_context=1, stacker_step=2)
    return one("SignalStacker", i16(*x), i16(*out), VALID, **settings | options)


def overlapped(x, step, kind=7, out=None):
    *rest, frames, _ = x["shape"]
    y = dict(shape=out or (*rest, frames * step), dtype=x["dtype"])
    return one("SignalOverlapAdd", x, y, T=kind, frame_step=step)


def buffer(x=(1, 1, 2, 3), out=(1, 4, 2, 3), variable=True, **options):
    writer = one("CIRCULAR_BUFFER", i8(*x), i8(*out), **dict(cycles_max=1) | options)
    writer.tensors[writer.outputs[0]].isVariable = variable
    return writer


def steps(*rows):
    """Return one sequence whose steps are these rows, of int16."""
    return np.array([rows], np.int16)


def noise(side, count=3, length=9):
    """Return sequences of noise for an input."""
    rng, dtype = np.random.default_rng(0), np.dtype(side["dtype"])
    shape = (count, length, *side["shape"])
    if dtype.kind == "f":
        return rng.normal(size=shape).astype(dtype)
    ends = np.iinfo(dtype)
    return rng.integers(ends.min, ends.max + 1, shape).astype(dtype)


def lists(outputs):
    return [output[0].reshape(output.shape[1], -1).tolist() for output in outputs]


def test_samples_come_back_later():
    content = one("SignalDelay", i16(1, 2), i16(1, 2), delay_length=3).finish()
    outputs = comparing.require_equal(content, [steps([[1, 2]], [[3, 4]], [[5, 6]])])
    assert lists(outputs) == [[[0, 0], [0, 1], [2, 3]]]


def test_a_frame_needs_enough_samples():
    x = steps([[1, 2, 3, 4]], [[5, 6, 7, 8]])
    frames, valid = comparing.require_equal(framer().finish(), [x])
    assert lists([frames, valid]) == [
        [[0, 0, 0, 1, 2, 3], [3, 4, 5, 5, 6, 7]], [[False], [True]]
    ]  # fmt: skip
    frames, valid = comparing.require_equal(framer(prefill=True).finish(), [x])
    assert lists([frames, valid]) == [
        [[0, 1, 2, 2, 3, 4], [4, 5, 6, 6, 7, 8]], [[True], [True]]
    ]  # fmt: skip


def test_frames_that_overlap_are_added_and_limited():
    x = steps([[[1, 2, 3]]], [[[10, 20, 30]]], [[[32767, -32768, 0]]])
    (outputs,) = lists(comparing.require_equal(overlapped(i16(1, 1, 3), 1).finish(), [x]))
    assert outputs == [[1], [12], [32767]]
    x = steps([[[-32768] * 2]], [[[-1, 0]]])
    (outputs,) = lists(comparing.require_equal(overlapped(i16(1, 1, 2), 1).finish(), [x]))
    assert outputs == [[-32768], [-32768]]


def test_the_first_input_is_stacked_in_place_of_those_before_it():
    x = steps([1, 2], [3, 4], [5, 6], [7, 8])
    stacked, valid = lists(comparing.require_equal(stacker().finish(), [x]))
    assert valid == [[False], [True], [False], [True]]
    assert stacked == [[0] * 6, [1, 2, 1, 2, 3, 4], [1, 2, 1, 2, 3, 4], [3, 4, 5, 6, 7, 8]]


@pytest.mark.parametrize(("variable", "first"), [(True, 3), (False, 0)])
def test_a_buffer_holds_the_last_inputs(variable, first):
    content = buffer((1, 1, 1, 1), (1, 3, 1, 1), variable).finish()
    x = np.array([[7, 8, 9, 10]], np.int8).reshape(1, 4, 1, 1, 1)
    (outputs,) = lists(comparing.require_equal(content, [x]))
    assert outputs == [[first, first, 7], [first, 7, 8], [7, 8, 9], [8, 9, 10]]


def test_delays_shorter_and_longer_than_an_input_are_the_interpreters(tmp_path):
    for shape, length in itertools.product([(1, 4), (2, 3, 1)], [1, 3, 4, 9]):
        content = one("SignalDelay", i16(*shape), i16(*shape), delay_length=length).finish()
        folder = tmp_path / f"{len(shape)}_{length}"
        comparing.require_equal(content, [noise(i16(*shape))], folder)


@pytest.mark.parametrize("size", [2, 5, 8])
@pytest.mark.parametrize("signals", [1, 2])
def test_frames_of_all_sizes_are_the_interpreters(size, signals, tmp_path):
    for number, prefill in itertools.product((1, 3), (False, True)):
        shape, out = (signals, 2 * number), (signals, number, size)
        content = framer(shape, out, frame_size=size, prefill=prefill).finish()
        comparing.require_equal(content, [noise(i16(*shape))], tmp_path / f"{number}{prefill}")


@pytest.mark.parametrize(("side", "kind"), [(i16, 7), (real, 0)])
def test_sums_of_overlapping_frames_are_the_interpreters(side, kind, tmp_path):
    for size, step in [(1, 1), (5, 1), (5, 3), (6, 3), (7, 7)]:
        x = side(2, 3, size)
        content = overlapped(x, step, kind).finish()
        comparing.require_equal(content, [noise(x)], tmp_path / f"{size}{step}")


@pytest.mark.parametrize("left, right, step", [(0, 0, 1), (2, 1, 1), (0, 2, 3), (3, 2, 5)])
def test_stacks_are_the_interpreters(left, right, step, tmp_path):
    how = dict(stacker_left_context=left, stacker_right_context=right, stacker_step=step)
    content = stacker(out=(2 * (left + 1 + right),), **how).finish()
    comparing.require_equal(content, [noise(i16(2), length=13)], tmp_path)


def test_what_operators_remember_is_state_behind_the_tensors_of_the_file():
    content = framer().finish()
    assert has_state(content)
    graph = read(content)
    # Two samples and a counter, and the frames, which stay where they are not valid.
    assert [graph.tensors[n].shape for n in graph.states] == [(1, 2, 3), (1, 2), (1,)]
    assert [tensor.index for tensor in graph.tensors] == list(range(5))
    assert graph.operators[0].inputs == (0, 1, 3, 4)
    assert graph.operators[0].outputs == (1, 2, 3, 4)


def test_the_interpreters_resolver_is_told_their_names():
    methods = [c_array.used_operators(made.finish()) for made in (framer(), buffer())]
    assert methods == [["AddFramer"], ["AddCircularBuffer"]]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (one("SignalDelay", i16(1, 2), i16(1, 2), delay_length=0), "delay_length is 0, expected 1"),
        (one("SignalDelay", real(4), real(4), delay_length=1), "tensors are float32, float32"),
        (one("SignalDelay", i16(), i16(), delay_length=1), "has shape (), expected at least 1"),
        (one("SignalDelay", i16(1, 3), i16(1, 2), delay_length=1), "its inputs give (1, 3)"),
        (framer(frame_step=4), "frame_step is larger than its frame_size"),
        (framer((1, 5)), "its frame_step of 2 does not divide the 5 samples"),
        (framer(out=(1, 2, 4)), "its inputs give (1, 2, 3)"),
        (framer(valid=dict(shape=(1,), dtype=np.bool_)), "its inputs give ()"),
        (overlapped(i16(1, 1, 3), 4), "frame_step is 4, more than a frame of 3"),
        (overlapped(real(1, 1, 3), 1), "it adds float32 with T = 7, expected int16 or float32"),
        (overlapped(i16(1, 1, 3), 1, 2), "it adds int16 with T = 2"),
        (overlapped(i16(1, 2, 3), 1, out=(1, 3)), "its inputs give (1, 2)"),
        (overlapped(i16(2, 3), 1, out=(3,)), "its inputs give (2,)"),
        (stacker(stacker_step=4), "its step is 4, more than the 3 inputs that it stacks"),
        (stacker((1, 2)), "its input has shape (1, 2), expected (2,)"),
        (stacker(out=(5,)), "its inputs give (6,)"),
        (buffer(cycles_max=2), "go on with each 2. input only; the kit computes"),
        (buffer((1, 2, 2, 3)), "has shape (1, 2, 2, 3), expected (1, 1, …)"),
        (buffer(out=(1, 4, 3, 2)), "its inputs give (1, 4, 2, 3)"),
        (buffer(out=(2, 4, 2, 3)), "its inputs give (1, 4, 2, 3)"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(made, words):
    assert words in refusal(made)


def test_more_memory_than_the_kit_allows_is_refused():
    made = one("SignalDelay", i16(1, 600, 1), i16(1, 600, 1), delay_length=2**16)
    assert "bytes of memory, more than 67108864" in refusal(made)
