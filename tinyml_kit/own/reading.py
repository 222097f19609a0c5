"""Recordings of one's own: sounds or signals, told apart by the files that are there."""

from collections import Counter
from dataclasses import dataclass
from math import gcd
from pathlib import Path

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.datasets import edge_impulse, motion, speech
from tinyml_kit.datasets.edge_impulse.folder import SUFFIXES as ACQUISITIONS
from tinyml_kit.datasets.motion.folder import cut
from tinyml_kit.datasets.motion.reading import lines_of
from tinyml_kit.datasets.motion.table import TIMES, columns_of
from tinyml_kit.datasets.people import before_underscore
from tinyml_kit.datasets.refused import Refused
from tinyml_kit.datasets.speech.reading import SUFFIXES
from tinyml_kit.datasets.speech.recordings import gathered

#: A window of samples where the files do not say how long a recording is.
USUAL_WINDOW, SHORTEST_WINDOW, LONGEST_WINDOW = 128, 16, 512
#: Sounds are brought to one of these rates, in samples a second.
LOW_RATE, HIGH_RATE = 8000, 16000
SOUND, SIGNAL = "sound", "signal"


class OwnDataError(BadInput):
    """Recordings of one's own that no network can be trained with."""


@dataclass(frozen=True)
class Loaded:
    """Recordings, each a piece of the length that the network looks at.

    kind : "sound" or "signal"
    samples : sound: (n, samples) int16; signal: (n, window, axes) float32
    labels : (n,) int64, each an index into `names`
    names : tuple of str, the classes
    people : tuple of str, who made each piece; "" where that is not known
    files : tuple of str, the recording that each piece is from
    rate : int or None, samples a second of a sound
    axes : tuple of str, of a signal
    refused : tuple of Refused
    notes : tuple of str, what was chosen here
    """

    kind: str
    samples: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]
    people: tuple[str, ...]
    files: tuple[str, ...]
    rate: int | None
    axes: tuple[str, ...]
    refused: tuple[Refused, ...]
    notes: tuple[str, ...]


def load(data: str | Path, window: int | None = None) -> Loaded:
    """Read a folder of sounds or of CSV files, or one CSV file.

    Parameters
    ----------
    data : path
        A folder with a folder for each class, of WAV and FLAC or of CSV files; a folder with a CSV
        file for each class; CSV files in which a column names the class; or a folder in the formats
        of Edge Impulse.
    window : int, optional
        Samples of a signal that the network looks at; by default the length of a recording.

    Raises
    ------
    OwnDataError
        If there is nothing of the kind, or sounds and signals are mixed.
    SpeechError, MotionSetError
        If nothing in it can be used.
    """
    data = Path(data)
    if data.is_file() and data.suffix.lower() == ".csv":
        return _signals(data, window)
    if not data.is_dir():
        raise OwnDataError(
            f"{data}: there is no such folder or CSV file; name a folder with a folder for each "
            "class."
        )
    kinds = {path.suffix.lower() for path in data.rglob("*") if path.is_file()}
    sounds, tables = kinds & set(SUFFIXES), ".csv" in kinds
    if edge_impulse.has_labels(data) or kinds & set(ACQUISITIONS) and not (sounds or tables):
        return _of_edge_impulse(data, window)
    if sounds and tables:
        raise OwnDataError(
            f"{data}: it holds sounds and CSV files; put them into folders of their own."
        )
    if sounds:
        return _sounds(data)
    if tables:
        return _signals(data, window)
    raise OwnDataError(
        f"{data}: there are no WAV, FLAC or CSV files; put those of each class into a folder with "
        "its name."
    )


def _sounds(data):
    rates = _rates(path for path in sorted(data.glob("*/**/*")) if path.suffix.lower() in SUFFIXES)
    rate = _rate_of(rates)
    return _seconds(speech.of_folder(data, rate), rates)


