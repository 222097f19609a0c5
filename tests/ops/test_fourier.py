"""SIGNAL_FFT_AUTO_SCALE, SIGNAL_RFFT and SIGNAL_ENERGY: by hand, TFLM's bits, and refusals."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.flatbuffer import Writer
from tests.support.one_operator import refusal, with_many


def side(shape, dtype=np.int16):
    return dict(shape=shape, dtype=dtype)


def scaled(shape=(480,), bits=((), np.int32), out=np.int16):
    writer = Writer()
    writer.inputs = [writer.tensor(shape, np.int16)]
    writer.outputs = [writer.tensor(shape, out), writer.tensor(*bits)]
    writer.operator("SignalFftAutoScale", writer.inputs, writer.outputs)
    return writer.finish()


def transformed(length, n=None, out=None, **options):
    settings = dict(T=7, fft_length=length) | options
    sides = side((n or length,)), side((out or length + 2,))
    return with_many("SignalRfft", [sides[0]], sides[1], **settings)


def energies(start=0, end=257, n=514, out=257, kind=np.uint32):
    settings = dict(start_index=start, end_index=end)
    return with_many("SignalEnergy", [side((n,))], side((out,), kind), **settings)


def loud_and_quiet(n):
    """Return 1000 frames: extremes first, then noise of all sizes."""
    rng = np.random.default_rng(n)
    x = rng.integers(-(2**15), 2**15, (1000, n)) >> rng.integers(0, 17, (1000, 1))
    x[0], x[1], x[2], x[3, ::2], x[4] = 2**15 - 1, -(2**15), 0, -(2**15), 1
    return x.astype(np.int16)


def test_a_frame_is_shifted_until_its_largest_sample_fills_15_bits():
    x = np.array([[3, -1000], [0, 0], [-16384, 2], [1, 0]], np.int16)
    frames, bits = comparing.require_equal(scaled((2,)), [x])
    assert bits.ravel().tolist() == [5, 0, 0, 14]
    assert frames.tolist() == [[96, -32000], [0, 0], [-16384, 2], [16384, 0]]


def test_samples_before_the_lowest_one_do_not_count(tmp_path):
    x = np.array([[300, -32768, 1], [-32768, -5, -9], [3, -7, -32768], [-32768] * 3], np.int16)
    _, bits = comparing.require_equal(scaled((3,)), [x], tmp_path)
    assert bits.ravel().tolist() == [14, 11, 0, 0]


def test_shifts_of_a_thousand_frames_are_the_interpreters(tmp_path):
    comparing.require_equal(scaled(), [loud_and_quiet(480)], tmp_path)


def back(length, n=None, out=None, **options):
    settings = dict(T=7, fft_length=length) | options
    sides = side((n or length + 2,)), side((out or length,))
    return with_many("SignalIrfft", [sides[0]], sides[1], **settings)


@pytest.mark.parametrize("length", [16, 64, 128, 512])
def test_samples_from_a_thousand_spectra_are_the_interpreters(length, tmp_path):
    comparing.require_equal(back(length), [loud_and_quiet(length + 2)], tmp_path)


def test_a_spectrum_of_a_constant_gives_it_back_divided_by_its_length():
    x = np.zeros((1, 18), np.int16)
    x[0, 0] = 16_000
    (samples,) = comparing.require_equal(back(16), [x])
    # Each of the three stages that halve or quarter rounds down a little.
    assert set(samples.ravel().tolist()) == {1000}


def test_spectra_that_do_not_fit_are_refused():
    assert "has shape (16,), expected spectra of 18 numbers" in refusal(back(16, n=16))
    assert "its inputs give (16,)" in refusal(back(16, out=18))
    assert "its fft_length is 24, expected a power of two" in refusal(back(24))


@pytest.mark.parametrize(("length", "n"), [(16, 10), (64, 64), (128, 101), (512, 480), (1024, 1)])
def test_spectra_of_a_thousand_frames_are_the_interpreters(length, n, tmp_path):
    comparing.require_equal(transformed(length, n), [loud_and_quiet(n)], tmp_path)


def test_a_cosine_is_one_line_of_half_its_height():
    x = 16000 * np.cos(2 * np.pi * 5 * np.arange(64) / 64)
    (got,) = comparing.require_equal(transformed(64), [np.rint(x).astype(np.int16)[np.newaxis]])
    spectrum = got.reshape(33, 2)
    assert abs(spectrum[5, 0] - 8000) < 20
    spectrum[5] = 0
    assert np.abs(spectrum).max() < 20


def test_several_frames_are_transformed_one_by_one(tmp_path):
    content = with_many("SignalRfft", [side((3, 50))], side((3, 66)), T=7, fft_length=64)
    comparing.require_equal(content, [loud_and_quiet(150).reshape(1000, 3, 50)], tmp_path)


def test_energies_are_sums_of_squares_within_the_range(tmp_path):
    x = np.array([[3, -4, -32768, -32768, 5, 5, 7, 7]], np.int16)
    content = energies(1, 3, 8, 4)
    graph, expected = comparing.oracle(content, [x])
    runs = comparing.reference_run(graph, [x]), comparing.c_run(content, graph, [x], tmp_path)
    # Outside the range the interpreter leaves what was in memory.
    assert expected.outputs[0][0, 1:3].tolist() == [2**31, 50]
    assert [run.outputs[0].tolist() for run in runs] == [[[0, 2**31, 50, 0]]] * 2


def test_energies_of_a_thousand_spectra_are_the_interpreters(tmp_path):
    comparing.require_equal(energies(), [loud_and_quiet(514)], tmp_path)


def test_lengths_and_types_that_are_not_supported_are_refused():
    assert "its fft_length is 8, expected 16 to 4096" in refusal(transformed(8))
    assert "its fft_length is 48, expected a power of two" in refusal(transformed(48))
    assert "its T is 1, expected 7 to 7" in refusal(transformed(64, T=1))
    assert "expected frames of at most 64" in refusal(transformed(64, 65))
    assert "its inputs give (66,)" in refusal(transformed(64, out=64))


def test_ranges_and_shapes_that_do_not_fit_are_refused():
    assert "its range ends at 3, before its start" in refusal(energies(4, 3))
    assert "its range ends at 258 of 257" in refusal(energies(4, 258))
    assert "its inputs give (257,)" in refusal(energies(out=256))
    assert "its tensors are int16, int32, expected int16, uint32" in refusal(
        energies(kind=np.int32)
    )
    assert "has shape (1,), expected ()" in refusal(scaled(bits=((1,), np.int32)))
    assert "expected int16, int16, int32" in refusal(scaled(out=np.int8))
