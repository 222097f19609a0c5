"""RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR: numbers by hand, and TFLM's bits in every mode."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import comparing
from tests.support.one_operator import refusal, with_one
from tinyml_kit.graph import reference
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.interpreters import tflm

NEAREST, BILINEAR = "RESIZE_NEAREST_NEIGHBOR", "RESIZE_BILINEAR"
MODES = {"edges": {}, "corners": {"alignCorners": True}, "centers": {"halfPixelCenters": True}}


def model(name, shape, size, dtype=np.int8, out=None, **options):
    how = dict(dtype=dtype, scale=None if dtype == np.float32 else 0.5, zero_point=0)
    out = out or (shape[0], *size, shape[3])
    x, y = dict(shape=shape, **how), dict(shape=out, **how)
    constants = [dict(data=np.array(size, np.int32))]
    return with_one(name, x=x, y=y, constants=constants, **options)


def row(name, numbers, wanted, **options):
    """Return a row of pixels in another width."""
    x = np.array(numbers, np.int8).reshape(1, 1, -1, 1)
    graph = read(model(name, x.shape, (1, wanted), **options).finish())
    return reference.run(graph, x)[0].ravel().tolist()


def test_the_nearest_pixel_is_repeated_or_left_out():
    assert row(NEAREST, [1, 2, 3], 6) == [1, 1, 2, 2, 3, 3]
    assert row(NEAREST, [1, 2, 3, 4], 2) == [1, 3]
    assert row(NEAREST, [1, 2, 3, 4], 2, halfPixelCenters=True) == [2, 4]
    assert row(NEAREST, [1, 2, 3], 5, alignCorners=True) == [1, 2, 2, 3, 3]


def test_a_pixel_between_two_takes_from_both():
    assert row(BILINEAR, [0, 100], 4) == [0, 50, 100, 100]
    assert row(BILINEAR, [0, 100], 5, alignCorners=True) == [0, 25, 50, 75, 100]
    assert row(BILINEAR, [0, 100], 4, halfPixelCenters=True) == [0, 25, 75, 100]
    # Halves are rounded away from zero.
    assert row(BILINEAR, [0, 1, 0, -1], 8) == [0, 1, 1, 1, 0, -1, -1, -1]


@pytest.mark.parametrize(
    ("name", "dtype"),
    [(NEAREST, np.int8), (NEAREST, np.int16), (NEAREST, np.float32),
     (BILINEAR, np.int8), (BILINEAR, np.float32)],
)  # fmt: skip
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [(7, 5), (2, 3), (1, 1)])
def test_images_are_the_interpreters(name, dtype, mode, size, tmp_path):
    x = np.random.default_rng(0).integers(-128, 128, (3, 4, 5, 2)).astype(dtype)
    content = model(name, (1, 4, 5, 2), size, dtype, **MODES[mode]).finish()
    comparing.everywhere(content, x, tmp_path)


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 40),
    st.integers(1, 60),
    st.sampled_from([*MODES.values(), {"alignCorners": True, "halfPixelCenters": True}]),
    st.sampled_from([(NEAREST, np.int8), (BILINEAR, np.int8), (BILINEAR, np.float32)]),
)
def test_every_size_is_the_interpreters(size, wanted, mode, kind):
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    name, dtype = kind
    if name == BILINEAR and len(mode) == 2:
        return
    x = np.random.default_rng(0).integers(-128, 128, (1, 1, size, 1)).astype(dtype)
    content = model(name, x.shape, (1, wanted), dtype, **mode).finish()
    (got,) = reference.run(read(content), x)
    expected = tflm.run(tflm.build(content), x).outputs[0]
    np.testing.assert_array_equal(got.ravel(), expected.ravel())


def test_so_many_pixels_that_the_interpreter_would_read_beyond_the_last_are_refused():
    said = refusal(model(BILINEAR, (1, 1, 3, 1), (1, 2048)))
    assert "2048 places are so many for 3 pixels that the interpreter reads beyond" in said
    assert read(model(BILINEAR, (1, 1, 3, 1), (1, 2048), np.float32).finish())


@pytest.mark.parametrize(
    ("writer", "message"),
    [
        (
            model(BILINEAR, (1, 2, 2, 1), (4, 4), alignCorners=True, halfPixelCenters=True),
            "it aligns corners and centers of pixels, which exclude each other",
        ),
        (
            model(BILINEAR, (1, 2, 2, 1), (4, 4), np.int16),
            "it moves int16, which the interpreter does not; it takes int8, float32",
        ),
        (
            model(NEAREST, (1, 2, 2, 1), (4, 4), out=(1, 4, 5, 1)),
            "it asks for [4, 4], but gives (4, 5)",
        ),
        (
            model(NEAREST, (1, 2, 2, 1), (4, 4), out=(1, 4, 4, 2)),
            "has shape (1, 4, 4, 2), but its inputs give (1, 4, 4, 1)",
        ),
    ],
)
def test_what_does_not_fit_is_refused(writer, message):
    assert message in refusal(writer)