def _seconds(found, rates):
    """Return sounds cut into seconds, with notes about their rates."""
    rate = found.rate
    notes = [f"sounds: {rate} samples a second, the front end's rate at or below the recordings'"]
    if len(rates) > 1:
        told = ", ".join(f"{count} of {one} Hz" for one, count in sorted(rates.items()))
        notes.append(
            f"caution: the recordings have different rates ({told}); where a class has its own "
            "rate, the network may learn the rate, so record all classes alike"
        )
    pieces, keep = [], []
    for number, sound in enumerate(found.samples):
        cut = [sound] if len(sound) < 2 * rate else np.split(
            sound[: len(sound) // rate * rate], len(sound) // rate
        )  # fmt: skip
        pieces += cut
        keep += [number] * len(cut)
    notes.append(
        "length: 1 s; shorter recordings lie in the middle of silence, of those up to 2 s the "
        "middle is kept, longer ones are cut into seconds"
    )
    every = found.part(keep)
    whole = np.stack([_middle(piece, rate) for piece in pieces])
    return Loaded(
        SOUND, whole, every.labels, every.names, every.speakers, every.files, rate, (),
        found.refused, tuple(notes),
    )  # fmt: skip


def _middle(sound, size):
    start = max(0, (len(sound) - size) // 2)
    kept = sound[start : start + size]
    before = (size - len(kept)) // 2
    return np.pad(kept, (before, size - len(kept) - before))


def _rates(paths):
    """Return how many recordings have each rate; what cannot be read is told of later."""
    import soundfile

    rates: Counter[int] = Counter()
    for path in paths:
        try:
            rates[soundfile.info(str(path)).samplerate] += 1
        except (soundfile.SoundFileError, OSError):
            continue
    return rates


def _rate_of(rates):
    return HIGH_RATE if rates and min(rates) >= HIGH_RATE else LOW_RATE


def _of_edge_impulse(data, window):
    """Read a folder in the formats of Edge Impulse: sounds, or recordings of motion."""
    entries = edge_impulse.read_labels(data) if edge_impulse.has_labels(data) else ()
    listed = [one for one in entries if Path(one.path).suffix.lower() in SUFFIXES]
    if not listed:
        whole = edge_impulse.of_folder(data)
        notes = [f"axes: {', '.join(whole.axes)}", "labels: by Edge Impulse's files"]
        return _windows(data, whole, window, notes)
    rates = _rates(data / one.path for one in listed)
    found, refused = [], []
    for one in listed:
        try:
            if not one.label:
                raise speech.SpeechError("it has no label; give it one.")
            samples = speech.read(data / one.path, _rate_of(rates))
        except speech.SpeechError as error:
            why = str(error).removeprefix(f"{data / one.path}: ")
            refused.append(Refused(one.path, why))
            continue
        found.append((samples, one.label, one.person, one.path))
    return _seconds(gathered(found, _rate_of(rates), refused, str(data)), rates)


def _signals(data, window):
    whole, notes = _motions(data)
    return _windows(data, whole, window, notes)


def _windows(data, whole, window, notes):
    """Return recordings cut into windows, of the length that is given or fits them."""
    if window is None:
        window, why = _window_of([len(one) for one in whole.samples])
        notes.append(f"window: {window} samples, {why}; --window sets another")
    else:
        notes.append(f"window: {window} samples, as you said")
    if not SHORTEST_WINDOW <= window <= LONGEST_WINDOW:
        raise OwnDataError(
            f"{data}: a window of {window} samples; take {SHORTEST_WINDOW} to {LONGEST_WINDOW}."
        )
    pieces, keep, refused = [], [], list(whole.refused)
    for number, samples in enumerate(whole.samples):
        cut_off, left = cut(samples, window)
        pieces += cut_off
        keep += [number] * len(cut_off)
        if left:
            refused.append(Refused(whole.files[number], f"its last {left} samples make no window."))
    if not pieces:
        raise OwnDataError(f"{data}: no recording has {window} samples; name a shorter --window.")
    every = whole.part(keep)
    return Loaded(
        SIGNAL, np.stack(pieces), every.labels, every.names, every.people, every.files, None,
        every.axes, tuple(refused), tuple(notes),
    )  # fmt: skip


def _window_of(lengths):
    common, shortest = gcd(*lengths), min(lengths)
    if SHORTEST_WINDOW <= common <= LONGEST_WINDOW:
        return common, "of which every recording holds one or more, and nothing is left over"
    if shortest < SHORTEST_WINDOW:
        usual = sorted(lengths)[len(lengths) // 2]
        shortest = max(SHORTEST_WINDOW, usual)
    window = min(USUAL_WINDOW, shortest)
    return window, "the usual number, or the shortest recording"


def _motions(data):
    """Return Motions, and notes about their columns."""
    if data.is_file():
        return motion.of_table(data), _told(data)
    paths = sorted([*data.glob("*.csv"), *data.glob("*/*.csv")])
    if paths and paths[0].parent == data and columns_of(lines_of(paths[0])[0]).label is not None:
        return _joined(data, [path for path in paths if path.parent == data])
    names = lines_of(paths[0])[0] if paths else ()
    axes = [name for name in names if name.lower() not in TIMES]
    notes = [f"axes: {', '.join(axes)}"]
    if len(axes) < len(names):
        notes[0] += f"; left out: {', '.join(name for name in names if name not in axes)}"
    return motion.of_folder(data, None, axes or None), notes


def _told(path):
    names = lines_of(path)[0]
    what = columns_of(names)
    told = [f"axes: {', '.join(names[k] for k in what.axes)}"]
    for kind, place in zip(("class", "person", "recording"), what[:3], strict=True):
        told.append(f"{kind}: {'no column' if place is None else f'column {names[place]}'}")
    return ["; ".join(told)]


def _joined(data, paths):
    """Return the Motions of several tables; who moved may stand in a file's name."""
    tables, refused = [], []
    for path in paths:
        try:
            one = motion.of_table(path)
        except motion.MotionSetError as error:
            refused.append(Refused(path.name, str(error).removeprefix(f"{path}: ")))
            continue
        if tables and one.axes != tables[0][1].axes:
            refused.append(
                Refused(path.name, f"its axes are {', '.join(one.axes)}, unlike the first file's.")
            )
            continue
        tables.append((path, one))
    if not tables:
        raise OwnDataError(f"{data}: no CSV file can be used ({refused[0].why.rstrip('.')}).")
    names = tuple(sorted({name for _, one in tables for name in one.names}))
    labels = [names.index(one.names[label]) for _, one in tables for label in one.labels]
    people = [who or before_underscore(path) for path, one in tables for who in one.people]
    joined = motion.Motions(
        tuple(sample for _, one in tables for sample in one.samples),
        np.array(labels, np.int64),
        names,
        tuple(people),
        tuple(file for _, one in tables for file in one.files),
        tables[0][1].axes,
        (*refused, *(left for _, one in tables for left in one.refused)),
    )
    return joined, _told(tables[0][0])
