import numpy as np
import pytest

from tinyml_kit.datasets.images import digits
from tinyml_kit.learning import training
from tinyml_kit.learning.batched_dense import BatchedDenseError, train_many


@pytest.fixture(scope="module")
def examples():
    pixels, labels = digits()
    return pixels.reshape(-1, 64).astype(np.float32) / 16, labels


def test_a_network_trained_among_others_is_the_one_trained_alone(examples):
    # Padding gets no gradient and order is drawn from the seed, so neighbours change nothing.
    together = train_many([(4, 8), (16, 2)], *examples, epochs=3)
    for k, widths in enumerate(together.widths):
        alone = train_many([widths], *examples, epochs=3)
        for one, many in zip(alone.kernels, together.kernels, strict=True):
            _, rows, columns = one.shape
            np.testing.assert_allclose(many[k, :rows, :columns], one[0], atol=1e-4)


def test_padding_stays_zero(examples):
    many = train_many([(2, 16), (16, 2)], *examples, epochs=2)
    assert not many.kernels[0][0, :, 2:].any() and not many.biases[0][0, :, 2:].any()
    assert not many.kernels[1][0, 2:].any() and not many.kernels[1][1, :, 2:].any()
    assert many.kernels[1][0, :2].all()


def test_keras_says_what_numpy_said(examples):
    x, y = examples
    many = train_many([(8,), (32,)], x, y, epochs=5, rate=1e-2)
    for k, said in enumerate(many.predict(x)):
        model = many.network(k)
        assert model.count_params() == 65 * many.widths[k][0] + 10 * (many.widths[k][0] + 1)
        assert (training.probabilities(model, x).argmax(1) == said).mean() > 0.999


def test_it_learns_and_wider_networks_learn_more(examples):
    x, y = examples
    narrow, wide = (train_many([(1,), (32,)], x, y, epochs=20, rate=1e-2).predict(x) == y).mean(
        axis=1
    )
    assert wide > 0.95 > 0.7 > narrow


def test_gradients_are_those_of_the_loss(examples):
    # Plain Adam at its first step moves each weight by the rate, against the sign of its gradient.
    x, y = examples[0][:16], examples[1][:16]
    before = train_many([(3, 4)], x, y, epochs=1, batch=16, rate=1e-9)
    after = train_many([(3, 4)], x, y, epochs=1, batch=16, rate=1e-3)

    def loss(kernels, biases):
        hidden = x
        for layer, (kernel, bias) in enumerate(zip(kernels, biases, strict=True)):
            hidden = hidden @ kernel[0].astype(float) + bias[0]
            hidden = np.maximum(hidden, 0) if layer < 2 else hidden
        return np.mean(np.log(np.exp(hidden).sum(1)) - hidden[np.arange(16), y])

    for layer, index in ((0, (0, 20, 1)), (1, (0, 1, 2)), (2, (0, 3, 7)), (2, (0, 2, 0))):
        gradients = []
        for nudge in (1e-4, -1e-4):
            kernels = [kernel.astype(float) for kernel in before.kernels]
            kernels[layer][index] += nudge
            gradients.append(loss(kernels, before.biases))
        gradient = (gradients[0] - gradients[1]) / 2e-4
        moved = after.kernels[layer][index] - before.kernels[layer][index]
        assert abs(gradient) < 1e-6 or moved * gradient < 0


@pytest.mark.parametrize(
    ("widths", "message"),
    [
        ([(4,), (4, 4)], "different depths"),
        ([], "different depths"),
        ([()], "different depths"),
        ([(4, 0)], "no unit"),
    ],
)
def test_widths_that_cannot_go_together_are_refused(examples, widths, message):
    with pytest.raises(BatchedDenseError, match=message):
        train_many(widths, *examples)


def test_labels_that_do_not_fit_are_refused(examples):
    with pytest.raises(BatchedDenseError, match="do not fit"):
        train_many([(4,)], examples[0], examples[1], classes=9)
    with pytest.raises(BatchedDenseError, match="do not fit"):
        train_many([(4,)], examples[0], examples[1][:-1])


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def test_steps_are_adam_s_at_a_rate_that_falls_in_a_straight_line(examples):
    # Kingma and Ba (2015), algorithm 1, all examples in each step; gradients of the mean loss.
    x, y = examples[0][:40].astype(float), examples[1][:40]
    how = {"batch": 40, "epochs": 6}
    start, end = (train_many([(5,)], x, y, rate=rate, **how) for rate in (0.0, 0.02))
    theta = [
        a[0].astype(float) for pair in zip(start.kernels, start.biases, strict=True) for a in pair
    ]
    first, second = [np.zeros_like(a) for a in theta], [np.zeros_like(a) for a in theta]
    for step in range(6):
        hidden = np.maximum(x @ theta[0] + theta[1], 0)
        error = (softmax(hidden @ theta[2] + theta[3]) - np.eye(10)[y]) / 40
        back = (error @ theta[2].T) * (hidden > 0)
        gradients = [
            x.T @ back,
            back.sum(0, keepdims=True),
            hidden.T @ error,
            error.sum(0, keepdims=True),
        ]
        for k, gradient in enumerate(gradients):
            first[k] = 0.9 * first[k] + 0.1 * gradient
            second[k] = 0.999 * second[k] + 0.001 * gradient**2
            mean, square = first[k] / (1 - 0.9 ** (step + 1)), second[k] / (1 - 0.999 ** (step + 1))
            theta[k] -= 0.02 * (1 - step / 6) * mean / (np.sqrt(square) + 1e-7)
    for layer in range(2):
        np.testing.assert_allclose(end.kernels[layer][0], theta[2 * layer], atol=2e-5)
        np.testing.assert_allclose(end.biases[layer][0], theta[2 * layer + 1], atol=2e-5)
