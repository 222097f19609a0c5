"""An exported library: a folder, a .zip or one file, and the one model that is in it."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tinyml_kit.base.errors import said
from tinyml_kit.base.sizes import read_bytes, require_size
from tinyml_kit.base.text import one_line
from tinyml_kit.graph.edge_impulse.compiled import is_compiled, model_of
from tinyml_kit.graph.edge_impulse.metadata import Metadata, metadata_of
from tinyml_kit.graph.model import GraphError
from tinyml_kit.graph.tflite import read

SOURCES, HEADERS = (".cpp", ".cc", ".c", ".h", ".hpp"), (".h", ".hpp")
#: Folders of an export that hold no model; the SDK alone has thousands of files.
PASSED = ("edge-impulse-sdk",)
MOST_FILES = 20_000
_BYTES = re.compile(r"\]\s*[^=;{}]{0,200}=\s*\{([\s0-9a-fA-FxX,]{64,})\}")
COMPILED, ARRAY, FILE = "compiled", "array", "file"


@dataclass(frozen=True)
class Export:
    """A model of Edge Impulse.

    model : bytes of a .tflite
    kind : "compiled" (EON tables), "array" (a .tflite in C) or "file" (a .tflite)
    source : str, the file that it was in
    metadata : Metadata
    """

    model: bytes
    kind: str
    source: str
    metadata: Metadata


def load(path: str | Path) -> Export:
    """Read the model of an exported C++ library; nothing of it is compiled or run.

    Parameters
    ----------
    path : a folder or .zip with the folders tflite-model and model-parameters, or one file of it

    Raises
    ------
    GraphError
        If there is no such path, it holds no model of TFLite or several, or the model is damaged
        or uses what the kit does not support.
    """
    path = Path(path)
    files = list(_files(path))
    headers = "\n".join(
        _text(content) for name, content in files
        if name.lower().endswith(HEADERS) and "model-parameters" in name.replace("\\", "/")
    )  # fmt: skip
    metadata = metadata_of(headers)
    found = {name: one for name, content in files if (one := _model_in(name, content))}
    if not found:
        raise GraphError(_why_none(path, files, metadata))
    if len({content for _, content in found.values()}) > 1:
        raise GraphError(
            f"{path}: it holds {len(found)} models ({one_line(', '.join(found), 200)}); name the "
            "file of one."
        )
    name, (kind, content) = next(iter(found.items()))
    where = f"{path}, {one_line(name)}" if path.name != name else str(path)
    if kind == COMPILED:
        try:
            content = model_of(content)
        except GraphError as error:
            raise GraphError(f"{where}: {error}; export the library again.") from error
    try:
        read(content)
    except GraphError as error:
        raise GraphError(f"{where}: {str(error).removeprefix('the model: ')}") from error
    return Export(content, kind, name, metadata)


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of the files that may hold a model or say something of it."""
    if path.is_dir():
        listed = sorted(one for one in path.rglob("*") if one.is_file())
        named = [(one.relative_to(path).as_posix(), one) for one in listed]
        for name, one in _chosen(named, path):
            yield name, read_bytes(one, GraphError, "a file of an exported library")
        return
    content = read_bytes(path, GraphError, "an exported library")
    if not content.startswith(b"PK"):
        yield path.name, content
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = [(one.filename, one) for one in archive.infolist() if not one.is_dir()]
            chosen = _chosen(members, path)
            require_size(sum(member.file_size for _, member in chosen), path, GraphError)
            for name, member in chosen:
                yield name, archive.read(member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise GraphError(f"{path}: the file is damaged ({said(error)}); export again.") from error


def _chosen(named, path):
    if len(named) > MOST_FILES:
        raise GraphError(f"{path}: it holds {len(named):,} files; name the exported library.")
    return [
        (name, one)
        for name, one in named
        if not set(name.split("/")) & set(PASSED)
        and name.lower().endswith((*SOURCES, ".tflite", ".lite"))
    ]


def _text(content):
    return content.decode("utf-8", "replace")


def _model_in(name, content):
    """Return (kind, text or bytes of the model) of a file, or None."""
    if content[4:8] == b"TFL3":
        return FILE, content
    if not name.lower().endswith(SOURCES):
        return None
    text = _text(content)
    if is_compiled(text):
        return COMPILED, text
    for body in _BYTES.findall(text):
        words = body.replace(",", " ").split()
        try:
            made = bytes(int(word, 0) for word in words)
        except ValueError:
            continue
        if made[4:8] == b"TFL3":
            return ARRAY, made
    return None


def _why_none(path, files, metadata):
    if metadata.engine not in ("TFLite", "TFLite (full)"):
        return (
            f"{path}: its model is for {metadata.engine}, and the kit reads TFLite's; export the "
            "C++ library."
        )
    content = files[0][1] if files and not path.is_dir() else b""
    kinds = {b"\x7fELF": "a program (.eim) for Linux", b"\xcf\xfa\xed\xfe": "a program for a Mac"}
    kind = next((one for begin, one in kinds.items() if content.startswith(begin)), None)
    if kind:
        return f"{path}: this is {kind}, from which no model can be read; export the C++ library."
    return (
        f"{path}: there is no model of TFLite in it; name an exported C++ library, with the "
        "folders tflite-model and model-parameters."
    )
