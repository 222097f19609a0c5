"""The kinds of answers and how each is judged.

Each kind has `hint` (shown after every wrong answer), `because` (shown after the right one) and
`wrong(answer)`, which returns None for a right answer and otherwise a sentence about the answer.
No sentence gives the right answer away.
"""

import linecache
import math
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tinyml_kit.base.errors import BadInput, kind_of
from tinyml_kit.rungs.protocol import RungMissing


def as_array(answer: object, truths: bool = False) -> np.ndarray | None:
    """Return finite real numbers as an array of float64, or None if the answer is something else.

    With `truths`, True and False are the numbers 1 and 0.
    """
    try:
        raw = np.asarray(answer)
        if raw.dtype.kind not in ("iufb" if truths else "iuf") or raw.size == 0:
            return None
        numbers = raw.astype(np.float64)
    except Exception:  # an arbitrary object may raise anything
        return None
    return numbers if np.isfinite(numbers).all() else None


def shown(number: float) -> str:
    """Return a number as a reader would write it."""
    return f"{number:.6g}"


@dataclass(frozen=True)
class Number:
    """One number, right within a relative tolerance (0: exactly).

    `mistakes` maps the results of common mistakes to sentences about them.
    """

    right: float
    hint: str
    because: str
    tolerance: float = 0.01
    mistakes: dict = field(default_factory=dict)

    def wrong(self, answer: object) -> str | None:
        """Return what is wrong with an answer, or None."""
        numbers = as_array(answer)
        if numbers is None or numbers.size != 1:
            return "That is not one finite number."
        number = numbers.item()
        if self.near(number, self.right):
            return None
        for mistake, sentence in self.mistakes.items():
            if self.near(number, mistake):
                return sentence
        return f"{shown(number)} is not right{self.relation(number)}."

    def near(self, number: float, to: float) -> bool:
        """Tell whether a number lies within the tolerance of another one."""
        return math.isclose(number, to, rel_tol=self.tolerance, abs_tol=1e-9)

    def relation(self, number: float) -> str:
        """Return a remark about units if they explain the answer, otherwise an empty string."""
        for factor, remark in {
            8: "a factor of 8 away (bits or bytes?)",
            1000: "a factor of 1000 away (which unit is asked for?)",
            100: "a factor of 100 away (a percentage, or a share?)",
            -1: "the right size, but the wrong sign",
        }.items():
            if self.near(number, self.right * factor) or self.near(number * factor, self.right):
                return f": {remark}"
        return ""


@dataclass(frozen=True)
class Between:
    """One number; anything from `low` to `high` is right."""

    low: float
    high: float
    hint: str
    because: str

    def wrong(self, answer: object) -> str | None:
        """Return what is wrong with an answer, or None."""
        numbers = as_array(answer)
        if numbers is None or numbers.size != 1:
            return "That is not one finite number."
        number = numbers.item()
        if self.low <= number <= self.high:
            return None
        return f"{shown(number)} is too {'small' if number < self.low else 'large'}."


@dataclass(frozen=True)
class Numbers:
    """Several numbers in a given order, each right within a relative tolerance."""

    right: tuple
    hint: str
    because: str
    tolerance: float = 0.01

    def wrong(self, answer: object) -> str | None:
        """Return what is wrong with an answer, or None."""
        numbers = as_array(answer)
        if numbers is None or numbers.shape != (len(self.right),):
            return f"Give {len(self.right)} finite numbers, in a list or a tuple."
        good = np.isclose(numbers, self.right, rtol=self.tolerance, atol=1e-9)
        if good.all():
            return None
        first = int(np.argmin(good))
        return f"Number {first + 1} of {len(good)}, {shown(numbers[first])}, is not right."


@dataclass(frozen=True)
class Choice:
    """One of a few words; capitals and surrounding space do not matter."""

    right: str
    others: tuple
    hint: str
    because: str

    def wrong(self, answer: object) -> str | None:
        """Return what is wrong with an answer, or None."""
        words = sorted((self.right, *self.others))
        said = answer.strip().lower() if isinstance(answer, str) else None
        if said not in words:
            return f"Answer with one of these: {', '.join(words)}."
        return None if said == self.right else f"Not {said}."


