"""Answers to the exercises on C; functions are compiled with this computer's compiler."""

import numpy as np

from tinyml_kit.course.keys.kinds import Numbers, Shown, on_board

#: What lies behind the numbers of a row, and must neither be read nor written.
BEHIND = 200
#: Room for numbers in a row.
ROOM = 200
#: Numbers that a rectified row may have, and what lies in the room for the answers before.
LENGTH, BEFORE = 12, 77


def wrong_mean(code: object) -> str | None:
    """Return what is wrong with a mean of bytes in C, or None."""
    from tinyml_kit.course import in_c

    if not isinstance(code, str):
        raise TypeError
    random = np.random.default_rng(31)
    counts = [1, 2, 3, 7, 100, ROOM] * 2
    cases = np.full((len(counts), 1 + ROOM + 1), BEHIND)
    for number, (case, count) in enumerate(zip(cases, counts, strict=True)):
        lowest = 0 if number < len(counts) // 2 else 192  # bright ones make large sums
        case[0], case[1 : 1 + count] = count, random.integers(lowest, 256, count)
    right = [int(case[1 : 1 + case[0]].sum()) // int(case[0]) for case in cases]
    ran, wrong = on_board(lambda: in_c.results(code, "mean(a + 1, a[0])", cases, "uint8_t"))
    if wrong:
        return wrong
    bad = np.flatnonzero(ran[0] != right)
    if len(bad):
        case = cases[bad[0]]
        those = ", ".join(map(str, case[1 : 1 + min(case[0], 4)])) + ", …" * int(case[0] > 4)
        return f"For {case[0]} byte{'s' * int(case[0] > 1)}, {those}, it returns {ran[0][bad[0]]}."
    return None


def wrong_relu(code: object) -> str | None:
    """Return what is wrong with a rectifier in C that also counts, or None."""
    from tinyml_kit.course import in_c

    if not isinstance(code, str):
        raise TypeError
    random = np.random.default_rng(32)
    counts = np.array([LENGTH, 5, 1, LENGTH - 1, 4, 0])
    cases = np.full((len(counts), 1 + 2 * LENGTH + 1), BEFORE)
    cases[:, 0] = counts
    cases[:, 1 : 1 + LENGTH] = random.integers(-128, 128, (len(counts), LENGTH))
    cases[0, 1:6] = -128, -1, 0, 1, 127
    right, negative = cases.copy(), []
    for row in right:
        x = row[1 : 1 + row[0]].copy()
        row[1 + LENGTH : 1 + LENGTH + len(x)] = np.maximum(x, 0)
        negative.append(int((x < 0).sum()))
    call = f"relu(a + 1, a + {1 + LENGTH}, a[0])"
    ran, wrong = on_board(lambda: in_c.results(code, call, cases, "int8_t"))
    if wrong:
        return wrong
    made, left = ran
    if (left[:, : 1 + LENGTH] != right[:, : 1 + LENGTH]).any():
        return "It changes the numbers at x; they must stay as they are."
    for case, row, count in zip(right, left, counts, strict=True):
        wrote = row[1 + LENGTH :] != case[1 + LENGTH :]
        if wrote[count:].any():
            return f"Of {count} numbers: it writes behind the place of the last one."
        if wrote[:count].any():
            place = int(np.argmax(wrote))
            return (
                f"Of {count} numbers: at place {place} stands {row[1 + LENGTH + place]} "
                f"for {case[1 + place]}."
            )
    bad = np.flatnonzero(made != negative)
    if len(bad):
        return f"Of {counts[bad[0]]} numbers it counts {made[bad[0]]} as negative."
    return None


KEYS = {
    "c-read": Numbers(
        right=(3, -126, 128, 4, 6, 30, 258),
        hint="Whole numbers stay whole. A byte goes round after 256 steps. In 0x80 the 8 counts "
        "sixteens. do adds before it looks at --n. x + 2 is two places further. Of two bytes that "
        "are one number, the first counts ones and the second 256s.",
        because="You can read the C of the next chapters.",
        tolerance=0,
    ),
    "c-mean": Shown(
        wrong_mean,
        form="the function as a text, in C",
        hint="How large can the sum get, and what does its type hold? And what is the number of "
        "the last byte, if the first has number 0?",
        because="A type that holds the sum, and no step too far.",
    ),
    "c-relu": Shown(
        wrong_relu,
        form="the function as a text, in C",
        hint="A for loop over i from 0 to below n. Read x[i], write out[i], and count with ++ "
        "where x[i] is below 0; return the count at the end.",
        because="This is the ReLU of a layer, as chips compute it.",
    ),
}
