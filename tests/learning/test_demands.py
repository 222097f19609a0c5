"""What a student may bring to `train`: it is taken, or refused in one sentence.

`tests/compress/test_checks.py` brings the same to compression.
"""

import numpy as np
import pytest

from tests.support.student import NETWORKS, REFUSED_EXAMPLES, REFUSED_LABELS, X, Y, net
from tinyml_kit.learning import training
from tinyml_kit.learning.training import TrainingError

QUICK = {"epochs": 1, "batch": 16, "seed": 3}


def refusal(*arguments, **settings):
    """Return what `train` says, after making sure that the network is as it was."""
    with pytest.raises(TrainingError) as caught:
        training.train(*arguments, **{**QUICK, **settings})
    return str(caught.value)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_that_cannot_be_trained_is_refused_in_one_sentence(name):
    make, says = NETWORKS[name]
    assert refusal(make(), X, Y) == f"train: {says}"


def test_a_frozen_network_is_refused():
    model = net()
    model.trainable = False
    assert refusal(model, X, Y) == (
        "train: the network net has no weights to train; set trainable=True, or give it a layer "
        "with weights."
    )


@pytest.mark.parametrize("name", REFUSED_LABELS)
def test_labels_that_are_none_are_refused_in_one_sentence(name):
    labels, says = REFUSED_LABELS[name]
    model = net()
    before = model.get_weights()
    said = says.replace("example", "image")
    assert refusal(model, X, labels()) == f"train: {said}"
    assert refusal(model, X, Y, validation=(X, labels())) == f"train, validation set: {said}"
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


@pytest.mark.parametrize("name", REFUSED_EXAMPLES)
def test_images_that_are_none_are_refused_in_one_sentence(name):
    images, says = REFUSED_EXAMPLES[name]
    assert refusal(net(), images(), Y) == f"train: {says.replace('example', 'image')}"


LABELS = {
    "int64": Y,
    "uint8": Y.astype(np.uint8),
    "a list": Y.tolist(),
    "a column": Y[:, np.newaxis],
    "one-hot integers": np.eye(3, dtype=int)[Y],
    "one-hot float32": np.eye(3, dtype=np.float32)[Y],
    "one-hot truths": np.eye(3, dtype=bool)[Y],
}


def test_labels_are_the_same_in_every_form():
    outputs = []
    for labels in LABELS.values():
        model = net()
        history = training.train(model, X, labels, (X, labels), **QUICK)
        outputs.append(([history.loss, history.validation_loss], model.get_weights()))
    for losses, weights in outputs[1:]:
        assert losses == outputs[0][0]
        assert all(np.array_equal(a, b) for a, b in zip(weights, outputs[0][1], strict=True))


def test_truths_are_labels_of_two_classes():
    assert len(training.train(net(2), X, Y == 1, **QUICK).loss) == 1


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"batch": 0}, "batch=0; take an integer, 1 or more."),
        ({"batch": 2.5}, "batch=2.5; take an integer, 1 or more."),
        ({"batch": True}, "batch=True; take an integer, 1 or more."),
        ({"epochs": 0}, "epochs=0; take an integer, 1 or more."),
        ({"epochs": None}, "epochs=None; take an integer, 1 or more."),
        ({"patience": 0}, "patience=0; take an integer, 1 or more."),
        ({"warmup": -1}, "warmup=-1; take an integer, 0 or more."),
        ({"warmup": "3"}, "warmup='3'; take an integer, 0 or more."),
        ({"seed": -1}, "seed=-1; take an integer, 0 to 4294967295."),
        ({"seed": None}, "seed=None; take an integer, 0 to 4294967295."),
        ({"rate": float("nan")}, "rate=nan; take a finite number, 0 or more."),
        ({"rate": "fast"}, "rate='fast'; take a finite number, 0 or more."),
        ({"rate": -1e-3}, "rate=-0.001; take a finite number, 0 or more."),
        ({"validation": X}, "the validation set is of type ndarray; give a pair of images and "
                            "labels."),
        ({"validation": (X, Y, Y)}, "the validation set is of type tuple; give a pair of images "
                                    "and labels."),
    ],
)  # fmt: skip
def test_a_setting_out_of_range_is_refused(setting, says):
    assert refusal(net(), X, Y, **setting) == f"train: {says}"


def test_what_has_no_quarter_turns_is_trained_without_them():
    from tinyml_kit.learning.keras_backend import keras

    model = keras.Sequential([keras.Input((36,)), keras.layers.Dense(3, "softmax")], name="flat")
    flat = X.reshape(len(X), 36)
    assert refusal(model, flat, Y) == (
        "train: examples of shape (36,) are no images, so they have no quarter turns; pass "
        "augment=False."
    )
    assert len(training.train(model, flat, Y, augment=False, **QUICK).loss) == 1
    assert training.probabilities(model, flat).shape == (len(X), 3)


def test_after_a_loss_that_explodes_the_network_has_the_weights_it_had():
    model = net()
    before = model.get_weights()
    assert "the loss is nan in epoch" in refusal(model, X * 1e30, Y, epochs=5, rate=1e30)
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


def test_probabilities_of_no_images_are_refused():
    with pytest.raises(TrainingError) as caught:
        training.probabilities(net(), X[:0])
    assert str(caught.value) == "probabilities: there are no images; give one or more."
