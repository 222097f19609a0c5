"""The rules by which a published number is judged: from numbers, and from what was run on what."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tinyml_kit.base import resources
from tinyml_kit.base.errors import BadInput

#: In the order of every table.
VERDICTS = (
    "reproduced", "consistent", "holds elsewhere", "explained", "differs", "wrong",
    "cannot be checked",
)  # fmt: skip
#: What each says, for readers.
MEANINGS = {
    "reproduced": "run again here, by the same method on the same kind of data, and it came out "
    "(most are shapes, counts and definitions)",
    "consistent": "it agrees with the source's other numbers, or with a document it describes",
    "holds elsewhere": "it came out on another system, library or data than the source's",
    "explained": "it comes out by one of two methods, the source's and the corrected one, "
    "and not by the other",
    "differs": "it did not come out by the same method on the same kind of data, or another "
    "document says otherwise",
    "wrong": "it contradicts the source's own words or numbers, or no such number can exist",
    "cannot be checked": "it was held against nothing, or it did not come out on another system, "
    "library or data than the source's, which refutes nothing",
}
#: From the gravest for a source to the lightest: what a group of rows counts as.
GRAVITY = (
    "wrong", "differs", "explained", "cannot be checked", "holds elsewhere", "consistent",
    "reproduced",
)  # fmt: skip
#: "=": the published number itself; "<=" and ">=": at most, or at least, that number.
COMPARISONS = ("=", "<=", ">=")
LABELS = ("computed", "measured", "simulated", "emulated", "estimated", "published")
#: run: something was executed; source: arithmetic on what the source itself prints;
#: reference: another published document; nothing: there is nothing to compare.
WAYS = ("run", "source", "reference", "nothing")


class ClaimError(BadInput):
    """A claim that says too little to be judged, or missing evidence."""


@dataclass(frozen=True)
class Evidence:
    """Where the numbers that a statement is held against come from.

    data : str, what they were computed from, for the reader
    by : one of WAYS
    on : str, the kind of data or thing that a run used; a run reproduces a statement only if the
        statement names the same
    method : "same" as the source's, or "other"
    label : one of LABELS
    seed : int or None, of the random numbers
    csv : None if the numbers were computed here, or the name of a file in benchmarks/results
    command : the command that made that file
    """

    data: str
    by: str = "source"
    on: str = ""
    method: str = "same"
    label: str = "computed"
    seed: int | None = None
    csv: str | None = None
    command: str | None = None

    def __post_init__(self):
        for name, value, known in (
            ("by", self.by, WAYS),
            ("method", self.method, ("same", "other")),
            ("label", self.label, LABELS),
        ):
            if value not in known:
                raise ClaimError(f"Evidence: {name}={value!r}; take one of {known}.")
        if self.by == "run" and not self.on:
            raise ClaimError(f"Evidence of {self.data}: say in `on` what was run on.")
        if (self.csv is None) != (self.command is None):
            raise ClaimError(f"Evidence of {self.data}: name a CSV together with its command.")
        if self.csv and not (resources.results() / self.csv).is_file():
            raise ClaimError(
                f"benchmarks/results/{self.csv}: this file is missing; "
                f"make it with `{self.command}`."
            )

    @property
    def origin(self) -> str:
        """Return one line: computed here, or read from a committed file, with its command."""
        if self.csv is not None:
            return f"benchmarks/results/{self.csv}, made by `{self.command}`"
        return "ran here" if self.by == "run" else ""

    def tested(self, on: str) -> str:
        """Return how a statement about `on` was tested: a way, or what sets the run apart."""
        if self.by != "run":
            return self.by
        if self.on != on:
            return f"run on {self.on}"
        return "run" if self.method == "same" else "run by another method"


NOTHING = Evidence("held against nothing", "nothing", label="published")


@dataclass(frozen=True)
class Possible:
    """Whether a published number can exist at all, and the arithmetic that shows it."""

    fits: bool
    why: str


def last_digit(published: float, hedge: str = "") -> float:
    """Return the tolerance that a printed number carries: half a unit of its last decimal.

    An int is a count, and exact: 0. What is "about" so much may be off by a tenth, or by half a
    unit if that is more.
    """
    unit = 10.0 ** int(Decimal(repr(published)).as_tuple().exponent)
    if "about" in hedge:
        return max(abs(published) / 10, unit / 2)
    return 0.0 if isinstance(published, int) else unit / 2


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


def gravest(given: Iterable[str]) -> str:
    """Return the gravest of some verdicts, which is that of a claim of several rows."""
    return min(given, key=GRAVITY.index)


def verdict(
    published: float,
    same: float | None,
    right: float | None,
    tolerance: float,
    tested: str,
    possible: bool | None = None,
    comparison: str = "=",
    hedge: str = "",
) -> str:
    """Judge a published number; returns one of VERDICTS, whose MEANINGS say what each means.

    Parameters
    ----------
    published : float
    same : float or None, by the source's method
    right : float or None, by the corrected method
    tolerance : float, >= 0, absolute, in the unit of the numbers
    tested : how, as `Evidence.tested` says it
    possible : bool or None; False if no such number can exist
    comparison : "=", or "<=" or ">=": the claim is "at most" or "at least" `published`
    hedge : the kinds of the statement's qualifiers, such as "about typical", or ""

    Notes
    -----
    Only `tested == "run"` (the same method on the same kind of data) can give "reproduced", and
    only arithmetic on the source itself can give "wrong": that a number differs from another
    document is no error of the source. What does not come out on another system, library or data
    refutes nothing: it "cannot be checked".
    """
    agrees = [
        _agrees(published, value, tolerance, comparison)
        for value in (same, right)
        if value is not None
    ]
    if possible is False and not any(agrees):
        return "wrong"
    if not agrees or ("possible" in hedge and not any(agrees)):
        return "cannot be checked"
    if not any(agrees):
        if tested.startswith("run "):  # on another thing, or by another method
            return "cannot be checked"
        return "wrong" if tested == "source" and "typical" not in hedge else "differs"
    if possible is False or not all(agrees):
        return "explained"
    if tested in ("source", "reference"):
        return "consistent"
    return "reproduced" if tested == "run" else "holds elsewhere"


def _agrees(published, value, tolerance, comparison):
    # A little slack for binary fractions: 94.2 + 0.05 is not exactly 94.25.
    slack = tolerance + 1e-9 * max(1.0, abs(published))
    if comparison == "<=":
        return value <= published + slack
    if comparison == ">=":
        return value >= published - slack
    return abs(value - published) <= slack
