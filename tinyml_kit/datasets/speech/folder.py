"""A folder of one's own: one folder a word, with WAV and FLAC files in it."""

from collections.abc import Callable
from pathlib import Path

from tinyml_kit.base.progress import progress
from tinyml_kit.datasets.people import before_underscore
from tinyml_kit.datasets.refused import Refused
from tinyml_kit.datasets.speech.reading import MOST_SECONDS, SUFFIXES, read
from tinyml_kit.datasets.speech.recordings import Recordings, SpeechError, gathered

# Two hours at 16 kHz: the memory of a small laptop holds it twice.
MOST_SAMPLES = 120_000_000


def speaker_of(path: Path) -> str:
    """Return who spoke: the part of the file's name before its first underscore, or "" without one.

    anna_03.wav is by anna; in Speech Commands that part is a number for each speaker.
    """
    return before_underscore(path)


def of_folder(
    folder: str | Path,
    rate: int = 16000,
    speaker: Callable[[Path], str] = speaker_of,
    most_seconds: float = MOST_SECONDS,
) -> Recordings:
    """Read FOLDER/word/speaker_anything.wav, or .flac, for all words and files.

    Parameters
    ----------
    folder : path
        Folders within a word's folder are searched, too. Names that begin with a dot are skipped.
    rate : int
        Samples a second of the result; other recordings are resampled.
    speaker : function (Path) -> str
        Says who spoke, by the path of a file; by default `speaker_of`.
    most_seconds : float
        Longer recordings are refused.

    Returns
    -------
    Recordings, in the order of their paths. A file that cannot be read, and what would not fit
    into memory, is named in `refused`; the rest goes on.

    Raises
    ------
    SpeechError
        If there is no such folder, or no recording in it can be used.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise SpeechError(f"{folder}: there is no such folder; name one with a folder a word.")
    paths = sorted(
        path
        for path in folder.glob("*/**/*")
        if path.suffix.lower() in SUFFIXES and not any(p[0] == "." for p in _below(path, folder))
    )
    found, refused, total = [], [], 0
    for path in progress(paths, desc="recordings", unit="file"):
        name = "/".join(_below(path, folder))
        try:
            samples = read(path, rate, most_seconds)
        except SpeechError as error:
            refused.append(Refused(name, str(error).removeprefix(f"{path}: ")))
            continue
        total += len(samples)
        if total > MOST_SAMPLES:
            refused.append(Refused(name, "the recordings before it fill the memory; give fewer."))
            break
        found.append((samples, _below(path, folder)[0], speaker(path), name))
    return gathered(found, rate, refused, str(folder))


def _below(path, folder):
    return path.relative_to(folder).parts
