"""The check of a dot product that is written with SMLAD, on the emulated Cortex-M4."""

from collections.abc import Callable

import numpy as np

from tinyml_kit.course.keys.kinds import on_board

#: How many numbers a dot product has, and the most of a plain loop's instructions that it may take.
LENGTH, MOST_INSTRUCTIONS = 64, 2 / 3
LOWEST, HIGHEST = -(2**15), 2**15 - 1
#: A count, a number that keeps x at an address that four divides, x and w make a row.
CALL = f"dot(a + 2, a + {2 + LENGTH}, a[0])"

PLAIN = """
int32_t dot(const int16_t *x, const int16_t *w, int count)
{
    int32_t sum = 0;
    for (int i = 0; i < count; i++)
        sum += x[i] * w[i];
    return sum;
}
"""
# Q is a bit of the core that keeps whether an addition has overflowed.
OVERFLOWS = """
static int overflows(const int16_t *x, const int16_t *w, int count)
{
    uint32_t flags = 0;
    __asm volatile("msr APSR_nzcvq, %1" : "+r"(x) : "r"(flags));
    int32_t sum = dot(x, w, count);
    __asm volatile("mrs %0, APSR" : "=r"(flags) : "r"(sum));
    return flags >> 27 & 1;
}
"""


def vectors() -> np.ndarray:
    """Return rows for dot products whose sums fit into 32 bits, (n, 2 + 2 * LENGTH), see CALL.

    Behind the count there are numbers, too, which must not be added.
    """
    random = np.random.default_rng(142)
    counts = [LENGTH] * 12 + [2, 4, 10, LENGTH - 2, 0]
    x, w = random.integers(-2000, 2000, (2, len(counts), LENGTH))
    x[:2], w[:2] = np.tile([LOWEST, HIGHEST], LENGTH // 2), [[1], [-1]]
    x[2], w[2] = LOWEST, np.tile([HIGHEST, LOWEST], LENGTH // 2)
    x[3, ::2] = w[3, 1::2] = 0  # each product is 0; one of two neighbours would not be
    return rows(counts, x, w)


def rows(counts: list[int], x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return counts and numbers as rows, see CALL."""
    return np.column_stack([counts, np.zeros_like(counts), x, w])


def right_sums(cases: np.ndarray) -> np.ndarray:
    """Return the dot products of rows."""
    x, w = cases[:, 2 : 2 + LENGTH], cases[:, 2 + LENGTH :]
    return np.sum(x * w * (np.arange(LENGTH) < cases[:, :1]), axis=1)


def in_one_step() -> tuple[np.ndarray, np.ndarray]:
    """Return rows on which SMLAD sets the flag Q otherwise than single products do, and how.

    Two products of 2^30 are too much for one SMLAD, wherever they stand. Three large products in a
    row overflow one by one, but not if the third is added together with its negative, for loops
    that count up or down. And if all products are large, the sums of two overflow when they are
    added, which is part of a SMLAD and sets no flag otherwise.

    Returns
    -------
    cases : (n, 2 + 2 * LENGTH), see CALL
    flags : (n,) 0 or 1
    """
    fours = LENGTH // 4
    x = np.zeros((fours + 3, LENGTH), int)
    w = x.copy()
    for four in range(fours):
        x[four, 4 * four : 4 * four + 4] = w[four, 4 * four : 4 * four + 4] = LOWEST
    x[fours:, :4] = HIGHEST
    w[fours, :4] = [HIGHEST, HIGHEST, HIGHEST, -HIGHEST]
    w[fours + 1, :4] = [-HIGHEST, HIGHEST, HIGHEST, HIGHEST]
    x[-1] = w[-1] = HIGHEST
    return rows([LENGTH] * len(x), x, w), np.array([1] * fours + [0, 0, 1])


def wrong_dot(code: object) -> str | None:
    """Return what is wrong with a dot product in C, or None."""
    from tinyml_kit.course import on_a_chip

    if not isinstance(code, str):
        raise TypeError
    if "dot" not in code:
        return "There is no function dot in it."

    def ran(text: str, call: str, cases: np.ndarray) -> Callable:
        return lambda: on_a_chip.results(text, call, cases, "int16_t")

    cases = vectors()
    made, wrong = on_board(ran(code, CALL, cases))
    if wrong:
        return wrong
    bad = np.flatnonzero(made[0] != right_sums(cases))
    if len(bad):
        count = cases[bad[0], 0]
        return (
            f"{len(bad)} of {len(cases)} sums are wrong, the first of them with a count of {count}."
        )
    plain, wrong = on_board(ran(PLAIN, CALL, cases))
    if wrong:
        return wrong
    share = made[1] / plain[1]
    if share > MOST_INSTRUCTIONS:
        return f"The sums are right, but it takes {share:.0%} of the plain loop's instructions."
    cases, flags = in_one_step()
    said, wrong = on_board(ran(code + OVERFLOWS, CALL.replace("dot", "overflows"), cases))
    if wrong:
        return wrong
    if (said[0] != flags).any():
        return "The sums are right, but not every two products are made by one SMLAD."
    return None
