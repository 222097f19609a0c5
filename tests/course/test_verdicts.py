"""How a published number is judged."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.course.verdicts import VERDICTS, ClaimError, at_most, last_digit, share_of, verdict

numbers = st.floats(-1e6, 1e6)
maybe = st.none() | numbers


def test_a_number_that_comes_out_is_confirmed():
    assert verdict(810, 810, None, 0) == "confirmed"
    assert verdict(94.2, 94.25, None, 0.05) == "confirmed"
    assert verdict(94.2, 94.26, None, 0.05) == "differs"


def test_a_number_that_only_the_faulty_method_gives_is_explained():
    assert verdict(37.5, 37.5, 89.58, 0.5) == "explained"


def test_a_number_that_only_the_method_put_right_gives_is_explained():
    assert verdict(352, 12, 352, 0) == "explained"


def test_a_number_that_neither_method_gives_differs_or_is_wrong_if_it_is_arithmetic():
    assert verdict(10_000, 10_500, None, 0) == "differs"
    assert verdict(10_000, 10_500, None, 0, exact=True) == "wrong"
    assert verdict(10_000, 10_500, 10_600, 0, exact=True) == "wrong"


def test_an_impossible_number_is_wrong_unless_a_fault_gives_it():
    assert verdict(296, None, None, 0, possible=False) == "wrong"
    assert verdict(296, 12, None, 0, possible=False) == "wrong"
    assert verdict(296, 296, 1, 0, possible=False) == "explained"
    assert verdict(296, 296, None, 0, possible=False) == "explained"


def test_that_a_number_can_exist_does_not_confirm_it():
    assert verdict(19.88, None, None, 0.005, possible=True) == "cannot be checked"


def test_at_least_and_at_most_look_to_one_side():
    assert verdict(40, 42, None, 0, comparison="<=") == "differs"
    assert verdict(40, 38, None, 0, comparison="<=") == "confirmed"
    assert verdict(99, 99.5, None, 0, comparison=">=") == "confirmed"
    assert verdict(99, 98.5, None, 0, exact=True, comparison=">=") == "wrong"


@given(numbers, maybe, maybe, st.floats(0, 100), st.none() | st.booleans(), st.booleans())
def test_every_set_of_numbers_has_one_verdict(published, same, right, tolerance, possible, exact):
    judged = verdict(published, same, right, tolerance, possible, exact)
    assert judged in VERDICTS
    if same is None and right is None and possible is not False:
        assert judged == "cannot be checked"
    if judged == "confirmed":
        assert all(abs(v - published) <= tolerance + 1 for v in (same, right) if v is not None)


@given(numbers, maybe, maybe, st.floats(0, 100))
def test_a_larger_tolerance_never_turns_an_agreement_into_a_disagreement(
    published, same, right, tolerance
):
    if verdict(published, same, right, tolerance) == "confirmed":
        assert verdict(published, same, right, 2 * tolerance) == "confirmed"


def test_a_printed_number_is_good_to_half_its_last_digit_and_a_count_is_exact():
    assert last_digit(810) == 0
    assert last_digit(94.2) == pytest.approx(0.05)
    assert last_digit(63.53) == pytest.approx(0.005)
    assert last_digit(90.0) == pytest.approx(0.05)


def test_class_shares_of_624_images():
    assert share_of(37.5, 624).why == "234 of 624"
    assert share_of(62.5, 624).why == "390 of 624"
    assert not share_of(96.91, 624).fits  # 605 of 624 are 96.96 %, 604 are 96.79 %
    assert "96.795 or 96.955" in share_of(96.91, 624).why


def test_halves_may_be_rounded_to_even():
    # 377 of 400 are 94.25 %, which "%.1f" prints as 94.2.
    assert f"{94.25:.1f}" == "94.2"
    assert share_of(94.2, 400, decimals=1).why == "377 of 400"
    assert share_of(94.3, 400, decimals=1).fits


def test_a_share_may_be_cut_off_instead_of_rounded():
    assert share_of(66.66, 3).fits and share_of(66.67, 3).fits
    assert not share_of(66.65, 3).fits


@given(st.integers(1, 10_000), st.data(), st.integers(0, 3))
def test_every_share_fits_its_own_denominator(n, data, decimals):
    k = data.draw(st.integers(0, n))
    found = share_of(round(100 * k / n, decimals), n, decimals)
    assert found.fits and found.why.endswith(f"of {n}")


def test_nothing_cannot_be_shared():
    with pytest.raises(ClaimError, match="n of at least 1"):
        share_of(50.0, 0)


def test_a_part_is_at_most_the_whole():
    assert not at_most(12, 296, "MAYBE frames").fits
    assert at_most(12, 296, "MAYBE frames").why == "296 where there are 12 MAYBE frames"
    assert at_most(352, 296, "MISS frames").why == "296 of 352 MISS frames"


@pytest.mark.parametrize("published", [0.0, 0.3, -94.2, 1e9 + 0.1, -1e12])
def test_rounding_of_binary_fractions_is_no_disagreement_and_more_is(published):
    # A few steps of a double at the size of the numbers, or of 1 where they are small.
    hair = 4e-16 * max(1, abs(published))
    for value in (published + 0.05 + hair, published - 0.05 - hair):
        assert verdict(published, value, None, 0.05) == "confirmed"
        beyond = value + np.copysign(1e-8 * max(1, abs(published)), value - published)
        assert verdict(published, beyond, None, 0.05) == "differs"
    assert verdict(published, published + hair, None, 0, comparison="<=") == "confirmed"
    assert verdict(published, published - hair, None, 0, comparison=">=") == "confirmed"


def test_what_is_just_enough_agrees_from_either_side():
    for comparison, agreeing in (("<=", 39), (">=", 41)):
        assert verdict(40, 40, None, 0, comparison=comparison) == "confirmed"
        assert verdict(40, agreeing, 80 - agreeing, 0, comparison=comparison) == "explained"
    assert at_most(12, 12, "MAYBE frames").fits and not at_most(12, 13, "MAYBE frames").fits


def test_one_of_one_is_a_share():
    assert share_of(100.0, 1).why == "1 of 1" and share_of(0.0, 1).why == "0 of 1"
    assert not share_of(50.0, 1).fits
