"""Splits by who made the examples: nobody is in two parts.

Two recordings of one speaker are more alike than those of two. A network that is tested on people
whom it was trained on looks better than it is (chapter 04).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tinyml_kit.base.errors import BadInput


class PeopleError(BadInput):
    """Examples that cannot be split by who made them."""


class Parts(NamedTuple):
    """Three disjoint int64 arrays of indices, each sorted."""

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def before_underscore(path: Path) -> str:
    """Return who made a file, by its name: the part before the first underscore, or "" if none."""
    before, underscore, _ = path.stem.partition("_")
    return before if underscore else ""


def split(who: Sequence[str], test: float = 0.2, validation: float = 0.2, seed: int = 0) -> Parts:
    """Split examples so that each person is in one part only.

    Parameters
    ----------
    who : (n,) names, one for each example
    test, validation : float, > 0, together < 1
        Shares of the people, rounded, at least one person each.
    seed : int
        The same seed gives the same split.

    Returns
    -------
    Parts : indices into `who`; disjoint and complete

    Raises
    ------
    PeopleError
        If there are fewer than three people, it is not known who made an example, or the shares
        leave a part empty.
    """
    people = _known(who, 3)
    if not (test > 0 and validation > 0 and test + validation < 1):
        raise PeopleError(
            f"shares test={test} and validation={validation} leave a part empty; take two "
            "positive shares that add up to less than 1."
        )
    mixed = list(np.random.default_rng(seed).permutation(people))
    tested = max(1, round(test * len(people)))
    validated = min(max(1, round(validation * len(people))), len(people) - tested - 1)
    groups = mixed[tested + validated :], mixed[tested : tested + validated], mixed[:tested]
    return Parts(*(np.flatnonzero(np.isin(who, group)) for group in groups))


def leave_one_out(who: Sequence[str]) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Yield, for each person by name, the indices of all others' examples, and of theirs.

    Raises
    ------
    PeopleError
        If there is only one person, or it is not known who made an example.
    """
    for person in _known(who, 2):
        theirs = np.asarray(who) == person
        yield person, np.flatnonzero(~theirs), np.flatnonzero(theirs)


def _known(who, fewest):
    people = sorted(set(who))
    if "" in people:
        raise PeopleError(
            f"it is not known who made {sum(not one for one in who)} of {len(who)} examples; "
            "let file names begin with the person and an underscore, as in anna_01.wav."
        )
    if len(people) < fewest:
        raise PeopleError(
            f"the examples are by {len(people)} people ({', '.join(people) or 'nobody'}) and "
            f"cannot be split by person; collect from at least {fewest}."
        )
    return people
