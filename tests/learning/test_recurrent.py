"""Networks that remember: their sizes, and a GRU that is Keras's in NumPy and step by step."""

import numpy as np
import pytest

from tinyml_kit.learning import recurrent
from tinyml_kit.learning.keras_backend import keras, tf


def network(kind="gru"):
    """Return a network with biases that are not zero, and recordings."""
    model, random = recurrent.classifier(kind, 10, 3, 4, 5), np.random.default_rng(0)
    model.set_weights([w + random.normal(0, 0.2, w.shape) for w in model.get_weights()])
    return model, random.normal(size=(6, 10, 3)).astype(np.float32)


def test_a_gru_has_three_sets_of_weights_and_an_lstm_four():
    assert network()[0].count_params() == 3 * (3 * 5 + 5 * 5 + 2 * 5) + 6 * 4
    assert network("lstm")[0].count_params() == 4 * (3 * 5 + 5 * 5 + 5) + 6 * 4


def test_the_states_are_those_of_keras():
    model, x = network()
    states = recurrent.states(model, x)
    inner = keras.Model(model.input, model.get_layer("memory").output)
    for steps in (1, 4, 10):
        cut = recurrent.states(model, x[:, :steps])
        np.testing.assert_array_equal(cut, states[:, :steps])
    np.testing.assert_allclose(states[:, -1], inner.predict(x, verbose=0), atol=1e-6)


def test_one_step_after_the_other_is_the_whole():
    model, x = network()
    step, _ = recurrent.one_step(model)
    state = tf.zeros((1, 5))
    for t in range(10):
        made = step(tf.constant(x[2, t : t + 1]), state)
        state = made["state"]
        np.testing.assert_allclose(state[0], recurrent.states(model, x)[2, t], atol=1e-6)
    np.testing.assert_allclose(made["scores"][0], model.predict(x, verbose=0)[2], atol=1e-6)


def test_weights_repeat_with_their_seed():
    one, same, other = (
        recurrent.classifier("lstm", 4, 2, 3, seed=seed).get_weights() for seed in (0, 0, 1)
    )
    for a, b in zip(one, same, strict=True):
        np.testing.assert_array_equal(a, b)
    assert (one[0] != other[0]).any() and (one[1] != other[1]).any()


@pytest.mark.parametrize("kind", recurrent.KINDS)
def test_a_gate_may_start_at_keeping_the_state(kind):
    plain, kept = (recurrent.classifier(kind, 4, 2, 3, 5, keep=keep) for keep in (None, 3.0))
    *others, biases, weights, last = plain.get_weights()
    *same, changed, same_weights, same_last = kept.get_weights()
    for a, b in zip((*others, weights, last), (*same, same_weights, same_last), strict=True):
        np.testing.assert_array_equal(a, b)
    place = np.s_[0, :5] if kind == "gru" else np.s_[5:10]
    assert (biases[place] == (0 if kind == "gru" else 1)).all()
    biases[place] = 3
    np.testing.assert_array_equal(changed, biases)


def test_a_gru_whose_gate_is_shut_keeps_its_state():
    model, x = recurrent.classifier("gru", 10, 3, 4, 5, keep=40.0), network()[1]
    assert np.abs(recurrent.states(model, x)).max() < 1e-12


def test_what_is_no_such_network_is_refused():
    with pytest.raises(recurrent.RecurrentError, match="no network 'rnn'; take one of gru, lstm"):
        recurrent.classifier("rnn", 4, 2, 3)
    with pytest.raises(recurrent.RecurrentError, match="the network lstm has no GRU named memory"):
        recurrent.states(*network("lstm"))
    with pytest.raises(recurrent.RecurrentError, match="has no GRU named memory"):
        recurrent.one_step(keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)]))
