"""A TOML file as a dataclass: each key is a field, each table a dataclass inside it.

The annotations of the dataclass say what a file may hold. An unknown key, a missing key or a value
of the wrong type is refused; the message names the file and the key.
"""

import types
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from tinyml_kit.base.errors import BadInput, said
from tinyml_kit.base.files import require_file
from tinyml_kit.base.toml import tomllib

Record = TypeVar("Record")
#: Characters of a record; those of the kit have some thousand.
MOST = 100_000
TABLE, LIST = "a table", "a list"
NAMES = {int: "an integer", float: "a number", str: "a string", bool: "true or false"}


class BoardError(BadInput):
    """An unknown board, or a record of a board that cannot be used."""


def load(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file.

    Raises
    ------
    BoardError
        If there is no such file, it is too large for a record, or it is not TOML.
    """
    require_file(path, BoardError, "a record")
    try:
        with open(path, encoding="utf-8") as file:
            content = file.read(MOST + 1)
        if len(content) > MOST:
            raise BoardError(f"{path}: a record has no more than {MOST:,} characters; shorten it.")
        return tomllib.loads(content)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BoardError(f"{path}: this is not TOML ({said(problem)}); correct the file.") from None
    except RecursionError:
        raise BoardError(f"{path}: its lists or tables lie too deep; correct the file.") from None
    except OSError as problem:
        raise BoardError(
            f"{path}: the record cannot be read ({problem.strerror}); name another."
        ) from None


def parse(content: dict[str, Any], kind: type[Record], path: Path, **given: Any) -> Record:
    """Return a dataclass made from the keys of a table.

    Parameters
    ----------
    content : what `load` returned
    kind : the dataclass
    path : the file, for messages
    given : fields that the file does not hold, e.g. the board's name, which is the file's

    Raises
    ------
    BoardError
        If a key is unknown, is missing or has the wrong type, or the dataclass refuses a value.
    """
    return _table(content, kind, path, "", given)


def _table(content: Any, kind: type, path: Path, prefix: str, given: dict[str, Any]) -> Any:
    hints = get_type_hints(kind)
    wanted = [field for field in fields(kind) if field.name not in given]
    unknown = set(content) - {field.name for field in wanted}
    if unknown:
        raise BoardError(
            f"{path}: there is no key {prefix}{min(unknown)}; take one of "
            f"{', '.join(sorted(field.name for field in wanted))}."
        )
    values = dict(given)
    for field in wanted:
        if field.name in content:
            where = f"{prefix}{field.name}"
            values[field.name] = _value(content[field.name], hints[field.name], path, where)
        elif field.default is MISSING and field.default_factory is MISSING:
            raise BoardError(f"{path}: the key {prefix}{field.name} is missing; add it.")
    try:
        return kind(**values)
    except ValueError as problem:
        raise BoardError(f"{path}: {prefix}{problem}.") from None


def _value(value: Any, hint: Any, path: Path, key: str) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(one for one in get_args(hint) if one is not types.NoneType)
    if isinstance(hint, type) and is_dataclass(hint):
        _require(isinstance(value, dict), path, key, TABLE)
        return _table(value, hint, path, f"{key}.", {})
    if get_origin(hint) is tuple:
        _require(isinstance(value, list), path, key, LIST)
        inner = get_args(hint)[0]
        return tuple(_value(one, inner, path, f"{key}[{n}]") for n, one in enumerate(value))
    if get_origin(hint) is dict:
        _require(isinstance(value, dict), path, key, TABLE)
        inner = get_args(hint)[1]
        return {name: _value(one, inner, path, f"{key}.{name}") for name, one in value.items()}
    accepted = (int, float) if hint is float else hint
    # To Python, true is an integer.
    right = isinstance(value, accepted) and (hint is bool or not isinstance(value, bool))
    _require(right, path, key, NAMES[hint])
    return hint(value)


def _require(right: bool, path: Path, key: str, what: str) -> None:
    if not right:
        raise BoardError(f"{path}: {key} has to be {what}; correct it.")