@dataclass(frozen=True)
class Function:
    """A function that has to agree with `reference` on all `cases` (tuples of arguments)."""

    reference: Callable
    cases: Callable
    hint: str
    because: str
    tolerance: float = 1e-4

    def wrong(self, answer: object) -> str | None:
        """Return what is wrong with an answer, or None."""
        if not callable(answer):
            return "That is not a function."
        for number, case in enumerate(self.cases(), start=1):
            wrong = self.wrong_on(answer, case)
            if wrong:
                return f"On case {number}, {described(case)}: {wrong}"
        return None

    def wrong_on(self, function: Callable, case: tuple) -> str | None:
        """Return what is wrong with a function on one case, or None."""
        wanted = np.asarray(self.reference(*case))
        made, wrong = called(function, *case)
        if wrong:
            return wrong
        numbers = as_array(made, truths=True)
        if numbers is None:
            return "it does not return finite numbers."
        if numbers.shape != wanted.shape:
            return f"it returns the shape {numbers.shape}, which is not the shape wanted."
        good = np.isclose(numbers, wanted, rtol=self.tolerance, atol=self.tolerance)
        if good.all():
            return None
        if not numbers.shape:
            return f"it returns {shown(numbers.item())}, which is not right."
        at = tuple(int(i) for i in np.argwhere(~good)[0])
        return f"at {at} it has {shown(numbers[at])}, which is not right."


def called(function: Callable, *arguments: Any) -> tuple[Any, str | None]:
    """Call a reader's function; return what it returned, and what went wrong, or None."""
    try:
        # A copy: the reader's function may change what it is given.
        made = function(*(_own(part) for part in arguments))
    except Exception as error:
        return None, f"it raises {kind_of(error)}{line_of(error)}."
    return made, "it returns nothing; is there a return?" if made is None else None


def _own(part):
    """Return a copy of an array; what cannot be changed needs none."""
    return part if isinstance(part, bytes) or not np.ndim(part) else np.copy(part)


def unrepeated(function: Callable, *arguments: Any) -> str | None:
    """Return what is wrong with a function called twice with generators of one seed, or None.

    The generator is its last argument; both calls have to return the same.
    """
    made = []
    for _ in range(2):
        said, wrong = called(function, *arguments, np.random.default_rng(1))
        if wrong:
            return f"Called again, {wrong}"
        made.append(said if isinstance(said, tuple | list) else (said,))
    if all(np.array_equal(one, other) for one, other in zip(*made, strict=True)):
        return None
    return "Called again with the same seed, it draws otherwise: draw with the rng that is given."


def line_of(error: Exception) -> str:
    """Return where in a reader's function an exception arose, as the end of a sentence.

    It names the last line reached in the function itself, counted from its `def`, because the
    functions it calls may be in a package that the reader has never seen. The result is empty if
    the function is not written in Python.
    """
    _, *frames = traceback.walk_tb(error.__traceback__)  # the first is that of `called`
    if not frames:
        return ""
    code = frames[0][0].f_code
    line = [line for frame, line in frames if frame.f_code is code][-1]
    text = linecache.getline(code.co_filename, line).strip()
    return f" in line {line - code.co_firstlineno + 1} of your function" + (
        f", {text}" * bool(text)
    )


def described(case: tuple) -> str:
    """Return the arguments of a case in words."""
    return ", ".join(
        repr(part)
        if isinstance(part, str)
        else f"an array of shape {np.shape(part)}"
        if np.ndim(part)
        else shown(part)
        for part in case
    )


@dataclass(frozen=True)
class Shown:
    """An answer in which `fault` finds nothing wrong; there are many right ones.

    `fault` returns a sentence or None. If it raises an exception, the answer does not have the form
    that `form` describes.
    """

    fault: Callable
    form: str
    hint: str
    because: str

    def wrong(self, answer: object) -> str | None:
        """Return what is wrong with an answer, or None."""
        try:
            return self.fault(answer)
        except Exception:  # the answer may be anything
            return f"Give {self.form}."


def on_board(run: Callable) -> tuple:
    """Return what `run` returns on the simulated board, and what went wrong, or None."""
    try:
        return run(), None
    except RungMissing as missing:
        return None, f"This cannot be checked here: {missing}"
    except BadInput as problem:
        return None, str(problem)
