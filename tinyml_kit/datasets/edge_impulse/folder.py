"""A folder of recordings of motion in Edge Impulse's formats, and the way back."""

import re
from pathlib import Path

import numpy as np

from tinyml_kit.base.folder import filled
from tinyml_kit.base.progress import progress
from tinyml_kit.datasets.edge_impulse.acquisition import (
    CBOR,
    JSON,
    Acquisition,
    EdgeImpulseError,
    content_of,
    read,
)
from tinyml_kit.datasets.edge_impulse.labels import (
    NAME,
    TRAINING,
    Entry,
    has_labels,
    labels_text,
    read_labels,
)
from tinyml_kit.datasets.motion import Motions
from tinyml_kit.datasets.refused import Refused

SUFFIXES = (JSON, CBOR)
MOST_SAMPLES = 5_000_000


def of_folder(folder: str | Path, key: str | None = None) -> Motions:
    """Read the .json and .cbor files of a folder.

    Parameters
    ----------
    folder : path
        With an `info.labels`, that says what each file is; without one, the part of a file's name
        before its first dot does, as in wave.5.json.
    key : str, optional
        As for `acquisition.read`.

    Returns
    -------
    Motions. A file that cannot be read, has no label, or other axes or another interval than the
    first, is named in `refused`; the rest goes on.

    Raises
    ------
    EdgeImpulseError
        If there is no such folder, its `info.labels` is damaged, or nothing in it can be used.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise EdgeImpulseError(f"{folder}: there is no such folder; name an exported one.")
    found: list[tuple[Entry, Acquisition]] = []
    refused, total = [], 0
    for entry in progress(_listed(folder), desc="recordings", unit="file"):
        try:
            if not entry.label:
                raise EdgeImpulseError("it has no label; give it one.")
            one = read(folder / entry.path, key)
            _require_alike(one, found[0][1] if found else one)
        except EdgeImpulseError as error:
            why = str(error).removeprefix(f"{folder / entry.path}: ")
            refused.append(Refused(entry.path, why))
            continue
        total += len(one.values)
        if total > MOST_SAMPLES:
            refused.append(Refused(entry.path, "the files before it fill the memory; give fewer."))
            break
        found.append((entry, one))
    if not found:
        why = f"{refused[0].file}: {refused[0].why}" if refused else "there are no .json or .cbor"
        raise EdgeImpulseError(f"{folder}: nothing can be used ({why.rstrip('.')}); name another.")
    names = tuple(sorted({entry.label for entry, _ in found}))
    return Motions(
        tuple(one.values.astype(np.float32) for _, one in found),
        np.array([names.index(entry.label) for entry, _ in found], np.int64),
        names,
        tuple(entry.person for entry, _ in found),
        tuple(entry.path for entry, _ in found),
        found[0][1].axes,
        tuple(refused),
    )


def write_folder(
    motions: Motions,
    folder: str | Path,
    interval_ms: float,
    units: str = "N/A",
    form: str = JSON,
    key: str | None = None,
    replace: bool = False,
) -> Path:
    """Write recordings so that Edge Impulse's uploader takes the folder.

    Parameters
    ----------
    motions : Motions
    folder : path
    interval_ms : float
        Milliseconds from one sample to the next.
    units : str
        Of all axes; "N/A" where there is none.
    form : ".json" or ".cbor"
    key : str, optional
        An HMAC key to sign with.
    replace : bool
        Whether files that differ may be replaced.

    Returns
    -------
    Path of `info.labels`, which names the file, label and person of each recording

    Raises
    ------
    EdgeImpulseError
        As `acquisition.content_of`; then nothing is written.
    WriteError
        If the folder cannot be written to.
    """
    entries = []
    with filled(folder, replace) as made:
        (made / TRAINING).mkdir()
        for number, samples in enumerate(motions.samples):
            label = motions.names[motions.labels[number]]
            axes = motions.axes
            one = Acquisition(samples, axes, (units,) * len(axes), interval_ms)
            path = f"{TRAINING}/{_plain(label)}.{number}{form}"
            (made / path).write_bytes(content_of(one, form, key))
            entries.append(Entry(path, label, TRAINING, motions.people[number]))
        (made / NAME).write_text(labels_text(entries), encoding="utf-8", newline="\n")
    return Path(folder) / NAME


def _listed(folder):
    if has_labels(folder):
        entries = read_labels(folder)
        return [one for one in entries if Path(one.path).suffix.lower() in SUFFIXES]
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    return [Entry(one.relative_to(folder).as_posix(), one.name.split(".")[0]) for one in paths]


def _require_alike(one, first):
    if one.axes != first.axes:
        raise EdgeImpulseError(f"its axes are {', '.join(one.axes)}, unlike the first file's.")
    if abs(one.interval_ms - first.interval_ms) > 1e-3 * first.interval_ms:
        raise EdgeImpulseError(
            f"it has a sample every {one.interval_ms:g} ms, and the first file every "
            f"{first.interval_ms:g}."
        )


def _plain(label):
    """Return a label as the beginning of a file's name."""
    return re.sub(r"[^A-Za-z0-9_-]+", "_", label)[:60] or "recording"
