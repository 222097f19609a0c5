"""`info.labels`: what the files of an exported or uploaded folder are.

    {version: 1, files: [{path, name, category, label: {type, label}, metadata}, …]}

It stands in a folder, and may stand in its sub-folders, too.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from tinyml_kit.base.sizes import read_bytes, require_json
from tinyml_kit.base.text import one_line
from tinyml_kit.datasets.edge_impulse.acquisition import EdgeImpulseError

NAME = "info.labels"
TRAINING, TESTING = "training", "testing"
CATEGORIES = (TRAINING, TESTING, "split")
#: What metadata call whoever made a recording.
PEOPLE = ("person", "subject", "speaker", "user", "participant")
MOST_FILES = 200_000


@dataclass(frozen=True)
class Entry:
    """One file.

    path : str, from the folder of `info.labels` on, with slashes
    label : str, or "" if it has none
    category : "training", "testing" or "split" (not decided)
    person : str, who made it, from its metadata; "" if nobody is named
    """

    path: str
    label: str
    category: str = TRAINING
    person: str = ""


def has_labels(folder: str | Path) -> bool:
    """Tell whether a folder, or one directly in it, has an `info.labels`."""
    folder = Path(folder)
    return (folder / NAME).is_file() or any(folder.glob(f"*/{NAME}"))


def read_labels(folder: str | Path) -> tuple[Entry, ...]:
    """Read the `info.labels` of a folder; without one, those of the folders in it.

    Raises
    ------
    EdgeImpulseError
        If there is none, or one is damaged, too large, of another kind or version, names a file
        outside its folder, or has labels that change within a file, or boxes.
    """
    folder = Path(folder)
    if (folder / NAME).is_file():
        return tuple(_entries(folder / NAME, ""))
    found = sorted(folder.glob(f"*/{NAME}"))
    if not found:
        raise EdgeImpulseError(f"{folder}: there is no {NAME} in it; name an exported folder.")
    return tuple(entry for one in found for entry in _entries(one, f"{one.parent.name}/"))


def labels_text(entries: Iterable[Entry]) -> str:
    """Return the text of an `info.labels`.

    Raises
    ------
    EdgeImpulseError
        If a category is none of CATEGORIES, or a path leads out of the folder.
    """
    files = []
    for one in entries:
        _require_inside(one.path, NAME)
        if one.category not in CATEGORIES:
            raise EdgeImpulseError(
                f"{one_line(one.path)}: there is no category {one_line(one.category)!r}; take one "
                f"of {', '.join(CATEGORIES)}."
            )
        label = {"type": "label", "label": one.label} if one.label else {"type": "unlabeled"}
        file: dict[str, Any] = {
            "path": one.path,
            "name": PurePosixPath(one.path).stem,
            "category": one.category,
            "label": label,
        }
        if one.person:
            file["metadata"] = {PEOPLE[0]: one.person}
        files.append(file)
    return json.dumps({"version": 1, "files": files}, indent=1, ensure_ascii=False) + "\n"


def _entries(path, before):
    content = read_bytes(path, EdgeImpulseError, NAME)
    require_json(content, path, EdgeImpulseError)
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise EdgeImpulseError(f"{path}: this is no JSON; export the folder again.") from error
    if not isinstance(found, dict) or found.get("version") != 1:
        raise EdgeImpulseError(f"{path}: its version is not 1, which is the one that is known.")
    kind = found.get("type")
    if kind is not None:
        raise EdgeImpulseError(
            f"{path}: it holds {one_line(str(kind))}, and only one label for each file is read."
        )
    files = found.get("files")
    if not isinstance(files, list) or len(files) > MOST_FILES:
        raise EdgeImpulseError(
            f"{path}: files has to be a list of at most {MOST_FILES:,}; export the folder again."
        )
    for number, file in enumerate(files):
        yield _entry(file, f"{path}, file {number}", before)


def _entry(file, where, before):
    if not isinstance(file, dict) or not isinstance(file.get("path"), str):
        raise EdgeImpulseError(f"{where}: it has no path; export the folder again.")
    _require_inside(file["path"], where)
    label = file.get("label", {"type": "unlabeled"})
    if isinstance(label, str):
        label = {"type": "label", "label": label}
    kind = label.get("type") if isinstance(label, dict) else None
    if file.get("boundingBoxes") or kind not in ("label", "unlabeled"):
        what = "bounding boxes" if file.get("boundingBoxes") else f"a label of type {kind}"
        raise EdgeImpulseError(
            f"{where}: it has {one_line(what)}, and only one label for each file is read."
        )
    said = label.get("label", "") if kind == "label" else ""
    if not isinstance(said, (str, int, float)):
        raise EdgeImpulseError(f"{where}: its label is no text; export the folder again.")
    category = file.get("category", TRAINING)
    if category not in CATEGORIES:
        category = "split"
    metadata = file.get("metadata")
    person = next(
        (
            one_line(str(metadata[name]))
            for name in PEOPLE
            if isinstance(metadata, dict) and metadata.get(name)
        ),
        "",
    )
    return Entry(before + file["path"], one_line(str(said)), category, person)


def _require_inside(path, where):
    parts = PurePosixPath(path.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in parts.parts[:1] or not parts.parts:
        raise EdgeImpulseError(
            f"{where}: the path {one_line(path)!r} leads out of the folder; correct it."
        )
