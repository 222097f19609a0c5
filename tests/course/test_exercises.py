"""Checks accept every right answer, say what is wrong with the others, and never the answer."""

import dataclasses
import inspect
import re
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import binom

from tests.support import answers, onto_a_chip
from tests.support import answers_on_c as on_c
from tests.support import answers_on_smaller as smaller
from tests.support.answers import ANSWERS
from tinyml_kit.course import exercises
from tinyml_kit.course.exercises import NotYet, UnknownExerciseError, check
from tinyml_kit.course.keys import (
    chapter_06,
    chapter_12,
)
from tinyml_kit.rungs import harness, toolchain
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.fpga import simulators
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.protocol import RungMissing

CHAPTERS = (*(f"{number:02}" for number in range(17)), "18", "19", "21", "c")
NAMES = [name for chapter in CHAPTERS for name in exercises.keys(chapter)]


class Hostile:
    """An object that raises whatever is done to it."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __array__(self, *arguments, **options):
        raise RuntimeError("no array")

    def __eq__(self, other):
        raise RuntimeError("no comparison")

    __hash__ = None


def broken(*arguments):
    raise ZeroDivisionError("division by zero")


NONSENSE = {
    "None": None,
    "ellipsis": ...,
    "empty": [],
    "NaN": float("nan"),
    "infinity": float("inf"),
    "NaNs": [float("nan")] * 2,
    "words": ["a", "b"],
    "a wrong shape": np.zeros((2, 3, 4)),
    "ragged": [[1, 2], [3]],
    "a dictionary": {},
    "a complex number": 1 + 2j,
    "a truth": np.bool_(True),
    "an object": SimpleNamespace(),
    "a hostile object": Hostile(),
    "a type": int,
    "bytes": b"pooling",
    "a function that raises": broken,
    "a function that returns nothing": lambda *arguments: None,
    "a function that returns words": lambda *arguments: "pooling",
    "a function that returns NaN": lambda *arguments: float("nan"),
}


def told(name, answer):
    """Return what a check says about a wrong answer."""
    with pytest.raises(NotYet) as refusal:
        check(name, answer)
    return str(refusal.value)


@pytest.fixture
def tools(request):
    """Skip an answer that runs on a simulated chip where the chip's tools are missing."""
    name = request.node.callspec.params["name"]
    try:
        if name in ("c-mean", "c-relu"):
            toolchain.find(*native.COMPILERS)
        if name in ("15-unit", "15-dense", "15-total", "15-rows"):
            toolchain.find("avr-gcc")
            harness.simavr(simavr.SIMULATOR)
        if name in ("16-saturate", "16-mend", "16-rows", "16-multiply"):
            simulators.choose()
            toolchain.find(*simulators.COMPILERS)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


def secrets(key):
    """Return the texts that would give a key's answer away."""
    right = getattr(key, "right", ())
    if isinstance(right, str):
        return []  # a choice is among the words offered
    return [f"{number:.4g}" for number in np.ravel(right) if abs(number) > 31]


def test_every_exercise_is_tested():
    assert sorted(ANSWERS) == sorted(NAMES)


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize("name", NAMES)
def test_every_right_answer_is_accepted_with_a_reason(name, capsys):
    for answer in ANSWERS[name][0]:
        check(name, answer)
        said = capsys.readouterr().out
        assert re.fullmatch(r"Right\. .{10,}\n", said, re.DOTALL)
        assert max(map(len, said.splitlines())) <= 80


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_answer_is_told_what_is_wrong_and_a_hint_but_not_the_answer(name):
    key = exercises.keys(name.partition("-")[0])[name]
    for answer in ANSWERS[name][1]:
        said = told(name, answer)
        assert said.endswith(key.hint) and len(said) > len(key.hint) + 5
        ours = re.findall(r"[\d.]+", str(answer))
        for secret in secrets(key):
            assert secret not in re.findall(r"\d+\.?\d*", said.replace(",", "")) or secret in ours


@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE)
@pytest.mark.parametrize("name", NAMES)
def test_nonsense_is_refused_in_words(name, answer):
    assert told(name, answer)


def test_words_among_the_arguments_of_a_case_are_told_as_they_are():
    said = told("21-split", lambda files, person: [True] * len(files))
    assert said.startswith("On case 1, an array of shape (24,), 'anna': at (0,) it has 1")


def test_a_usual_mistake_is_recognised():
    assert "different images" in told("12-paired", 0.76926412)
    assert "no weights" in told("13-operators", 4)
    assert "wrong sign" in told("13-operators", -5)
    assert told("02-rate", (-0.25, 0.2)).startswith("Number 1 of 2, -0.25, is not right.")


def test_a_learned_threshold_is_told_on_which_frames_it_errs():
    said = told("01-learn", lambda counts, hit: 21)
    assert re.match(r"On sample 1, \d+ HITs in 300 frames with up to \d+ spots, your thr", said)
    assert "On sample 4, 0 HITs in 40 frames" in told("01-learn", answers.only_counts)
    assert "line 1 of your function" in told("01-learn", lambda counts, hit: counts["a"])


