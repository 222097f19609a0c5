"""Networks over time: frame by frame, all at once, and window by window are the same."""

import numpy as np
import pytest

from tests.support import comparing
from tinyml_kit.base.resources import shipped_file
from tinyml_kit.compress import quantize
from tinyml_kit.graph import reference, streamed
from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite import read
from tinyml_kit.learning import keywords
from tinyml_kit.learning.keras_backend import keras


def sound(frames, seed=0):
    return np.random.default_rng(seed).integers(-128, 100, (frames, 40, 1)).astype(np.int8)


def graph_of(model, seed=0):
    random = np.random.default_rng(seed)
    model.set_weights([w * random.uniform(0.8, 1.2, w.shape) + 0.01 for w in model.get_weights()])
    last = model.layers[-1]
    last.set_weights([3 * w for w in last.get_weights()])  # so that answers differ
    frames = model.input_shape[1]
    given = keywords.calibration(np.stack([sound(frames, k)[..., 0] for k in range(20)]), 20)
    return read(quantize.to_tflite(model, "int8", given, samples=20)[0])


def pooled():
    """Return a network that ends in poolings."""
    return keras.Sequential([
        keras.Input((20, 40, 1)),
        keras.layers.Conv2D(6, (4, 40), (4, 1), activation="relu"),
        keras.layers.MaxPool2D((2, 1), (1, 1)),
        keras.layers.AveragePooling2D((4, 1), (1, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(3, "softmax"),
    ])  # fmt: skip


@pytest.fixture(scope="module", params=["causal", "pooled"])
def graph(request):
    if request.param == "pooled":
        return graph_of(pooled())
    return graph_of(keywords.causal_cnn(classes=3, width=8, kernel=3, blocks=2))


def windows_of(graph, heard):
    """Return what the network says of each of its windows in a sound."""
    long, step = graph.tensors[graph.inputs[0]].shape[1], streamed.hop(graph)
    starts = range(0, len(heard) - long + 1, step)
    return reference.run(graph, np.stack([heard[t : t + long] for t in starts]))[0]


def test_all_at_once_gives_the_numbers_of_each_window(graph):
    heard = sound(101, 9)
    (said,) = reference.run(streamed.at_once(graph, 101), heard[np.newaxis])
    expected = windows_of(graph, heard)
    assert len(np.unique(expected)) > 5
    np.testing.assert_array_equal(said.reshape(expected.shape), expected)


def test_frame_by_frame_gives_them_too_after_endless_silence(graph):
    long, step = graph.tensors[graph.inputs[0]].shape[1], streamed.hop(graph)
    heard = sound(30 * step, 9)
    one = streamed.streamed(graph)
    (said,) = reference.run(one, heard.reshape(1, 30, step, 40, 1))
    before = np.full((long - step, 40, 1), -128, np.int8)
    expected = windows_of(graph, np.concatenate([before, heard]))
    np.testing.assert_array_equal(said[0], expected)
    # A step computes one row a layer.
    assert {one.tensors[op.outputs[0]].shape[1] for op in one.operators if "CONV" in op.name} == {1}


def test_c_keeps_the_same_rows(graph, tmp_path):
    one, step = streamed.streamed(graph), streamed.hop(graph)
    heard = np.stack([sound(12 * step, k).reshape(12, step, 40, 1) for k in (1, 2)])
    expected = comparing.reference_run(one, heard)
    comparing.assert_equal(one, expected, comparing.c_run(one, one, heard, tmp_path, sanitize=True))


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([keras.layers.Conv2D(2, (3, 40), padding="same")], "pads, dilates or steps over rows"),
        (
            [
                keras.layers.Conv2D(2, (3, 40)),
                keras.layers.Conv2D(2, (4, 1), (2, 1)),
                keras.layers.AveragePooling2D((3, 1)),
            ],
            "only the first layer may step",
        ),
        ([keras.layers.Conv2D(2, (3, 40))], "8 rows are left where time ends"),
    ],
)
def test_networks_that_cannot_be_streamed_are_refused(layers, message):
    ends = [keras.layers.Flatten(), keras.layers.Dense(3, "softmax")]
    graph = graph_of(keras.Sequential([keras.Input((10, 40, 1)), *layers, *ends]))
    with pytest.raises(GraphError, match=message):
        streamed.streamed(graph)


def test_other_networks_are_refused():
    with pytest.raises(GraphError, match="one input of four axes and no state"):
        streamed.hop(read(shipped_file("sine_potentiometer_led.tflite")))
    graph = graph_of(pooled())
    with pytest.raises(GraphError, match="19 frames are fewer than the 20 of a window"):
        streamed.at_once(graph, 19)
