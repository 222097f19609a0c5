"""LOG_SOFTMAX, and SOFTMAX with more classes than the interpreter takes."""

import numpy as np
import pytest

from tests.support import comparing
from tests.support.one_operator import refusal, with_many
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.curves import log_of_sum
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.interpreters import litert, reference
from tinyml_kit.rungs.protocol import RungMissing

rng = np.random.default_rng(5)


def classes(name, scale, depth, out=(1 / 16, 127), rows=1, **options):
    x = dict(shape=(rows, depth), dtype=np.int8, scale=scale, zero_point=3)
    y = dict(shape=(rows, depth), dtype=np.int8, scale=out[0], zero_point=out[1])
    return with_many(name, [x], y, **options)


def softmax(depth, scale=0.1):
    return classes("SOFTMAX", scale, depth, (1 / 256, -128), beta=1.0)


def test_equal_inputs_have_equal_probabilities():
    (got,) = comparing.require_equal(classes("LOG_SOFTMAX", 0.1, 4), [np.zeros((1, 4), np.int8)])
    # log(1/4) is -1.386, which is -22.2 steps of 1/16.
    assert got.ravel().tolist() == [127 - 22] * 4


@pytest.mark.parametrize("scale", [1e-6, 1e-3, 0.02, 0.2, 1, 15.9, 16, 1e6])
@pytest.mark.parametrize("depth", [1, 2, 7, 300, 4095])
def test_logarithms_of_any_scale_are_the_interpreters(scale, depth, tmp_path):
    inputs = rng.integers(-128, 128, (30, depth), np.int8)
    inputs[:10] = np.clip(inputs[:10] // 20, -128, 127)
    inputs[0], inputs[1], inputs[2, 0] = -128, 127, 127
    content = classes("LOG_SOFTMAX", scale, depth)
    comparing.require_equal(content, [inputs], tmp_path if scale in (0.02, 1) else None)


def test_a_logarithm_in_fixed_point_is_right_to_the_last_places():
    sums = np.concatenate([np.arange(2**19, 2**19 + 50), rng.integers(2**19, 2**31, 2000)])
    np.testing.assert_allclose(log_of_sum(sums) / 2**26, np.log(sums / 2**19), atol=3e-8)


def test_real_numbers_need_no_scale(tmp_path):
    one = dict(shape=(1, 5), dtype=np.float32)
    x = rng.normal(0, 9, (20, 5)).astype(np.float32)
    content = with_many("LOG_SOFTMAX", [one], one)
    (got,) = comparing.require_equal(content, [x], tmp_path, exact=False)
    np.testing.assert_allclose(np.exp(got).sum(axis=1), 1, rtol=1e-5)


def test_the_outputs_scale_is_fixed():
    said = refusal(classes("LOG_SOFTMAX", 0.1, 4, (1 / 8, 127)))
    assert "its output needs the scale 1/16 and the zero point 127" in said
    assert "its sum holds 4095 terms, not 4096" in refusal(classes("LOG_SOFTMAX", 0.1, 4096))
    assert "the scale of its input is too small" in refusal(classes("LOG_SOFTMAX", 1e-9, 4))


def test_a_single_number_has_no_classes():
    one = dict(shape=(), dtype=np.float32)
    said = refusal(with_many("LOG_SOFTMAX", [one], one))
    assert "its input is a single number, expected a vector" in said


# --- SOFTMAX of many classes ---


@pytest.mark.parametrize("depth", [512, 1000, 4095])
def test_a_clear_winner_among_many_classes_gets_the_interpreters_probability(depth, tmp_path):
    # Elsewhere the sum reaches 512, and the interpreter ends its process.
    inputs = rng.integers(-128, -60, (20, depth), np.int8)
    inputs[np.arange(20), rng.integers(0, depth, 20)] = 127
    comparing.require_equal(softmax(depth), [inputs], tmp_path)


@pytest.mark.parametrize(("depth", "spread"), [(512, 0), (1000, 2), (4095, 9)])
def test_probabilities_of_less_than_half_a_step_are_0(depth, spread, tmp_path):
    inputs = np.clip(rng.normal(0, spread, (20, depth)), -128, 127).astype(np.int8)
    content = softmax(depth, 0.001)
    expected = reference.run(reference.build(read(content)), [inputs]).outputs[0]
    # No probability is above 1/512, and a step is 1/256.
    assert (expected == -128).all()
    try:
        built = native.build(content, tmp_path, sanitize=True)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    np.testing.assert_array_equal(native.run(built, [inputs]).outputs[0], expected)


def test_many_classes_lie_within_a_step_of_litert():
    inputs = rng.integers(-128, 128, (20, 1000), np.int8)
    inputs[:10] //= 9
    content = softmax(1000, 0.05)
    ours = reference.run(reference.build(content), [inputs]).outputs[0].astype(int)
    theirs = litert.run(litert.build(content), [inputs]).outputs[0].astype(int)
    assert np.abs(ours - theirs).max() <= 1
