"""How sure an accuracy is, also where everything was right, or only a few were asked."""


def wilson(right: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share: E. B. Wilson, J. Am. Stat. Assoc. 22, 209, 1927.

    Unlike the bootstrap's it does not shrink to a point where all answers are right.
    """
    from scipy.stats import binomtest

    low, high = binomtest(right, count).proportion_ci(0.95, method="wilson")
    return float(low), float(high)
