"""The resampling in C computes what the one in NumPy does."""

from shutil import which

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinyml_kit.base import c_library
from tinyml_kit.features.image import compiled, preprocess, resample

needs_compiler = pytest.mark.skipif(
    not any(map(which, c_library.COMPILERS)), reason="there is no C compiler here"
)


def by_numpy(monkeypatch, *what):
    with monkeypatch.context() as patch:
        patch.setattr(compiled, "available", lambda: False)
        return resample.resampled_part(*what)


@needs_compiler
def test_where_there_is_a_compiler_the_c_is_used():
    assert compiled.available()


@needs_compiler
@settings(max_examples=150, deadline=None)
@given(
    height=st.integers(1, 70),
    width=st.integers(1, 70),
    size=st.integers(1, 150),
    kept=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    dtype=st.sampled_from([*compiled.TYPES, "int8", "int64", "float16", ">i2", ">f4"]),
    clamp=st.booleans(),
    seed=st.integers(0, 99),
    layout=st.sampled_from(["rows", "columns", "every second"]),
)
def test_the_c_equals_numpy(height, width, size, kept, dtype, clamp, seed, layout):
    rng, dtype = np.random.default_rng(seed), np.dtype(dtype)
    low = 0 if dtype.kind == "u" else -100
    image = rng.integers(low, 120, (height, width)).astype(dtype)
    if layout == "columns":
        image = np.asfortranarray(image)
    elif layout == "every second":
        image = np.repeat(np.repeat(image, 2, 0), 2, 1)[::2, ::2]
    first, last = sorted(round(size * part) for part in kept)
    with pytest.MonkeyPatch.context() as patch:
        expected, moments = by_numpy(patch, image, size, first, last, clamp)
    found, bands = compiled.resampled_part(image, size, first, last, clamp)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-4)
    assert bands[:, 0].sum() == moments[:, 0].sum() == size * size
    whole = resample.bilinear(image, size, clamp)
    np.testing.assert_allclose(found, whole[first:last, first:last], rtol=0, atol=1e-4)
    rows = [whole[start : start + compiled.ROWS] for start in range(0, size, compiled.ROWS)]
    expected = [resample.moments_of(np.asarray(part, np.float64)) for part in rows]
    np.testing.assert_allclose(bands, expected, rtol=1e-4, atol=1e-2)


@needs_compiler
def test_a_large_offset_does_not_hide_the_variation():
    # Squares of 16,000,000 have no digits left in float32 for the ones that are looked for.
    image = 1.6e7 + np.random.default_rng(0).integers(0, 2, (64, 64))
    _, moments = compiled.resampled_part(image, 64, 0, 0, False)
    counts, means, squares = moments.T
    centre = np.average(means, weights=counts)
    found = np.sqrt((squares.sum() + (counts * (means - centre) ** 2).sum()) / counts.sum())
    assert found == pytest.approx(image.std(), rel=0.01)


@needs_compiler
@pytest.mark.parametrize("size", preprocess.CASES)
def test_frames_are_preprocessed_alike_by_c_and_numpy(size, monkeypatch):
    frame = np.random.default_rng(1).poisson(3, (801, 777)).astype(np.int16) - 1
    by_c = [preprocess.case(frame, size), preprocess.appendix_order(frame, size)]
    monkeypatch.setattr(compiled, "available", lambda: False)
    found = [preprocess.case(frame, size), preprocess.appendix_order(frame, size)]
    for one, other in zip(by_c, found, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-5)
