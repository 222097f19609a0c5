import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.course import accumulators
from tinyml_kit.course.accumulators import AccumulatorError, Layer


@given(st.integers(-(2**40), 2**40))
def test_wrapping_is_what_a_cast_to_a_shorter_number_does(x):
    assert accumulators.wrap(x, 16) == np.int64(x).astype(np.int16)
    assert accumulators.wrap(x, 32) == np.int64(x).astype(np.int32)


def test_the_product_that_the_ledger_of_the_library_was_caught_with():
    # 784 products of -128 and 30, on a simulated ATmega328P: 4096 in an int, -3,010,560 in 32 bits.
    layer = Layer(np.full((1, 784), 30, np.int8), np.zeros(1, int), 8, False)
    x = np.full((1, 784), -128, np.int8)
    assert accumulators.accumulated(layer, x, 32) == -3_010_560
    assert accumulators.accumulated(layer, x, 16) == 4096


@pytest.mark.parametrize("largest, places", [(1, 7), (0.5, 8), (0.51, 7), (1.01, 6), (128, 0)])
def test_as_many_places_are_kept_as_leave_room_for_the_largest_number(largest, places):
    assert accumulators.fraction_bits(np.array([0.1, -largest])) == places


def test_numbers_that_are_all_0_have_no_scale():
    with pytest.raises(AccumulatorError, match="not all 0"):
        accumulators.fraction_bits(np.zeros(3))


def test_what_a_byte_cannot_say_saturates():
    assert accumulators.stored([1.0, -1.0, 2.0, 0.5], 7).tolist() == [127, -128, 127, 64]


@pytest.mark.parametrize("width, wrapped", [(8, []), (9, [8]), (11, [8, 9, 10]), (3, [0, 1, 2])])
def test_only_rows_left_over_from_blocks_of_four_wrap(width, wrapped):
    layer = Layer(np.full((width, 784), 100, np.int8), np.zeros(width, int), 8, True)
    x = np.full((1, 784), 100, np.int8)
    exact, found = (accumulators.accumulated(layer, x, bits)[0] for bits in (32, 16))
    assert np.flatnonzero(exact != found).tolist() == wrapped
    everywhere = accumulators.accumulated(layer, x, 16, rows="all")[0]
    assert (everywhere != exact).all()


@pytest.fixture(scope="module")
def trained():
    """Return Keras-like weights of 20-9-4, and examples."""
    draw = np.random.default_rng(0)
    shapes = [(20, 9), (9,), (9, 4), (4,)]
    return [draw.normal(0, 0.3, shape) for shape in shapes], draw.uniform(-1, 1, (300, 20))


def test_with_32_bits_the_network_says_what_it_says_in_float(trained):
    weights, x = trained
    network = accumulators.layers(weights, x)
    hidden = np.maximum(x @ weights[0] + weights[1], 0)
    exact = hidden @ weights[2] + weights[3]
    found = accumulators.outputs(network, accumulators.stored(x, 7), 32)
    places = accumulators.fraction_bits(exact)
    assert np.abs(found / 2.0**places - exact).max() < 0.1 * np.abs(exact).max()


def test_a_short_sum_never_wraps(trained):
    # 20 products of bytes stay below 20 * 128 * 128, but sums of these weights below 2^15.
    weights, x = trained
    network = accumulators.layers([w / 8 for w in weights], x)
    x = (accumulators.stored(x, 7) // 16).astype(np.int8)
    assert np.abs(accumulators.sums(network[0], x)).max() < 2**15
    assert (accumulators.outputs(network, x, 16) == accumulators.outputs(network, x, 32)).all()


def test_accuracies_are_shares_of_right_answers(trained):
    weights, x = trained
    network, stored = accumulators.layers(weights, x), accumulators.stored(x, 7)
    labels = accumulators.outputs(network, stored, 32).argmax(1)
    found = accumulators.accuracies(network, stored, labels)
    assert found["int32"] == 1
    assert set(found) == {"int32", "int16", "int16_all"}
