import numpy as np
import pytest

from tinyml_kit.compress import tuning
from tinyml_kit.compress.checks import CompressError
from tinyml_kit.learning.keras_backend import keras


def test_a_copy_shares_nothing(digits):
    copy = tuning.copied(digits.model)
    copy.set_weights([a + 1 for a in copy.get_weights()])
    for ours, theirs in zip(copy.weights, digits.model.weights, strict=True):
        assert ours.name == theirs.name
        np.testing.assert_array_equal(ours.numpy(), theirs.numpy() + 1)


def test_tuning_lowers_the_loss_and_repeats_to_the_bit(digits):
    found = []
    for _ in range(2):
        model = tuning.copied(digits.model)
        losses = tuning.fine_tune(model, digits.x, digits.y, epochs=3, seed=4)
        found.append((losses, model.get_weights()))
    assert found[0][0] == found[1][0] and losses[-1] < losses[0]
    for a, b in zip(found[0][1], found[1][1], strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_control_trains_a_copy_and_takes_nothing_away(digits):
    before = digits.model.get_weights()
    tuned, record = tuning.tune(digits.model, digits.x, digits.y, epochs=2)
    assert all(
        np.array_equal(a, b) for a, b in zip(before, digits.model.get_weights(), strict=True)
    )
    expected = tuning.copied(digits.model)
    assert record.losses == tuple(tuning.fine_tune(expected, digits.x, digits.y, epochs=2))
    for a, b in zip(expected.get_weights(), tuned.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_no_epochs_change_nothing(digits):
    model = tuning.copied(digits.model)
    assert tuning.fine_tune(model, digits.x, digits.y, epochs=0) == []
    np.testing.assert_array_equal(model.get_weights()[0], digits.model.get_weights()[0])


def test_weights_on_classes_make_a_rare_class_count(digits):
    # Of class 0 one example in sixty is left; unweighted, its loss hardly moves the network.
    rare = np.flatnonzero(digits.y == 0)
    kept = np.concatenate([rare[:4], np.flatnonzero(digits.y != 0)])
    recalls = {}
    for balance in tuning.BALANCES:
        model = tuning.copied(digits.model)
        tuning.fine_tune(model, digits.x[kept], digits.y[kept], epochs=8, balance=balance)
        said = model.predict(digits.x[rare], verbose=0)
        recalls[balance] = said[:, 0].mean()
    assert recalls["weights"] > recalls[None]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"balance": "batches"}, "balance='batches' is unknown"),
        ({"epochs": -1}, "epochs=-1"),
        ({"batch": 0}, "batch=0"),
        ({"rate": 0}, "rate=0"),
    ],
)
def test_unfit_settings_are_refused(digits, wrong, says):
    with pytest.raises(CompressError, match=says):
        tuning.fine_tune(tuning.copied(digits.model), digits.x, digits.y, **wrong)


def test_a_loss_that_explodes_is_said(digits):
    with pytest.raises(CompressError, match="the loss became (nan|inf); take a rate below"):
        tuning.fine_tune(tuning.copied(digits.model), digits.x * 1e30, digits.y, rate=1e9, epochs=2)


def test_a_layer_that_cannot_be_copied_is_refused():
    class Own(keras.layers.Layer):
        def __init__(self, units):
            super().__init__()
            self.units = units

        def get_config(self):
            return {}

    model = keras.Sequential(
        [keras.Input((4,)), Own(3), keras.layers.Dense(2, "softmax")], name="net"
    )
    x, y = np.eye(4), np.array([0, 1, 0, 1])
    with pytest.raises(
        CompressError, match=r"^net: a layer cannot be copied \(.*\); give its "
    ) as no:
        tuning.tune(model, x, y)
    assert str(no.value).endswith(
        "; give its class a get_config() that returns the arguments of __init__."
    )
