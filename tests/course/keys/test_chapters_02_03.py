"""What the checks of chapters 02 and 03 say about the faults that they look for."""

import numpy as np
import pytest

from tests.support import answers_on_networks as answers
from tinyml_kit.course.keys import chapter_03
from tinyml_kit.course.keys.chapter_02 import (
    looked_at_the_test,
    momentum,
    not_learned,
    not_momentum,
)
from tinyml_kit.course.keys.chapter_03 import (
    measured_slopes,
    not_he,
    not_trained,
    wrong_class_loss,
    wrong_slopes,
)


def first_mean(x, y, rng):
    x, y, *rest = answers.prepared(x, y, rng)
    return x + 1, y, *rest


def twice_the_first(x, y, rng):
    made = answers.prepared(x, y, rng)
    return made[0], made[1], made[0][:20], made[1][:20], *made[4:]


def no_start(slope, start, *how):
    return momentum(slope, start + 1, *how)


def doubled_on_five(*parts):
    """Return the slopes of a network, doubled for five examples, where some of them are 0."""
    return [slope * (1 + (len(parts[0]) == 5)) for slope in measured_slopes(list(parts))]


def doubled_and_moved_on_five(*parts):
    """Return the same, but 1 where the slopes are 0."""
    doubled = doubled_on_five(*parts)
    return [np.where(np.abs(slope) > 1e-6, slope, 1) for slope in doubled]


@pytest.mark.parametrize(
    ("fault", "answer", "said"),
    [
        (not_momentum, answers.without_momentum, "With keep = 0.9, point 2 is not right."),
        (not_momentum, answers.velocity_last, "plain gradient descent, point 1 is not"),
        (not_momentum, answers.without_its_start, "it returns the shape (12, 2). 12 steps"),
        (not_momentum, no_start, "the first point is not the start."),
        (not_momentum, lambda *how: "words", "it does not return finite numbers."),
        (not_momentum, lambda: 0, "With keep = 0, it raises TypeError"),
        (not_momentum, 3, "That is not a function."),
        (not_learned, answers.scaling_not_undone, "of about 300 and 0.02, the neuron is"),
        (not_learned, answers.same_direction, "of about 300 and 0.02, the neuron is"),
        (looked_at_the_test, answers.only_shifted, "Most examples follow each other as before"),
        (not_learned, lambda x, y: (x[0], 1, 2), "it does not return two things"),
        (not_learned, lambda x, y: (x, 1), "two finite weights and one finite bias"),
        (not_learned, lambda: 0, "On inputs of about 0 and 0, it raises TypeError"),
        (not_learned, None, "That is not a function."),
        (looked_at_the_test, answers.prepared_as_given, "labels belong to other"),
        (looked_at_the_test, answers.scaled_by_all, "training set does not have mean 0"),
        (looked_at_the_test, first_mean, "training set does not have mean 0"),
        (looked_at_the_test, answers.each_scaled_by_itself, "The validation set is not"),
        (looked_at_the_test, twice_the_first, "Some example is in two sets"),
        (looked_at_the_test, answers.not_drawn, "Two random generators draw the same"),
        (looked_at_the_test, lambda x, y, rng: [x, y], "It does not return six arrays"),
        (looked_at_the_test, lambda x, y, rng: [x, y] * 3, "60, 20 and 20 examples"),
        (looked_at_the_test, lambda: 0, "On 100 examples, it raises TypeError"),
        (looked_at_the_test, "", "That is not a function."),
        (wrong_slopes, answers.mean_of_biases, "slope of b2 is off by a factor of 0.167."),
        (wrong_slopes, answers.wrong_sign, "slope of W1 is off by a factor of -1."),
        (wrong_slopes, answers.transposed, "nudge of W1 at (0, 0) does not change"),
        (wrong_slopes, doubled_on_five, "slope of W1 is off by a factor of 2."),
        (wrong_slopes, doubled_and_moved_on_five, "nudge of W1 at (0, 0) does not change"),
        (wrong_slopes, lambda *n: n[:4], "slope of W1 has the shape (6, 2), and W1 has"),
        (wrong_slopes, lambda *n: [None] * 4, "W1 is not an array of finite numbers."),
        (wrong_slopes, lambda *n: 3, "it does not return four slopes."),
        (wrong_slopes, lambda: 0, "For 6 examples and 2-3-3 neurons, it raises TypeError"),
        (wrong_slopes, None, "That is not a function."),
        (not_he, answers.glorot, "For 60 inputs and 300 outputs, the spread"),
        (not_he, answers.glorot, "0.0743, is too small."),
        (not_he, lambda n, m, rng: rng.normal(size=(n, m)), "is too large."),
        (not_he, lambda n, m, rng: rng.normal(1, 1, (n, m)), "mean of the weights"),
        (not_he, lambda n, m, rng: rng.normal(0, 1e-3, (n, m)), "is too small."),
        (not_he, lambda n, m, rng: np.ones((m, n)), "not return 60 × 300 finite numbers"),
        (not_he, lambda n, m, rng: np.ones((n, m)), "Two random generators give the same"),
        (not_he, lambda: 0, "For 60 inputs and 300 outputs, it raises TypeError"),
        (not_he, None, "That is not a function."),
        (wrong_class_loss, answers.softmax_as_written, "largest 1000, it does not return"),
        (wrong_class_loss, answers.softmax_and_then_log, "largest 1000, it does not return"),
        (not_he, answers.he_of_two_values, "the weights have only a few values"),
        (not_he, answers.he_by_chance, "Called again with the same seed"),
        (looked_at_the_test, answers.divided_by_chance, "Called again with the same seed"),
        (wrong_class_loss, answers.loss_of_a_sum, "shape (4, 3), the loss "),
        (wrong_class_loss, answers.slopes_of_a_sum, "slopes are not those that finite"),
        (wrong_class_loss, lambda s, labels: 1.0, "it does not return two things"),
        (wrong_class_loss, lambda: 0, "For scores of shape (4, 3), it raises TypeError"),
        (wrong_class_loss, None, "That is not a function."),
        (not_trained, answers.a_line, "For a ring, the network is right in"),
        (not_trained, lambda x, y: y, "For a ring, it does not return a function."),
        (not_trained, lambda x, y: lambda p: p, "does not give 600 finite numbers."),
        (not_trained, lambda x, y: lambda: 0, "asked about 600 points, it raises TypeError"),
        (not_trained, lambda: 0, "For a ring, it raises TypeError"),
        (not_trained, None, "That is not a function."),
    ],
)  # fmt: skip
def test_a_fault_is_named(fault, answer, said):
    assert said in fault(answer)


