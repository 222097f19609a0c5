from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tinyml_kit.compress import distill as module
from tinyml_kit.compress.checks import CompressError, NoEffect
from tinyml_kit.compress.distill import distill, softened
from tinyml_kit.compress.prune_filters import narrower
from tinyml_kit.learning import classics, models
from tinyml_kit.learning.keras_backend import keras

logits = arrays(np.float64, (3, 5), elements=st.floats(-20, 20))


def softmax(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def student_of(name, case):
    """Return a smaller network; for the Bragg net one that counts, as two filters do not learn."""
    if name == "bragg":
        return models.start_as_spot_finder(models.counting_cnn(100), case.x)
    return narrower(case.model, 0.7)


@pytest.mark.parametrize(("name", "rate"), [("bragg", 1e-2), ("digits", 2e-3), ("dense", 2e-3)])
def test_a_smaller_student_learns_to_say_what_its_teacher_says(cases, name, rate):
    case = cases[name]
    student = student_of(name, case)
    said = case.model.predict(case.x, verbose=0).argmax(axis=1)
    before = (student.predict(case.x, verbose=0).argmax(axis=1) == said).mean()
    trained, record = distill(student, case.model, case.x, case.y, epochs=12, batch=16, rate=rate)
    after = (trained.predict(case.x, verbose=0).argmax(axis=1) == said).mean()
    assert record.agreement == after > max(0.6, before)
    assert record.parameters == (case.model.count_params(), student.count_params())
    assert record.losses[-1] < record.losses[0] and record.temperature == 4
    np.testing.assert_allclose(trained.predict(case.x[:5], verbose=0).sum(axis=1), 1, rtol=1e-5)


def test_student_and_teacher_are_left_alone(digits):
    student = narrower(digits.model)
    before = student.get_weights(), digits.model.get_weights()
    distill(student, digits.model, digits.x, digits.y, epochs=3)
    for kept, model in zip(before, (student, digits.model), strict=True):
        assert model.layers[-1].activation is keras.activations.softmax
        for a, b in zip(kept, model.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)


def test_a_student_can_learn_from_its_teacher_alone(digits):
    # Labels drawn by lot do not disturb it where they have no weight.
    lot = np.random.default_rng(0).permutation(digits.y)
    trained, _ = distill(
        narrower(digits.model, seed=0), digits.model, digits.x, lot, labels=0, epochs=30, batch=32
    )
    said = trained.predict(digits.test_x, verbose=0).argmax(axis=1)
    assert (said == digits.test_y).mean() > 0.6


@given(logits, st.floats(1, 20))
def test_softening_divides_the_logits(z, temperature):
    np.testing.assert_allclose(
        softened(softmax(z), temperature), softmax(z / temperature), atol=1e-9
    )


@given(logits)
def test_a_temperature_of_one_changes_nothing(z):
    np.testing.assert_allclose(softened(softmax(z), 1), softmax(z), atol=1e-9)


def test_a_student_that_did_not_learn_is_an_error(digits):
    with pytest.raises(NoEffect, match="a constant answer on 1.*take more epochs"):
        student = narrower(digits.model, 0.2)
        # A first layer that never fires: whatever comes, the student says the same.
        student.set_weights([a * 0 - 9 for a in student.get_weights()])
        distill(student, digits.model, digits.x, digits.y, epochs=0)


@pytest.mark.parametrize(
    ("student", "how", "says"),
    [
        (classics.digits_cnn, {}, "a student must be smaller"),
        (lambda: keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(),
                                   keras.layers.Dense(3, "softmax")]),
         {}, "integers from 0 to 2"),
        (None, {"temperature": 0.5}, "temperature=0.5"),
        (None, {"labels": 2}, "labels=2"),
        (lambda: keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(10, 8),
                                   keras.layers.Softmax(), keras.layers.Flatten()]),
         {}, "has no softmax"),
    ],
)  # fmt: skip
def test_unfit_students_and_settings_are_refused(digits, student, how, says):
    student = narrower(digits.model) if student is None else student()
    with pytest.raises(CompressError, match=says):
        distill(student, digits.model, digits.x, digits.y, **how)


@pytest.mark.parametrize(("temperature", "labels"), [(1.0, 0.0), (4.0, 0.1), (3.0, 1.0)])
def test_the_loss_weighs_the_teacher_s_thoughts_and_the_labels(temperature, labels):
    # (1 - w) T² H(teacher, student at T) + w H(label, student): Hinton et al. (2015), section 2.
    rng = np.random.default_rng(0)
    said, thoughts = rng.normal(size=(6, 4)), softmax(rng.normal(size=(6, 4)))
    truth = np.arange(6) % 4
    soft = -(thoughts * np.log(softmax(said / temperature))).sum(axis=1)
    hard = -np.log(softmax(said)[np.arange(6), truth])
    targets = np.column_stack([thoughts, truth]).astype(np.float32)
    found = module.distillation_loss(temperature, labels)(targets, said.astype(np.float32))
    expected = (1 - labels) * temperature**2 * soft + labels * hard
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_the_least_temperature_and_either_weight_of_the_labels_are_accepted(digits):
    student = narrower(digits.model)
    for labels in (0, 1):
        module._require_possible(student, digits.model, 1, labels)
    for wrong in ((0.99, 0.5), (1, -0.01), (1, 1.01)):
        with pytest.raises(CompressError, match="take a temperature of at least 1"):
            module._require_possible(student, digits.model, *wrong)


@pytest.mark.parametrize(("agreeing", "enough"), [(5, False), (6, True)])
def test_a_student_has_to_agree_more_often_than_a_constant_answer(agreeing, enough):
    # Of 10 examples the teacher calls five 0 and five 1: a constant answer agrees on five.
    taught = np.repeat([0, 1], 5)
    said = np.where(np.arange(10) < agreeing, taught, 1 - taught)
    student = SimpleNamespace(input_shape=(None, 2), predict=lambda x, **how: np.eye(2)[said])
    if enough:
        assert module._agreement(student, np.eye(2)[taught], np.zeros((10, 2))) == 0.6
    else:
        with pytest.raises(NoEffect, match="agree on 50.0% of the examples, a constant answer on"):
            module._agreement(student, np.eye(2)[taught], np.zeros((10, 2)))
