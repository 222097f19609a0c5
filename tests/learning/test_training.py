import numpy as np
import pytest

from tinyml_kit.learning import models, training
from tinyml_kit.learning.keras_backend import keras
from tinyml_kit.learning.training import TrainingError


def crowd(n=90, size=24, seed=0):
    """Return images with no, three or twelve bright pixels, and the labels 2, 1, 0."""
    random = np.random.default_rng(seed)
    labels = np.arange(n) % 3
    images = random.normal(0, 0.5, (n, size, size)).astype(np.float32)
    for image, label in zip(images, labels, strict=True):
        spots = (12, 3, 0)[label]
        image[random.integers(3, size - 3, spots), random.integers(3, size - 3, spots)] = 5
    return images, labels


def small():
    return models.counting_cnn(24, filters=2)


def test_training_finds_out_how_to_count():
    images, labels = crowd(300)
    model = models.start_as_spot_finder(small(), images)
    history = training.train(model, images, labels, crowd(90, seed=1), epochs=15, rate=1e-2)
    assert max(history.balanced_accuracy) > 0.9
    unseen, truth = crowd(90, seed=2)
    assert (training.probabilities(model, unseen).argmax(1) == truth).mean() > 0.9


@pytest.mark.parametrize("balance", training.BALANCES)
def test_the_same_seed_gives_the_same_weights(balance):
    images, labels = crowd()
    weights = []
    for _ in range(2):
        model = small()
        training.train(model, images, labels, epochs=2, balance=balance, seed=5)
        weights.append(model.get_weights())
    assert all(np.array_equal(a, b) for a, b in zip(*weights, strict=True))


def linear(dropout=0.0):
    """Return the quickest network there is, with the same weights every time."""
    layers = [
        keras.Input((24, 24, 1)),
        keras.layers.Flatten(),
        keras.layers.Dropout(dropout),
        keras.layers.Dense(3, "softmax", kernel_initializer=keras.initializers.GlorotUniform(0)),
    ]
    return keras.Sequential(layers)


def test_the_seed_decides_about_dropout_too():
    images, labels = crowd(32)
    how = {"epochs": 1, "balance": None, "augment": False, "batch": 32}
    found = []
    for seed in (5, 5, 6):
        model = linear(dropout=0.5)
        keras.backend.random_uniform((1,))  # whatever was drawn before does not matter
        training.train(model, images, labels, seed=seed, **how)
        found.append(model.get_weights()[0])
    np.testing.assert_array_equal(found[0], found[1])
    # One batch of all images: their order changes sums by rounding alone, another mask by more.
    assert np.abs(found[2] - found[0]).max() > 1e-4


def test_a_function_augments_each_batch():
    images, labels = crowd(48)
    seen = []

    def darker(batch, random):
        seen.append((batch.shape, float(random.random())))
        return batch * 0

    model = linear()
    before = model.get_weights()[0]
    how = {"epochs": 2, "balance": None, "batch": 32}
    training.train(model, images, labels, augment=darker, **how)
    assert [shape[0] for shape, _ in seen] == [32, 16, 32, 16]
    assert len({drawn for _, drawn in seen}) == 4
    np.testing.assert_array_equal(model.get_weights()[0], before)  # black pixels teach nothing


def test_the_weights_of_the_best_epoch_are_kept():
    images, labels = crowd()
    validation = crowd(60, seed=1)
    model = small()
    history = training.train(model, images, labels, validation, epochs=6, rate=0.03)
    losses = history.validation_loss
    assert history.best_epoch == 1 + int(np.argmin(losses))
    outputs = training.probabilities(model, validation[0])[np.arange(60), validation[1]]
    # Every class has 20 images here, so the mean over classes is the mean over images.
    assert -np.log(outputs).mean() == pytest.approx(min(losses), rel=1e-5)


