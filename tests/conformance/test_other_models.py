"""Float32 models, models made by others, and the compiled C under the sanitizers."""

import numpy as np
import pytest

from tests.support import comparing, corpus, random_graphs
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.interpreters import litert


@pytest.mark.parametrize("seed", corpus.FLOAT)
def test_float32_models_differ_by_last_places_only(seed, tmp_path):
    model = random_graphs.make(seed, np.float32)
    inputs = random_graphs.inputs(model, 20)
    graph, expected = comparing.oracle(model.content, inputs)
    got = comparing.reference_run(graph, inputs)
    comparing.assert_equal(graph, expected, got, exact=False)
    got = comparing.c_run(model.content, graph, inputs, tmp_path, optimize="-O1")
    comparing.assert_equal(graph, expected, got, exact=False)


@pytest.mark.parametrize("seed", corpus.NETWORKS)
def test_networks_are_equal_to_the_bit(seed, tmp_path):
    # With what random order hardly gives: layers that the C computes in one loop.
    model = random_graphs.network(seed)
    inputs = random_graphs.inputs(model, 20)
    graph, expected = comparing.oracle(model.content, inputs)
    comparing.assert_equal(graph, expected, comparing.reference_run(graph, inputs))
    got = comparing.c_run(model.content, graph, inputs, tmp_path, optimize="-O1")
    comparing.assert_equal(graph, expected, got)


# With one of those beyond the 200.
@pytest.mark.parametrize("seed", [*random_graphs.each_first(), 200])
def test_the_c_reads_and_writes_only_inside_its_arrays(seed, tmp_path):
    model = random_graphs.make(seed)
    inputs = random_graphs.inputs(model, 10)
    graph, expected = comparing.oracle(model.content, inputs)
    got = comparing.c_run(
        model.content, graph, inputs, tmp_path / "c", optimize="-O1", sanitize=True
    )
    comparing.assert_equal(graph, expected, got)


@pytest.mark.parametrize(
    "name",
    "hello_world image_example1 kws_ref micro_speech mnist_arduino mnist_valid simple_add".split(),
)
def test_models_made_by_others_are_equal_to_the_bit(name, real_data, tmp_path):
    path = real_data / "models" / f"{name}_int8.tflite"
    rng = np.random.default_rng(11)
    graph = read(path)
    inputs = [_noise(rng, graph.tensors[index].shape, 50) for index in graph.inputs]
    graph, expected = comparing.oracle(path, inputs)
    comparing.assert_equal(graph, expected, comparing.reference_run(graph, inputs))
    got = comparing.c_run(path, graph, inputs, tmp_path)
    comparing.assert_equal(graph, expected, got)


@pytest.mark.parametrize(
    "name", "add0 conv0 leaky_relu0 pad0 quantize0 strided_slice0 sub0 transpose_conv0".split()
)
def test_layers_of_a_network_for_speech_in_int16_are_equal_to_the_bit(name, real_data, tmp_path):
    path = real_data / "models" / "seanet_int16" / f"{name}.tflite"
    graph, rng = read(path), np.random.default_rng(11)
    inputs = [_words(rng, graph.tensors[index], 12) for index in graph.inputs]
    graph, expected = comparing.oracle(path, inputs)
    comparing.assert_equal(graph, expected, comparing.reference_run(graph, inputs))
    got = comparing.c_run(path, graph, inputs, tmp_path)
    comparing.assert_equal(graph, expected, got)


def test_the_person_detector_is_equal_to_the_bit(real_data, tmp_path):
    path = real_data / "models" / "tflm" / "person_detect.tflite"
    inputs = [_noise(np.random.default_rng(11), (96, 96, 1), 6)]
    graph, expected = comparing.oracle(path, inputs)
    comparing.assert_equal(graph, expected, comparing.reference_run(graph, inputs))
    comparing.assert_equal(graph, expected, comparing.c_run(path, graph, inputs, tmp_path))


# TFLM has neither REDUCE_PROD nor weights of 16 bits.
@pytest.mark.parametrize(
    "name",
    ["cases/shape_arithmetic/td_k3_bNone", "models/blazeface/face_detection_short_range"],
)
def test_models_that_tflm_refuses_are_those_of_litert(name, real_data, tmp_path):
    path = real_data / f"{name}.tflite"
    graph, rng = read(path), np.random.default_rng(11)
    (tensor,) = (graph.tensors[index] for index in graph.inputs)
    inputs = _noise(rng, tensor.shape[1:], 4)
    if tensor.dtype == np.float32:
        inputs = (inputs / 128).astype(np.float32)
    expected = litert.run(litert.build(path), inputs)
    for got in (
        comparing.reference_run(graph, inputs),
        comparing.c_run(path, graph, inputs, tmp_path),
    ):
        exact = tensor.dtype == np.int8
        comparing.assert_equal(graph, expected, got, exact)


def _words(rng, tensor, n):
    """Return inputs of every width from the whole range of 16 bits down, and its ends."""
    low, high = np.iinfo(np.int16).min, np.iinfo(np.int16).max
    stored = rng.integers(low, high + 1, (n, *tensor.shape))
    stored >>= np.arange(n).reshape(n, *[1] * len(tensor.shape))
    stored[0], stored[1] = low, high
    return stored.astype(tensor.dtype)


def _noise(rng, shape, n):
    """Return inputs of every brightness and contrast, the extremes among them."""
    middle = rng.uniform(-128, 127, (n, *[1] * len(shape)))
    width = 10 ** rng.uniform(0, 2.5, middle.shape)
    stored = np.clip(rng.normal(middle, width, (n, *shape)), -128, 127).astype(np.int8)
    stored[0], stored[1] = -128, 127
    return stored
