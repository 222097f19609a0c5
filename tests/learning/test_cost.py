import numpy as np
import pytest

from tests.support import student
from tinyml_kit.compress.quantize import to_tflite
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget, estimate
from tinyml_kit.learning import models
from tinyml_kit.learning.cost import CostError, as_graph, card, checkpoint_bytes, cost
from tinyml_kit.learning.keras_backend import keras


def test_the_published_network_needs_what_was_counted_by_hand():
    # conv1 96·96·3·25, conv2 44·44·3·75, conv3 18·18·3·75, conv4 5·5·3·75, dense 75·3;
    # the largest step reads 100·100 and writes 96·96·3 bytes.
    needed = cost(models.bragg_cnn())
    assert needed.parameters == 990
    assert needed.macs == 691_200 + 435_600 + 72_900 + 5_625 + 225
    assert needed.activation_bytes == 10_000 + 27_648 == 37_648
    assert needed.weight_bytes == 975 + 4 * 15


@pytest.mark.parametrize(("size", "memory"), [(300, 352_848), (720, 2_056_368)])
def test_at_published_larger_sizes_only_memory_excludes_a_board_of_256_kb(size, memory):
    needed = cost(models.bragg_cnn(size))
    assert needed.activation_bytes == memory > 256 * 1024 > needed.weight_bytes


def test_a_depthwise_convolution_reads_each_channel_once():
    layers = keras.layers
    model = keras.Sequential([keras.Input((8, 8, 4)), layers.DepthwiseConv2D(4, strides=4)])
    assert cost(model).macs == 2 * 2 * 4 * 16


def test_a_separate_relu_costs_what_a_fused_one_does():
    fused = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(2, 3, activation="relu")])
    apart = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Conv2D(2, 3), keras.layers.ReLU()]
    )
    assert cost(fused) == cost(apart)


L = keras.layers


@pytest.mark.parametrize(
    ("layers", "macs", "activations"),
    [
        # Each group of filters sees half of the 4 channels.
        ([L.Conv2D(6, 3, groups=2, padding="same")], 64 * 6 * 9 * 2, 64 * 4 + 64 * 6),
        # 36 places: 8 depthwise products of 9 taps, then 5 filters of 8 channels.
        ([L.SeparableConv2D(5, 3, depth_multiplier=2)], 36 * 8 * 9 + 36 * 5 * 8, 64 * 4 + 36 * 8),
        ([L.SeparableConv2D(20, 3)], 36 * 4 * 9 + 36 * 20 * 4, 36 * 4 + 36 * 20),
        ([L.GlobalAveragePooling2D(), L.Dense(3)], 4 * 3, 64 * 4 + 4),
        ([L.GlobalMaxPool2D(), L.Dense(3)], 4 * 3, 64 * 4 + 4),
        ([L.Reshape((64, 4)), L.GlobalMaxPool1D(), L.Dense(3)], 4 * 3, 64 * 4 + 4),
        ([L.Reshape((64, 4)), L.ZeroPadding1D(1)], 0, 64 * 4 + 66 * 4),
        ([L.ZeroPadding2D(1), L.LeakyReLU(), L.Softmax()], 0, 64 * 4 + 100 * 4),
        ([L.Reshape((64, 4)), L.Conv1D(5, 3), L.MaxPool1D(2)], 62 * 5 * 3 * 4, 64 * 4 + 62 * 5),
        ([L.Reshape((64, 4)), L.DepthwiseConv1D(4, strides=4)], 16 * 4 * 4, 64 * 4 + 16 * 4),
        ([L.Reshape((64, 4)), L.SeparableConv1D(2, 3)], 62 * 4 * 3 + 62 * 2 * 4, 64 * 4 + 62 * 4),
        ([L.SpatialDropout2D(0.5), L.AveragePooling2D()], 0, 64 * 4 + 16 * 4),
    ],
)
def test_layers_cost_what_is_counted_by_hand(layers, macs, activations):
    needed = cost(keras.Sequential([keras.Input((8, 8, 4)), *layers]))
    assert (needed.macs, needed.activation_bytes) == (macs, activations)


def test_the_multiplications_are_those_of_the_converted_file():
    model = keras.Sequential(
        [
            keras.Input((8, 8, 4)),
            L.Conv2D(6, 3, groups=2, activation="relu"),
            L.SeparableConv2D(8, 3, padding="same"),
            L.DepthwiseConv2D(2, strides=2),
            L.GlobalAveragePooling2D(),
            L.Dense(3, activation="softmax"),
        ]
    )
    graph = read(to_tflite(model, "float32")[0])
    assert cost(model).macs == sum(estimate.macs(graph).values())