def test_a_plan_for_the_bird_box_is_told_what_is_missing():
    small = "Bragg CNN, 100 px"
    assert told("01-place", ("pico", small, 0.2)).startswith("The power bank lasts 1")
    assert told("01-place", ("uno", small, 0.2)).startswith("It is not known to fit")
    assert told("01-place", ("nano33ble", small, 0.1)).startswith("The box has to look")
    assert told("01-place", ("nano33ble", "digits CNN", 1)).startswith("The network takes 64 ")
    assert "no network is called 'VGG'" in told("01-place", ("uno", "VGG", 1))
    assert told("01-place", ("uno", small)).startswith("Give a board, a network and a number")


def test_a_network_is_told_which_condition_it_misses():
    assert "does not fit: 14,912 MACs" in told("11-board", [64, 32])
    assert "more than a point below" in told("11-board", [8, 32, 16])  # the test images' choice
    assert "A smaller one" in told("11-board", [16, 16])


def test_a_network_cut_in_two_is_told_what_it_costs_and_loses():
    one, two = "On network 1 (20 × 30; at most 300 numbers) ", "On network 2 (64 × 48, 48 × 32"
    assert told("11-budget", smaller.too_many).startswith(one + "it uses 1,000 numbers.")
    assert told("11-budget", smaller.equal_ranks).startswith(two)
    assert "of the norm; with as many numbers" in told("11-budget", smaller.equal_ranks)
    assert "the shapes (6, 30) and (20, 6)" in told("11-budget", smaller.turned_pairs)
    assert "not two matrices of finite numbers" in told("11-budget", smaller.not_finite_pairs)
    assert "a list with one pair for each kernel" in told("11-budget", smaller.too_few)
    assert "a pair of matrices for kernel 1" in told("11-budget", smaller.single_matrices)


def test_a_file_that_does_not_ship_is_told_why():
    assert "a str, not the bytes" in told("12-ship", smaller.no_bytes)
    assert "no .tflite file" in told("12-ship", smaller.no_file)
    assert re.search(r"has \d\d,\d{3} bytes; at most 6,000", told("12-ship", smaller.too_large))
    assert "takes float32 as its input" in told("12-ship", smaller.of_floats)
    assert re.search(r"reads \d+\.\d% of the digits of three", told("12-ship", smaller.untrained))
    assert "the shape (2,), not ten classes" in told("12-ship", smaller.two_outputs)


def test_c_is_told_on_which_numbers_it_is_wrong_and_how():
    assert "do 32 bits hold the product?" in told("13-requantise", onto_a_chip.IN_32_BITS)
    assert re.search(
        "For the sum -?\\d+, .* off by one", told("13-requantise", onto_a_chip.ROUNDS_ONCE)
    )
    assert "There is no function requantise" in told("13-requantise", "int x;")
    assert "no function requantise" in told("13-requantise", "// requantise(1)")
    assert "computes with floats" in told("13-requantise", onto_a_chip.IN_FLOATS)


def test_a_function_in_c_is_told_where_it_is_wrong():
    assert "For 1 byte, " in told("c-mean", on_c.MEAN.replace("i < n", "i <= n"))
    assert "answer.c:5:" in told("c-mean", on_c.MEAN.replace("n; i", "n i"))
    assert "has not ended after 5 s" in told("c-mean", on_c.ENDLESS)
    assert "printed something of its own" in told(
        "c-mean", on_c.MEAN.replace("return", 'puts("1"); return')
    )
    assert told("c-relu", on_c.IN_PLACE).startswith("It changes the numbers at x")
    assert "writes behind the place" in told("c-relu", on_c.RELU.replace("i < n", "i <= n"))
    assert "counts 1 as negative" in told("c-relu", on_c.RELU.replace("negative++", "negative = 1"))
    assert "at place 0 stands 127 for -128" in told("c-relu", on_c.RELU.replace("? 0", "? 127"))


def test_a_resolver_is_told_for_which_network_it_is_wrong():
    assert told("13-resolver", onto_a_chip.every_operator).startswith("For the Bragg network: Add")
    assert "AddConv2d is no method" in told("13-resolver", onto_a_chip.two_d)
    assert "the room is for 1 operators" in told("13-resolver", onto_a_chip.no_room)
    assert "more than once" in told("13-resolver", onto_a_chip.every_operator)
    assert "0 operators are added, and 5 kinds" in told(
        "13-resolver", onto_a_chip.resolver_in_remarks
    )


def test_a_resolver_is_read_as_a_compiler_reads_it():
    for wrong in (onto_a_chip.resolver_from_its_end, onto_a_chip.resolver_of_another_name):
        assert "does not begin with the line static tflite::" in told("13-resolver", wrong)
    assert "no semicolon after resolver.AddSoftmax()." in told(
        "13-resolver", onto_a_chip.resolver_without_its_last_semicolon
    )
    assert "a compiler stops at and so resolver.AddConv2D()" in told(
        "13-resolver", onto_a_chip.resolver_among_words
    )