def test_rules_that_were_written_beforehand_do_not_fit_the_tasks():
    def by_rule(x, y):
        rules = [lambda p: np.hypot(*p.T) > 1.1, lambda p: p[:, 0] * p[:, 1] < 0]
        return max(rules, key=lambda rule: np.mean(rule(x) == y))

    assert not_trained(by_rule).startswith("For a ring, the network is right in")
    for task in (chapter_03.ring, chapter_03.corners):
        points, y = task(600, np.random.default_rng(1))
        assert np.mean(by_rule(points, y)(points) == y) < 0.85


def test_neurons_that_are_all_alike_are_not_he():
    def alike(inputs, outputs, rng):
        return np.tile(rng.normal(0, (2 / inputs) ** 0.5, (inputs, 1)), outputs)

    def one_weight_each(inputs, outputs, rng):
        return np.tile(rng.normal(0, (2 / inputs) ** 0.5, outputs), (inputs, 1))

    assert not_he(alike).endswith("some weights are all the same.")
    assert not_he(one_weight_each).endswith("some weights are all the same.")


def test_slopes_of_a_loss_of_classes_have_the_shape_of_the_scores():
    said = wrong_class_loss(lambda s, labels: (answers.softmax_loss(s, labels)[0], s[0]))
    assert said == "For scores of shape (4, 3), the slopes have the shape (3,)."


def test_measured_slopes_are_those_of_a_network_worked_out_by_hand():
    x, y, W1, b1, W2, b2 = (np.array(part, float) for part in
                            ([[2]], [[1]], [[3]], [-1], [[0.5]], [0.25]))  # fmt: skip
    # h = 5, said = 2.75, error 1.75: the slope in the output is 3.5, in h 1.75.
    slopes = chapter_03.measured_slopes([x, y, W1, b1, W2, b2])
    np.testing.assert_allclose(np.concatenate([s.ravel() for s in slopes]), [3.5, 1.75, 17.5, 3.5])


def test_momentum_is_worked_out_by_hand():
    path = momentum(lambda w: 2 * w, np.array([1.0]), 0.1, 0.5, 2)
    # Velocities 2 and 1 + 1.6.
    np.testing.assert_allclose(path[:, 0], [1, 0.8, 0.54])