def test_training_stops_when_validation_has_not_improved_for_long_enough():
    images, labels = crowd()
    # Labels drawn by lot cannot be learnt: sooner or later the validation loss only rises.
    lot = np.random.default_rng(0).integers(0, 3, 30)
    history = training.train(
        small(), images, labels, (crowd(30, seed=1)[0], lot), epochs=60, patience=3, rate=0.05
    )
    assert len(history.loss) == history.best_epoch + 3 < 60


def test_the_rate_rises_to_its_largest_value_and_falls_to_zero():
    images, labels = crowd(64)
    history = training.train(small(), images, labels, epochs=10, warmup=2, rate=1e-3, batch=8)
    rates = np.array(history.learning_rate)
    # Noted at the last step of an epoch: of 16 steps of warm-up, step 15 ends the second.
    assert rates[1] == pytest.approx(1e-3 * 15 / 16)
    assert rates.argmax() == 2 and rates[-1] < 1e-5
    assert (np.diff(rates[2:]) < 0).all()


def test_a_warm_up_as_long_as_the_training_leaves_the_last_epoch_to_the_cosine():
    images, labels = crowd(64)
    history = training.train(linear(), images, labels, epochs=3, warmup=5, rate=1e-3, batch=8)
    # Two epochs of 8 steps to rise, noted at steps 7 and 15 of 16; step 7 of 8 of the descent.
    descent = (1 + np.cos(np.pi * 7 / 8)) / 2
    expected = 1e-3 * np.array([7 / 16, 15 / 16, descent])
    np.testing.assert_allclose(history.learning_rate, expected, rtol=1e-5)


def test_of_equally_good_epochs_the_first_is_kept():
    images, labels = crowd()
    how = {"rate": 0.0, "warmup": None, "epochs": 9, "patience": 2}  # nothing is learnt
    history = training.train(linear(), images, labels, crowd(30, seed=1), **how)
    assert len(set(history.validation_loss)) == 1
    assert history.best_epoch == 1 and len(history.loss) == 3


def test_losses_are_those_of_the_network_averaged_as_the_balance_says():
    # Nothing is learnt: 70 images in batches of 32, 32 and 6, and a class of 8.
    images, labels = crowd(96)
    keep = np.concatenate([np.flatnonzero(labels == 2)[:8], np.flatnonzero(labels != 2)[:62]])
    images, labels = images[keep], labels[keep]
    model = linear()
    losses = -np.log(training.probabilities(model, images)[np.arange(70), labels])
    each = [losses[labels == k].mean() for k in range(3)]
    recalls = [
        (training.probabilities(model, images[labels == k]).argmax(1) == k).mean() for k in range(3)
    ]
    how = {"rate": 0.0, "warmup": None, "epochs": 1, "batch": 32, "augment": False}
    for balance, expected in ((None, losses.mean()), ("weights", np.mean(each))):
        history = training.train(model, images, labels, (images, labels), balance=balance, **how)
        assert history.loss == pytest.approx([expected], rel=1e-5)
        assert history.validation_loss == pytest.approx([np.mean(each)], rel=1e-5)
        assert history.balanced_accuracy == pytest.approx([np.mean(recalls)])
    assert losses.mean() != pytest.approx(np.mean(each), rel=1e-3)


def test_only_squares_can_be_turned():
    model = keras.Sequential(
        [keras.Input((4, 6, 1)), keras.layers.Flatten(), keras.layers.Dense(3, "softmax")]
    )
    images, labels = np.zeros((6, 4, 6), np.float32), np.arange(6) % 3
    with pytest.raises(TrainingError, match="4 × 6 pixels have no quarter turns; cut squares"):
        training.train(model, images, labels, epochs=1)
    assert len(training.train(model, images, labels, epochs=1, augment=False).loss) == 1


def test_one_epoch_is_enough_to_train():
    images, labels = crowd()
    assert len(training.train(small(), images, labels, epochs=1).loss) == 1


def test_the_published_training_takes_ten_epochs_at_a_constant_rate():
    images, labels = crowd()
    eight_bit = (np.clip(images, 0, 5) * 51).astype(np.uint8)
    history = training.as_published(small(), eight_bit, labels)
    assert history.learning_rate == pytest.approx([4e-4] * 10)
    assert history.best_epoch == 10
    assert history.validation_loss == []
    assert list(history.table().columns) == ["loss", "learning_rate"]


