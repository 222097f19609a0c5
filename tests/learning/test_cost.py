import numpy as np
import pytest

from tinyml_kit.learning import models
from tinyml_kit.learning.cost import CostError, checkpoint_bytes, cost
from tinyml_kit.learning.quiet import keras


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
