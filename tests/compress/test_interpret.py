import gzip

import numpy as np
import pytest

from tinyml_kit.compress import interpret
from tinyml_kit.compress.checks import CompressError
from tinyml_kit.compress.quantize import to_tflite


def test_inputs_out_of_range_saturate(digits):
    tflite, _ = to_tflite(digits.model, "int8", digits.x, 60)
    entry = interpret.interpreter(tflite).get_input_details()[0]
    assert interpret.quantized(np.array([-1e9, 0, 1e9]), entry).tolist() == [-128, -128, 127]


def test_weights_are_the_kernels_and_nothing_else(digits):
    tflite, _ = to_tflite(digits.model, "float32")
    shapes = sorted(array.shape for array in interpret.weights(tflite).values())
    assert shapes == [(8, 3, 3, 1), (10, 72)]
    assert interpret.types(tflite) == {"float32": 4 * 792}
    assert not interpret.sparse(tflite)


def test_gzip_is_the_usual_gzip_and_the_same_every_time(digits):
    tflite, _ = to_tflite(digits.model, "float32")
    assert interpret.gzip_bytes(tflite) == interpret.gzip_bytes(tflite) < len(tflite)
    assert interpret.gzip_bytes(tflite) == len(gzip.compress(tflite, mtime=1))


def test_a_latency_is_a_positive_time_in_microseconds(digits):
    tflite, _ = to_tflite(digits.model, "float32")
    assert 0.1 < interpret.latency(tflite, digits.x, 5) < 1e6


def test_images_may_lack_their_channel_axis(digits):
    tflite, _ = to_tflite(digits.model, "float32")
    np.testing.assert_array_equal(
        interpret.outputs(tflite, digits.x[:3, ..., 0]), interpret.outputs(tflite, digits.x[:3])
    )


def test_bytes_that_are_no_model_are_refused():
    with pytest.raises(CompressError, match="LiteRT cannot run these 8 bytes"):
        interpret.interpreter(b"TFL3TFL3")


def test_examples_of_another_size_are_refused_with_both_shapes(digits):
    tflite, _ = to_tflite(digits.model, "float32")
    for run in (interpret.outputs, interpret.latency):
        with pytest.raises(CompressError, match=r"\(.*28, 28, 1\) were given, .* \(n, 8, 8, 1\)"):
            run(tflite, np.zeros((3, 28, 28, 1)))
        with pytest.raises(CompressError, match="reshape them"):
            run(tflite, digits.x[:0])


def test_a_path_in_place_of_bytes_is_told_what_to_do():
    with pytest.raises(CompressError, match=r"model.tflite is a str; .*read_bytes\(\)"):
        interpret.outputs("model.tflite", np.zeros((1, 8, 8, 1)))


def test_real_numbers_become_the_nearest_integers_and_halves_the_even_ones():
    detail = {"dtype": np.int8, "quantization": (0.5, -3)}
    real = np.array([0.25, 0.75, -0.25, -0.75, 65, 65.25, -62.5, -62.75, 0.3])
    stored = interpret.quantized(real, detail)
    assert stored.dtype == np.int8
    assert stored.tolist() == [-3, -1, -3, -5, 127, 127, -128, -128, -2]