def test_a_plan_of_memory_is_told_which_tensors_collide_or_how_much_is_too_much():
    assert told("13-arena", lambda tensors: np.zeros(len(tensors))).startswith(
        "For the Bragg network: tensors 0 and 1 are alive at the same time, and share 10,000 bytes."
    )
    assert "share" in told("13-arena", onto_a_chip.dead_at_the_last_step)
    assert "takes 28,057 bytes, and at most 27,687" in told(
        "13-arena", onto_a_chip.in_the_order_of_the_steps
    )
    assert "not return 11 numbers" in told("13-arena", lambda tensors: 0)
    assert "at least 0" in told("13-arena", lambda tensors: -tensors[:, 0])
    assert "whole number" in told("13-arena", lambda tensors: tensors[:, 0] / 3)


def test_truths_are_numbers_where_a_function_returns_them_and_nowhere_else():
    check("12-front", lambda costs, scores: chapter_12.front(costs, scores).tolist())
    assert told("12-paired", True).startswith("That is not one finite number.")


def test_the_chance_of_a_lucky_training_is_that_of_its_two_tests():
    chip, computer = binom(300, 0.93), binom(1000, 0.95)
    right = np.arange(301)
    one = (chip.pmf(right) * computer.cdf(right * 1000 // 300)).sum()
    assert exercises.keys("11")["11-again"].right == pytest.approx(1 - (1 - one) ** 5, abs=5e-4)


def test_the_wrong_one_of_several_numbers_is_named():
    assert told("05-sizes", (14, 7)).startswith("Number 2 of 2, 7, is not right.")


def test_a_function_is_told_where_it_errs_and_its_arguments_are_its_own():
    def spoils(window, epsilon):
        window[:] = 0
        return 3.0

    assert told("06-write", spoils).startswith("On case 1, an array of shape (7, 7), 0.5: it")
    assert "raises ZeroDivisionError" in told("06-write", broken)
    assert "is there a return?" in told("06-write", lambda *arguments: None)
    assert "shape" in told("05-block", lambda *given: np.zeros((1, 1)))

    def spoils_afterwards(window, epsilon):
        right = chapter_06.contrast(window, epsilon)
        window[:] = 0
        return right

    check("06-write", spoils_afterwards)
    ours = list(chapter_06.windows())
    key = dataclasses.replace(exercises.keys("06")["06-write"], cases=lambda: ours)
    for function, accepted in ((spoils, False), (spoils_afterwards, True)):
        assert (key.wrong(function) is None) == accepted
        for (window, _), (fresh, _) in zip(ours, chapter_06.windows(), strict=True):
            np.testing.assert_array_equal(window, fresh)


def test_a_function_that_raises_is_told_its_line_and_what_stands_in_it():
    def calls_numpy(window, epsilon):
        middle = window[2, 2]
        return np.concatenate(middle)

    said = " ".join(told("06-write", calls_numpy).split())
    assert " in line 3 of your function, return np.concatenate(middle)." in said


WRITTEN = [name for name, (right, _) in ANSWERS.items() if inspect.isfunction(right[0])]


@pytest.mark.parametrize("name", WRITTEN)
def test_a_line_is_told_in_whichever_call_a_function_raises(name):
    right, calls = ANSWERS[name][0][0], [0]

    def fails(*arguments):
        calls[0] += 1
        if calls[0] == last:
            raise KeyError("mine")
        return right(*arguments)

    last = 0
    check(name, fails)
    # Of many calls, some: the first and the last are among them.
    for last in np.unique(np.linspace(1, calls[0], 40).astype(int)):  # noqa: B007
        calls[0] = 0
        said = " ".join(told(name, fails).split())
        assert "raises KeyError: 'mine' in line 4 of your function, raise KeyError(" in said


def test_an_exception_outside_of_python_code_has_no_line():
    said = " ".join(told("06-write", int).split())
    assert "it raises TypeError: " in said and "of your function" not in said


def test_a_notebook_shows_the_hint_without_a_traceback():
    assert NotYet("Why?")._render_traceback_() == ["Not yet. Why?"]
    assert NotYet("word " * 16 + "end.")._render_traceback_() == [
        "Not yet." + 14 * " word",
        "word word end.",
    ]


def test_an_unknown_exercise_or_quiz_is_refused():
    with pytest.raises(UnknownExerciseError, match="no exercise 05-nonsense"):
        check("05-nonsense", 1)
    with pytest.raises(UnknownExerciseError, match="chapter 99 has no checked exercises"):
        check("99-nonsense", 1)
    with pytest.raises(UnknownExerciseError, match="chapter 99 has no quiz"):
        exercises.quiz("99")