def test_a_card_is_that_of_the_converted_file():
    model = keras.Sequential(
        [
            keras.Input((12, 12, 4)),
            L.Conv2D(6, 3, groups=2, activation="relu"),
            L.SeparableConv2D(8, 3, padding="same"),
            L.AveragePooling2D(2),
            L.DepthwiseConv2D(2, strides=2),
            L.GlobalAveragePooling2D(),
            L.Dense(5, use_bias=False, activation="relu"),
            L.Dense(3, activation="softmax"),
        ]
    )
    rng = np.random.default_rng(0)
    # A converter leaves out a bias of zeros.
    model.set_weights([rng.normal(size=one.shape) for one in model.get_weights()])
    samples = rng.normal(size=(200, 12, 12, 4)).astype(np.float32)
    graph = read(to_tflite(model, "int8", samples)[0])
    for board in ("uno", "nano33ble"):
        mine, file = card(model, board), budget.card(graph, board)
        assert mine.ram == file.ram
        # Instructions of an AVR hold weights, and those of 0 take none.
        fixed = [
            [part for part in made.flash if part.what != "weights in instructions"]
            for made in (mine, file)
        ]
        assert fixed[0] == fixed[1]
        whole = estimate.total(file.flash)
        assert abs(estimate.total(mine.flash) - whole) <= 0.05 * whole


def test_a_function_of_unknown_cost_is_named():
    model = keras.Sequential([keras.Input((4,)), L.Dense(3, activation="selu", name="odd")])
    with pytest.raises(CostError, match="the layer odd applies selu, whose cost is not known here"):
        as_graph(model)


def test_a_transposed_convolution_is_not_counted_as_a_convolution():
    model = keras.Sequential([keras.Input((8, 8, 4)), L.Conv2DTranspose(2, 3, name="larger")])
    with pytest.raises(CostError, match="larger is a Conv2DTranspose"):
        cost(model)


def test_a_layer_of_unknown_cost_is_named():
    model = keras.Sequential([keras.Input((8, 4)), keras.layers.LSTM(3, name="memory")])
    with pytest.raises(CostError, match="memory is a LSTM"):
        cost(model)


def test_the_checkpoint_carries_the_optimizer_and_leaves_the_model_alone():
    # Adam keeps two more numbers for each of the 8,865 weights.
    model = models.bragg_cnn(300)
    before = model.get_weights()
    with_adam, without = checkpoint_bytes(model), checkpoint_bytes(model, optimizer=False)
    assert with_adam - without > 2 * 4 * 8865
    assert 150 < with_adam / 1024 < 160  # 155 published
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))
    assert model.optimizer is None


def test_measuring_a_checkpoint_prints_nothing(capfd):
    checkpoint_bytes(models.bragg_cnn())
    assert capfd.readouterr() == ("", "")


def test_the_layers_of_a_network_inside_count_as_if_they_stood_outside():
    layers = keras.layers

    def parts():
        return [
            keras.Input((8, 8, 1)), layers.Conv2D(4, 3, activation="relu"), layers.MaxPool2D(),
            layers.Conv2D(2, 3),
        ]  # fmt: skip

    end = [layers.Flatten(), layers.Dense(3, "softmax")]
    inside = keras.Sequential([keras.Input((8, 8, 1)), keras.Sequential(parts()), *end])
    assert cost(inside) == cost(keras.Sequential([*parts(), *end]))


def test_a_layer_that_is_applied_twice_works_twice_and_is_stored_once():
    image, layer = keras.Input((8, 8, 1)), keras.layers.Conv2D(1, 3, padding="same")
    once = cost(keras.Model(image, layer(image)))
    twice = cost(keras.Model(image, layer(layer(image))))
    assert (once.macs, twice.macs) == (576, 1152)
    assert once.parameters == twice.parameters == 10
    assert once.weight_bytes == twice.weight_bytes == 13


def test_branches_are_refused():
    image = keras.Input((8, 8, 1))
    one, two = (keras.layers.Conv2D(2, 3, name=name)(image) for name in ("a", "b"))
    model = keras.Model(image, keras.layers.Add(name="sum")([one, two]), name="net")
    with pytest.raises(CostError) as refusal:
        cost(model)
    assert str(refusal.value) == (
        "cost: the network net has branches, which meet or part at a; give one whose layers "
        "follow each other in a chain."
    )


@pytest.mark.parametrize("name", student.UNFIT)
def test_what_is_no_network_with_one_input_and_one_output_has_no_cost(name):
    make, says = student.UNFIT[name]
    with pytest.raises(CostError) as refusal:
        cost(make())
    assert str(refusal.value) == f"cost: {says}"
