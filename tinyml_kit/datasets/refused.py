"""What was left out of a set of files, and why; the rest goes on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refused:
    """A file that was left out: its name, and one sentence about why."""

    file: str
    why: str


def listed(refused: tuple[Refused, ...], most: int = 5) -> str:
    """Return a line for each of the first few, and how many more there are."""
    lines = [f"{one.file}: {one.why}" for one in refused[:most]]
    more = len(refused) - most
    return "\n".join([*lines, f"and {more} more"] if more > 0 else lines)
