"""Labelled files: DIR/label/person_session_number.csv, or .wav for sound.

The person comes first and ends at the first underscore, because `datasets.people` splits by it.
"""

import re
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.files import cannot_write, write_atomically
from tinyml_kit.collect.take import Take

_WORD = re.compile(r"[^\W_][\w .-]{0,62}")
# Digits that give a step of 16 bits back.
_DIGITS = 7


class CollectError(BadInput):
    """A name that files cannot have, or a recording that cannot be written."""


@dataclass(frozen=True)
class Labelled:
    """Where recordings go, and by whom they are.

    Attributes
    ----------
    folder : Path
    label : str, what is recorded
    person : str, by whom; without an underscore
    session : str, when or where; "" leaves it out

    Raises
    ------
    CollectError
        If a folder or file cannot have such a name.
    """

    folder: Path
    label: str
    person: str
    session: str = ""

    def __post_init__(self) -> None:
        for what in ("label", "person", "session"):
            name = getattr(self, what)
            if what == "session" and not name:
                continue
            if not _WORD.fullmatch(name) or name[-1] in " .":
                raise CollectError(
                    f"{what} {name!r}: take up to 63 letters, digits, dashes and dots, and begin "
                    "with a letter or a digit."
                )
            if what != "label" and "_" in name:
                raise CollectError(
                    f"{what} {name!r}: an underscore ends the person in a file's name; take a dash."
                )

    def next_number(self) -> int:
        """Return the number of the next recording: one more than the highest that is there."""
        beginning = f"{self._beginning()}_"
        place = self.folder / self.label
        known = [
            int(path.stem[len(beginning) :])
            for path in (sorted(place.iterdir()) if place.is_dir() else ())
            if path.stem.startswith(beginning) and path.stem[len(beginning) :].isdecimal()
        ]
        return max(known, default=0) + 1

    def path(self, take: Take, number: int) -> Path:
        """Return the path of a recording."""
        suffix = "wav" if is_sound(take.axes) else "csv"
        return self.folder / self.label / f"{self._beginning()}_{number:03d}.{suffix}"

    def write(self, take: Take, number: int) -> Path:
        """Write a recording, whole or not at all, and return its path.

        Raises
        ------
        CollectError
            If it holds no samples.
        WriteError
            If it cannot be written, or the file exists.
        """
        path = self.path(take, number)
        if not len(take.samples):
            raise CollectError(f"{path}: no sample has come; nothing was written.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(path, error) from error
        with write_atomically(path, replace=False) as temporary:
            if path.suffix == ".wav":
                _write_wav(temporary, take)
            else:
                temporary.write_text(_csv(take), encoding="utf-8", newline="\n")
        return path

    def _beginning(self):
        return "_".join(filter(None, (self.person, self.session)))


def is_sound(axes: tuple[str, ...]) -> bool:
    """Tell whether these are the axes of a microphone."""
    return axes == ("sound",)


def _csv(take):
    """Return the text of a CSV file: a line of names, and a line for each sample in its unit."""
    rows = [",".join(f"{value:.{_DIGITS}g}" for value in row) for row in take.values.tolist()]
    return "\n".join([",".join(take.axes), *rows, ""])


def _write_wav(path, take):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(round(take.rate))
        file.writeframes(np.asarray(take.samples, "<i2").tobytes())
