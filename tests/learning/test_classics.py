import numpy as np
import pytest

from tinyml_kit.learning import classics
from tinyml_kit.learning.cost import cost
from tinyml_kit.learning.models import ModelError


def test_the_digits_network_has_its_published_parameters():
    # 8 filters of 3 x 3 and their biases, 72 values to 10 classes.
    assert classics.digits_cnn().count_params() == 8 * 10 + 730 == 810


def test_the_fashion_network_has_its_published_parameters():
    # 28 - 2 = 26, pooled 13; 13 - 2 = 11, pooled 5: 25 pixels of 64 channels to 100 units.
    assert classics.fashion_cnn().count_params() == 320 + 18_496 + 160_100 + 1_010 == 179_926


@pytest.mark.parametrize(
    ("hidden", "parameters"), [((), 7850), ((32,), 25_450), ((16, 8), 12_560 + 136 + 90)]
)
def test_dense_layers_have_a_weight_an_input_and_a_bias_a_unit(hidden, parameters):
    assert classics.dense(*hidden).count_params() == parameters


def test_784_32_10_needs_25_thousand_multiply_accumulates():
    assert cost(classics.dense(32)).macs == 784 * 32 + 32 * 10


def test_the_large_network_for_digits_has_the_parameters_that_its_layers_add_up_to():
    assert classics.digits_large().count_params() == 320 + 9248 + 8256 + 650 == 18_474


@pytest.mark.parametrize(
    "build", [classics.digits_cnn, classics.digits_large, classics.fashion_cnn, classics.dense]
)
def test_the_same_seed_gives_the_same_network(build):
    first, second, other = build(seed=1), build(seed=1), build(seed=2)
    assert first.to_json() == second.to_json()
    for a, b in zip(first.get_weights(), second.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(first.get_weights()[0], other.get_weights()[0])


def test_an_empty_layer_is_refused():
    with pytest.raises(ModelError, match=r"widths \(32, 0\)"):
        classics.dense(32, 0)
