"""How a published number is judged."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.course.verdicts import (
    GRAVITY,
    MEANINGS,
    VERDICTS,
    ClaimError,
    Evidence,
    at_most,
    gravest,
    last_digit,
    share_of,
    verdict,
)

numbers = st.floats(-1e6, 1e6)
maybe = st.none() | numbers
ways = st.sampled_from(["run", "run on another thing", "run by another method", "source"])


def test_only_a_run_by_the_same_method_on_the_same_kind_of_data_reproduces():
    assert verdict(810, 810, None, 0, "run") == "reproduced"
    assert verdict(810, 810, None, 0, "run by another method") == "holds elsewhere"
    assert verdict(810, 810, None, 0, "run on the twin") == "holds elsewhere"
    assert verdict(810, 810, None, 0, "source") == "consistent"
    assert verdict(810, 810, None, 0, "reference") == "consistent"


def test_only_the_source_itself_can_show_that_it_is_wrong():
    assert verdict(10_000, 10_500, None, 0, "source") == "wrong"
    for tested in ("run", "reference"):
        assert verdict(10_000, 10_500, None, 0, tested) == "differs"


def test_what_does_not_come_out_elsewhere_refutes_nothing():
    for tested in ("run on the twin", "run by another method"):
        assert verdict(10_000, 10_500, None, 0, tested) == "cannot be checked"
        assert verdict(10_000, 10_500, 10_000, 0, tested) == "explained"


def test_a_group_has_the_gravest_verdict_of_its_rows():
    assert sorted(GRAVITY) == sorted(VERDICTS)
    assert gravest(["reproduced"]) == "reproduced"
    for graver, lighter in itertools.combinations(GRAVITY, 2):
        assert gravest([lighter, graver, lighter]) == graver


def test_a_number_that_only_one_of_two_methods_gives_is_explained():
    assert verdict(37.5, 37.5, 89.58, 0.5, "source") == "explained"
    assert verdict(352, 12, 352, 0, "run") == "explained"


def test_an_impossible_number_is_wrong_unless_a_fault_gives_it():
    assert verdict(296, None, None, 0, "nothing", possible=False) == "wrong"
    assert verdict(296, 12, None, 0, "run", possible=False) == "wrong"
    assert verdict(296, 296, None, 0, "run", possible=False) == "explained"


def test_that_a_number_can_exist_does_not_confirm_it():
    assert verdict(19.88, None, None, 0.005, "source", possible=True) == "cannot be checked"


def test_at_least_and_at_most_look_to_one_side():
    assert verdict(40, 42, None, 0, "run", comparison="<=") == "differs"
    assert verdict(40, 38, None, 0, "run", comparison="<=") == "reproduced"
    assert verdict(99, 99.5, None, 0, "source", comparison=">=") == "consistent"
    assert verdict(99, 98.5, None, 0, "source", comparison=">=") == "wrong"


def test_one_case_does_not_refute_what_is_typical_or_only_possible():
    assert verdict(64, 133, None, 0, "source", hedge="about typical") == "differs"
    assert verdict(3, 2, None, 0, "run", hedge="possible") == "cannot be checked"
    assert verdict(3, 3, None, 0, "run", hedge="possible") == "reproduced"


def test_a_little_slack_for_binary_fractions_and_no_more():
    assert verdict(94.2, 94.25, None, 0.05, "run") == "reproduced"
    assert verdict(94.2, 94.26, None, 0.05, "run") == "differs"


@given(numbers, maybe, maybe, st.floats(0, 100), ways, st.none() | st.booleans())
def test_every_set_of_numbers_has_one_verdict(published, same, right, tolerance, tested, possible):
    judged = verdict(published, same, right, tolerance, tested, possible)
    assert judged in VERDICTS
    if same is None and right is None and possible is not False:
        assert judged == "cannot be checked"
    if judged == "reproduced":
        assert tested == "run"
        assert all(abs(v - published) <= tolerance + 1 for v in (same, right) if v is not None)
    if judged == "wrong":
        assert tested == "source" or possible is False
    if judged == "differs":
        assert tested == "run"


@given(numbers, maybe, maybe, st.floats(0, 100))
def test_a_larger_tolerance_never_turns_an_agreement_into_a_disagreement(
    published, same, right, tolerance
):
    if verdict(published, same, right, tolerance, "run") == "reproduced":
        assert verdict(published, same, right, 2 * tolerance, "run") == "reproduced"


def test_each_verdict_says_what_it_means():
    assert tuple(MEANINGS) == VERDICTS


def test_how_a_statement_was_tested_follows_from_what_was_run_on_what():
    run = Evidence("ten networks", "run", "MNIST")
    assert run.tested("MNIST") == "run"
    assert run.tested("Fashion-MNIST") == "run on MNIST"
    other = Evidence("ten networks", "run", "MNIST", "other")
    assert other.tested("MNIST") == "run by another method"
    assert Evidence("a sum").tested("MNIST") == "source"


def test_a_csv_without_its_command_is_as_bad_as_a_command_without_its_csv():
    for half in ({"csv": "bragg_int8.csv"}, {"command": "python benchmarks/bragg_int8.py"}):
        with pytest.raises(ClaimError, match="run: name a CSV together with its command"):
            Evidence("run", **half)


def test_evidence_names_its_file_with_the_command_that_made_it():
    said = Evidence("run", csv="bragg_int8.csv", command="python benchmarks/bragg_int8.py")
    assert said.origin == (
        "benchmarks/results/bragg_int8.csv, made by `python benchmarks/bragg_int8.py`"
    )
    assert Evidence("ten networks", "run", "MNIST").origin == "ran here"
    assert Evidence("a sum").origin == ""


def test_evidence_that_is_not_there_or_unknown_is_refused():
    with pytest.raises(ClaimError, match=r"nothing\.csv.*make it with `python x`"):
        Evidence("run", csv="nothing.csv", command="python x")
    with pytest.raises(ClaimError, match="Evidence: label='guessed'; take one of"):
        Evidence("run", label="guessed")
    with pytest.raises(ClaimError, match="Evidence: by='hearsay'; take one of"):
        Evidence("run", "hearsay")
    with pytest.raises(ClaimError, match="Evidence: method='any'; take one of"):
        Evidence("run", "run", "MNIST", "any")
    with pytest.raises(ClaimError, match="Evidence of a network: say in `on` what was run on"):
        Evidence("a network", "run")


def test_a_printed_number_is_good_to_half_its_last_digit_and_a_count_is_exact():
    assert last_digit(810) == 0
    assert last_digit(94.2) == pytest.approx(0.05)
    assert last_digit(63.53) == pytest.approx(0.005)
    assert last_digit(90.0) == pytest.approx(0.05)


def test_what_is_about_so_much_may_be_off_by_a_tenth_or_by_half_a_unit():
    assert last_digit(300, "about typical") == 30
    assert last_digit(3, "about") == 0.5
    assert last_digit(1.5, "about") == pytest.approx(0.15)


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
        assert verdict(published, value, None, 0.05, "run") == "reproduced"
        beyond = value + np.copysign(1e-8 * max(1, abs(published)), value - published)
        assert verdict(published, beyond, None, 0.05, "run") == "differs"
    assert verdict(published, published + hair, None, 0, "run", comparison="<=") == "reproduced"
    assert verdict(published, published - hair, None, 0, "run", comparison=">=") == "reproduced"


def test_what_is_just_enough_agrees_from_either_side():
    for comparison, agreeing in (("<=", 39), (">=", 41)):
        assert verdict(40, 40, None, 0, "run", comparison=comparison) == "reproduced"
        two = agreeing, 80 - agreeing
        assert verdict(40, *two, 0, "run", comparison=comparison) == "explained"
    assert at_most(12, 12, "MAYBE frames").fits and not at_most(12, 13, "MAYBE frames").fits


def test_one_of_one_is_a_share():
    assert share_of(100.0, 1).why == "1 of 1" and share_of(0.0, 1).why == "0 of 1"
    assert not share_of(50.0, 1).fits
