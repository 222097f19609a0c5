"""The rules by which a published number is judged, from numbers alone."""

from dataclasses import dataclass
from decimal import Decimal

from tinyml_kit.base.errors import BadInput

#: In the order of every table.
VERDICTS = ("confirmed", "explained", "differs", "wrong", "cannot be checked")
#: "=": the published number itself; "<=" and ">=": at most, or at least, that number.
COMPARISONS = ("=", "<=", ">=")


class ClaimError(BadInput):
    """A claim that says too little to be judged, or missing evidence."""


@dataclass(frozen=True)
class Possible:
    """Whether a published number can exist at all, and the arithmetic that shows it."""

    fits: bool
    why: str


def last_digit(published: float) -> float:
    """Return the tolerance that a printed number carries: half a unit of its last decimal.

    An int is a count, and exact: 0. Give 90.0 for "90.0", and a tolerance of 0.5 for a rounded
    "90".
    """
    if isinstance(published, int):
        return 0.0
    return 0.5 * 10.0 ** int(Decimal(repr(float(published))).as_tuple().exponent)


def share_of(percent: float, n: int, decimals: int = 2) -> Possible:
    """Test whether a percentage can be k of n, rounded or cut off after `decimals`.

    Raises
    ------
    ClaimError
        If n is below 1.
    """
    if n < 1:
        raise ClaimError(f"share_of: {n} of something; take n of at least 1.")
    unit = Decimal(1).scaleb(-decimals)
    printed = Decimal(str(percent))
    near = int(printed * n / 100)
    for k in (near, near + 1):
        value = Decimal(100 * k) / n
        # Some programs round halves up and others to even, so both limits count.
        if abs(value - printed) <= unit / 2 or 0 <= value - printed < unit:
            return Possible(True, f"{k} of {n}")
    value = Decimal(100) / n
    return Possible(False, f"no k of {n}: {near * value:.3f} or {(near + 1) * value:.3f} %")


def at_most(limit: float, published: float, what: str) -> Possible:
    """Test whether a published number stays within a limit."""
    fits = published <= limit
    return Possible(fits, f"{published:g} {'of' if fits else 'where there are'} {limit:g} {what}")


def verdict(
    published: float,
    same: float | None,
    right: float | None,
    tolerance: float,
    possible: bool | None = None,
    exact: bool = False,
    comparison: str = "=",
) -> str:
    """Judge a published number; returns one of VERDICTS.

    Parameters
    ----------
    published : float
    same : float or None, by the same method
    right : float or None, by the corrected method
    tolerance : float, >= 0, absolute, in the unit of the numbers
    possible : bool or None; False if no such number can exist
    exact : bool
        The number follows by arithmetic from the source's own statements, so that a difference
        is an error and not chance, another machine or another version.
    comparison : "=", or "<=" or ">=": the claim is "at most" or "at least" `published`

    Notes
    -----
    confirmed: the method gives the number, and correcting the method does not change it (or there
    is nothing to correct). explained: one of the two methods gives it and the other does not.
    differs: neither gives it. wrong: it differs although it is exact, or it is impossible and
    neither gives it. cannot be checked: there is nothing to compare.
    """
    agrees = [
        _agrees(published, value, tolerance, comparison)
        for value in (same, right)
        if value is not None
    ]
    if possible is False and not any(agrees):
        return "wrong"
    if not agrees:
        return "cannot be checked"
    if possible is not False and all(agrees):
        return "confirmed"
    if any(agrees):
        return "explained"
    return "wrong" if exact else "differs"


def _agrees(published, value, tolerance, comparison):
    # A little slack for binary fractions: 94.2 + 0.05 is not exactly 94.25.
    slack = tolerance + 1e-9 * max(1.0, abs(published))
    if comparison == "<=":
        return value <= published + slack
    if comparison == ">=":
        return value >= published - slack
    return abs(value - published) <= slack
