"""The kinds of answers, each at the limit of what it accepts."""

import numpy as np
import pytest

from tinyml_kit.course.keys.kinds import (
    Between,
    Choice,
    Function,
    Number,
    Numbers,
    Shown,
    as_array,
    called,
    unrepeated,
)

SAID = {"hint": "Think.", "because": "So it is."}


@pytest.mark.parametrize(
    ("factor", "remark"),
    [(8, "bits or bytes"), (1000, "which unit"), (100, "a percentage, or a share")],
)
def test_a_factor_of_units_is_recognised_in_both_directions(factor, remark):
    key = Number(12.5, **SAID)
    for answer in (12.5 * factor, 12.5 / factor):
        assert f"a factor of {factor} away ({remark}" in key.wrong(answer)
        assert "wrong sign" not in key.wrong(answer)


def test_a_wrong_sign_is_recognised_and_a_factor_of_ten_is_not():
    key = Number(12.5, **SAID)
    assert key.wrong(-12.5) == "-12.5 is not right: the right size, but the wrong sign."
    assert key.wrong(125) == "125 is not right."


def test_a_number_is_right_up_to_its_tolerance():
    key = Number(200, tolerance=0.01, **SAID)
    assert key.wrong(198.1) is None and key.wrong(202) is None and key.wrong([201]) is None
    assert key.wrong(197.9) and key.wrong(202.1)
    exact = Number(3, tolerance=0, **SAID)
    assert exact.wrong(3) is None and exact.wrong(3 + 1e-6)


def test_a_usual_mistake_is_told_before_a_factor():
    key = Number(1, mistakes={8.0: "Bits."}, **SAID)
    assert key.wrong(8) == "Bits." and "bits or bytes" in key.wrong(0.125)


@pytest.mark.parametrize(
    ("answer", "said"),
    [(2, None), (5, None), (1.999, "1.999 is too small."), (5.001, "5.001 is too large."),
     ([2, 3], "That is not one finite number."), (np.inf, "That is not one finite number.")],
)  # fmt: skip
def test_both_ends_of_a_range_are_right(answer, said):
    assert Between(2, 5, **SAID).wrong(answer) == said


def test_numbers_count_in_their_order_and_by_their_number():
    key = Numbers((10, 20, 0), tolerance=0.01, **SAID)
    assert key.wrong([10.09, 19.81, 0]) is None
    assert key.wrong([20, 10, 0]) == "Number 1 of 3, 20, is not right."
    assert key.wrong([10, 20, 1e-3]) == "Number 3 of 3, 0.001, is not right."
    for other in ([10, 20], [10, 20, 0, 0], [[10, 20, 0]], 10, "10 20 0"):
        assert key.wrong(other) == "Give 3 finite numbers, in a list or a tuple."


def test_a_choice_is_among_its_words():
    key = Choice("b", ("a", "c"), **SAID)
    assert key.wrong(" B ") is None and key.wrong("c") == "Not c."
    for other in ("d", "", 1, None, ["b"]):
        assert key.wrong(other) == "Answer with one of these: a, b, c."


def test_a_function_has_to_agree_on_every_case_and_at_every_place():
    cases = [(np.array([1.0, 2.0]), 3.0), (np.array([0.0, -1.0]), 2.0)]
    key = Function(lambda a, b: a * b, lambda: cases, tolerance=1e-4, **SAID)
    assert key.wrong(lambda a, b: a * b * (1 + 5e-5)) is None
    assert key.wrong(lambda a, b: np.abs(a * b)) == (
        "On case 2, an array of shape (2,), 2: at (1,) it has 2, which is not right."
    )
    assert "it returns the shape (1,)" in key.wrong(lambda a, b: (a * b)[:1])


def test_a_function_may_not_change_what_the_next_one_is_given():
    cases = [(np.array([1.0, 2.0]), 3.0)]
    key = Function(lambda a, b: a * b, lambda: cases, **SAID)

    def in_place(a, b):
        a *= b
        return a

    assert key.wrong(in_place) is None and key.wrong(in_place) is None
    assert cases[0][0].tolist() == [1, 2]


def test_an_answer_of_another_form_is_told_the_form():
    key = Shown(lambda pair: None if pair[0] < pair[1] else "Not ascending.", "two numbers", **SAID)
    assert key.wrong((1, 2)) is None and key.wrong((2, 2)) == "Not ascending."
    assert key.wrong(7) == "Give two numbers."


def test_the_first_place_that_is_wrong_is_named():
    key = Function(lambda a: a, lambda: [(np.arange(6.0).reshape(2, 3),)], **SAID)
    said = key.wrong(lambda a: np.where(a >= 2, -1, a))
    assert said == "On case 1, an array of shape (2, 3): at (0, 2) it has -1, which is not right."


def test_a_function_may_be_off_by_its_tolerance_and_no_more():
    key = Function(lambda a: a, lambda: [(1.0,)], **SAID)
    assert key.wrong(lambda a: a + 1.9e-4) is None  # 1e-4 of 1, and 1e-4
    assert (
        key.wrong(lambda a: a + 2.1e-4) == "On case 1, 1: it returns 1.00021, which is not right."
    )


@pytest.mark.parametrize("answer", [12.5 * 8 * 1.009, 12.5 / 8 * 1.009, -12.5 * 0.991])
def test_a_remark_on_units_has_the_same_tolerance(answer):
    assert ":" in Number(12.5, **SAID).wrong(answer)
    assert ":" not in Number(12.5, **SAID).wrong(answer * 1.05)


def test_what_is_no_number_is_none():
    assert as_array([1, 2.5]).tolist() == [1, 2.5] and as_array(np.uint8(3)).dtype == np.float64
    for other in ([], "1", [True], [np.nan], [np.inf], [1j], [[1], [2, 3]], None):
        assert as_array(other) is None
    assert as_array([True, False], truths=True).tolist() == [1, 0]
    assert as_array([], truths=True) is None


def test_a_function_called_twice_with_one_seed_has_to_return_the_same():
    def draws(n, rng):
        return rng.integers(9, size=n), rng.random()

    assert unrepeated(draws, 50) is None
    said = unrepeated(lambda n, rng: draws(n, np.random.default_rng()), 50)
    assert said.startswith("Called again with the same seed, it draws otherwise")
    said = unrepeated(lambda n, rng: rng.nothing, 50)
    assert said.startswith("Called again, it raises AttributeError")


def test_an_error_is_placed_in_the_readers_function_not_in_what_it_calls():
    def helper():
        raise ValueError("no")

    def answer(x):
        x = x + 1
        return helper()

    _, wrong = called(answer, 1)
    assert wrong == "it raises ValueError: no in line 3 of your function, return helper()."