def test_the_published_training_wants_8_bit_pixels():
    images, labels = crowd()
    with pytest.raises(TrainingError, match="images are float32; the thesis fed 8-bit pixels"):
        training.as_published(small(), images, labels)


def test_the_table_of_a_history_counts_epochs_from_one():
    table = training.History(loss=[2.0, 1.0]).table()
    assert table.index.tolist() == [1, 2] and table.index.name == "epoch"


@pytest.mark.parametrize("balance", ["weights", None])
def test_without_balanced_batches_every_image_comes_once_an_epoch(balance, monkeypatch):
    images, labels = crowd(50)
    shown = []
    monkeypatch.setattr(training, "_epoch", lambda *how: shown.append(how[4]) or 0.0)
    training.train(linear(), images, labels, epochs=2, balance=balance)
    for order in shown:
        assert np.array_equal(np.sort(order), np.arange(50))
    assert not np.array_equal(*shown)


def test_the_rate_rises_along_a_line_and_falls_along_half_a_cosine():
    rate = training.schedule(0.1, warmup=10, steps=50)
    found = [float(rate(step)) for step in (0, 5, 10, 20, 30, 50)]
    fallen = 0.1 * (1 + np.cos(np.pi / 4)) / 2
    np.testing.assert_allclose(found, [0, 0.05, 0.1, fallen, 0.05, 0], atol=1e-8)


def test_without_a_warmup_the_rate_starts_at_its_peak():
    assert float(training.schedule(0.1, warmup=0, steps=50)(0)) == pytest.approx(0.1)


def test_probabilities_do_not_depend_on_the_batch():
    images, _ = crowd(10)
    model = small()
    alone, together = (training.probabilities(model, images, batch) for batch in (1, 64))
    assert alone.shape == (10, 3)
    np.testing.assert_allclose(alone, together, atol=1e-6)


def test_images_may_have_a_channel_axis_or_not():
    images, _ = crowd(4)
    model = small()
    np.testing.assert_array_equal(
        training.probabilities(model, images), training.probabilities(model, images[..., None])
    )


def test_images_of_another_size_are_refused_with_both_sizes():
    images, labels = crowd(size=20)
    with pytest.raises(TrainingError, match=r"\(20, 20\), .*counting_cnn takes \(24, 24, 1\)"):
        training.train(small(), images, labels)


def test_a_missing_label_is_counted():
    images, labels = crowd()
    with pytest.raises(TrainingError, match="90 images and 89 labels"):
        training.train(small(), images, labels[1:])


def test_no_images_are_refused():
    with pytest.raises(TrainingError, match="0 images and 0 labels"):
        training.train(small(), np.zeros((0, 24, 24)), np.zeros(0, int))


@pytest.mark.parametrize("wrong", [3, -1])
def test_an_unknown_label_is_refused(wrong):
    images, labels = crowd()
    labels[7] = wrong
    with pytest.raises(TrainingError, match="from 0 to 2"):
        training.train(small(), images, labels)


def test_an_image_with_nan_is_named():
    images, labels = crowd()
    images[17, 3, 4] = np.nan
    with pytest.raises(TrainingError, match="image 17 holds NaN"):
        training.train(small(), images, labels)


def test_a_bad_validation_set_is_named_as_such():
    images, labels = crowd()
    with pytest.raises(TrainingError, match="validation set: 90 images and 89 labels"):
        training.train(small(), images, labels, (images, labels[1:]))


def test_an_unknown_balance_is_refused():
    with pytest.raises(TrainingError, match="balance='half' is unknown"):
        training.train(small(), *crowd(), balance="half")


def test_a_loss_that_explodes_is_said_at_once():
    images, labels = crowd()
    with pytest.raises(TrainingError, match="the loss is nan in epoch .; take a rate below 0.004"):
        training.train(small(), images * 1e30, labels, epochs=3)
