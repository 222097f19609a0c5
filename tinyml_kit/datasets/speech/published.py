"""Published sets of spoken words, downloaded when they are first asked for, and checked."""

import re
import tarfile
from collections.abc import Collection
from pathlib import Path

from tinyml_kit.base.errors import said
from tinyml_kit.base.files import cache_dir
from tinyml_kit.base.progress import progress
from tinyml_kit.datasets.download import fetched
from tinyml_kit.datasets.refused import Refused
from tinyml_kit.datasets.speech.folder import MOST_SAMPLES
from tinyml_kit.datasets.speech.reading import read
from tinyml_kit.datasets.speech.recordings import Recordings, SpeechError, gathered

FSDD = (
    "v1.0.9.tar.gz",
    "8bc44cde129d505cbbb6b365c09f80c663f2aa77578afc634e6141a2f87100c0",
    ("https://github.com/Jakobovski/free-spoken-digit-dataset/archive/",),
)
SPEECH_COMMANDS = (
    "speech_commands_v0.02.tar.gz",
    "af14739ee7dc311471de98f5f9d2c9191b18aedfe957f4a6ff791c709868ff58",
    ("https://storage.googleapis.com/download.tensorflow.org/data/",),
)
#: The words of the usual task, which leaves 25 others as "unknown".
TEN_WORDS = ("yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go")
_DIGIT = re.compile(r"(?:.*/)?(?P<word>\d)_(?P<speaker>[^_/]+)_\d+\.wav")
_COMMAND = re.compile(r"(?:\./)?(?P<word>[a-z]+)/(?P<speaker>[0-9a-f]+)_nohash_\d+\.wav")
# No member of these archives is longer than a few seconds.
MOST_BYTES = 1_000_000


def fsdd(folder: str | Path | None = None, rate: int = 8000) -> Recordings:
    """Return the Free Spoken Digit Dataset: digits in English, 50 times by each speaker.

    Parameters
    ----------
    folder : path, optional
        A folder of its recordings, if there is one; otherwise the archive of version 1.0.9 (12 MB,
        2500 recordings by five speakers) is taken from ``<cache>/fsdd/``, or downloaded there.
    rate : int
        The recordings have 8000 samples a second; for another rate they are resampled.

    Raises
    ------
    SpeechError
        If the archive is absent and cannot be downloaded, or the folder holds none of its files.
    ChecksumError
        If the archive's content differs from the published one.

    Notes
    -----
    Jackson et al., "Free Spoken Digit Dataset", doi:10.5281/zenodo.1342401; CC BY-SA 4.0.
    """
    if folder is None:
        return _of_archive("fsdd", FSDD, _DIGIT, rate)
    folder = Path(folder)
    if not folder.is_dir():
        raise SpeechError(f"{folder}: there is no such folder; name that of the recordings.")
    found, refused = [], []
    for path in progress(sorted(folder.glob("*.wav")), desc="digits", unit="file"):
        matched = _DIGIT.fullmatch(path.name)
        try:
            if matched is None:
                raise SpeechError("its name is not DIGIT_SPEAKER_NUMBER.wav.")
            found.append((read(path, rate), matched["word"], matched["speaker"], path.name))
        except SpeechError as error:
            refused.append(Refused(path.name, str(error).removeprefix(f"{path}: ")))
    return gathered(found, rate, refused, str(folder))


def speech_commands(
    words: Collection[str] = TEN_WORDS, most: int | None = None, rate: int = 16000
) -> Recordings:
    """Return some words of Speech Commands, version 0.02: a second each, by 2618 speakers.

    The archive (2.4 GB) is expected in ``<cache>/speech_commands/`` and downloaded there if absent.

    Parameters
    ----------
    words : collection of str
        Which of its 35 words; all of them do not fit into memory.
    most : int, optional
        How many recordings of each word, the first of the archive; by default all.
    rate : int
        The recordings have 16000 samples a second; for another rate they are resampled.

    Raises
    ------
    SpeechError, ChecksumError
        As `fsdd`; and if the archive holds none of the words.

    Notes
    -----
    Warden, "Speech Commands: a dataset for limited-vocabulary speech recognition",
    arXiv:1804.03209, 2018; CC BY 4.0.
    """
    return _of_archive("speech_commands", SPEECH_COMMANDS, _COMMAND, rate, set(words), most)


def _of_archive(folder, published, pattern, rate, words=None, most=None):
    name, checksum, urls = published
    path = fetched(cache_dir() / folder / name, checksum, urls, SpeechError)
    found, refused, counts, total = [], [], {}, 0
    try:
        with tarfile.open(path) as archive:
            # Members are read where they lie; nothing is unpacked to a name that a file chooses.
            for member in progress(archive, desc=name, unit="file"):
                matched = pattern.fullmatch(member.name)
                if not matched or not member.isfile() or (words and matched["word"] not in words):
                    continue
                word = matched["word"]
                if most is not None and counts.get(word, 0) >= most:
                    continue
                try:
                    samples = read(_content(archive, member), rate)
                except SpeechError as error:
                    refused.append(Refused(member.name, str(error)))
                    continue
                counts[word] = counts.get(word, 0) + 1
                total += len(samples)
                if total > MOST_SAMPLES:
                    raise SpeechError(
                        f"{path}: the recordings do not fit into memory; ask for fewer words, or "
                        "give `most`."
                    )
                found.append((samples, word, matched["speaker"], member.name))
    except (tarfile.TarError, EOFError, OSError) as error:
        raise SpeechError(
            f"{path}: the archive is damaged ({said(error)}); delete it and fetch it again."
        ) from error
    found.sort(key=lambda one: one[3])
    return gathered(found, rate, refused, str(path))


def _content(archive, member):
    if member.size > MOST_BYTES:
        raise SpeechError(f"it has {member.size:,} bytes, more than {MOST_BYTES:,}.")
    return archive.extractfile(member).read()
