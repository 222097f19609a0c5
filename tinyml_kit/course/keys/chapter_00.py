"""Answers to the exercises on the first page."""

from collections.abc import Callable, Sequence
from typing import Any

from tinyml_kit.course.keys.kinds import Shown, as_array, shown
from tinyml_kit.datasets import bragg
from tinyml_kit.datasets.bragg.labels import CLASSES

#: The frames that are to be told apart by eye, as their numbers among the 2000.
FRAMES = (20, 243, 177, 3, 21, 111)
#: What the network says of the HIT upside down, of its shuffled pixels, and of no light at all.
VERDICTS = ("HIT", "HIT", "MISS")
#: How many squares of 5 x 5 pixels are taken away when the HIT ends and when the MISS begins.
HIT_ENDS, MISS_BEGINS = 36, 41


def names() -> tuple[str, ...]:
    """Return the labels of FRAMES."""
    return tuple(CLASSES[label] for label in bragg.load().labels[list(FRAMES)])


def differs_from(right: Callable[[], Sequence[str]], by: str) -> Callable[[Any], str | None]:
    """Return a function that says in how many names an answer differs from the right ones.

    Parameters
    ----------
    right : returns the right names
    by : what "are not" is followed by, e.g. "what the network says"
    """

    def fault(answer: Any) -> str | None:
        wanted = right()
        said = [str(name).strip().upper() for name in answer]
        if len(said) != len(wanted) or not set(said) <= set(CLASSES):
            raise ValueError("not a list of as many classes")
        wrong = sum(one != other for one, other in zip(said, wanted, strict=True))
        number = f"{wrong} of your {len(wanted)} names {'is' if wrong == 1 else 'are'} not {by}."
        return number if wrong else None

    return fault


def not_taken_away(answer: Any) -> str | None:
    """Return why two numbers of squares are not those at which the verdict changes, or None."""
    numbers = as_array(answer)
    if numbers is None or numbers.shape != (2,):
        raise ValueError("not two numbers")
    first, second = numbers
    if first >= second:
        return "The frame has to be a MAYBE for some squares before it becomes a MISS."
    for what, number, right in (
        ("The HIT ends", first, HIT_ENDS),
        ("The MISS begins", second, MISS_BEGINS),
    ):
        if abs(number - right) > 1:  # one more or less if the counting begins elsewhere
            return f"{what} {'later' if number < right else 'earlier'} than at {shown(number)}."
    return None


KEYS = {
    "00-eyes": Shown(
        differs_from(names, "what the frame is"),
        form="six words in the order A to F, each HIT or MISS",
        hint="Some dark dots stand at the same places in all six: these are hot pixels. What is "
        "left?",
        because="That is what the network learned as well: dots that are not in every frame.",
    ),
    "00-images": Shown(
        differs_from(lambda: VERDICTS, "what the network says"),
        form="three words, each HIT, MAYBE or MISS",
        hint="It looks for dark dots. Does it matter where they are? Is anything left of them?",
        because="An expert would see at once that the gaps between the sensors are gone: the "
        "shuffled pixels are no frame. The network has never seen anything but frames, so on what "
        "is none its word is worth nothing. Chapter 08 comes back to that.",
    ),
    "00-spots": Shown(
        not_taken_away,
        form="two numbers: how many squares were taken away when the verdict was first not HIT, "
        "and when it was first MISS",
        hint="Take the hot pixels away first. In each round judge, and then set the largest number "
        "and what lies around it to 0.",
        because="In between it says MAYBE. Far more than a few bright places had to go. And they "
        "had to be bright: with as many squares gone at random places the verdict was still HIT, "
        "in four draws of four.",
    ),
}
