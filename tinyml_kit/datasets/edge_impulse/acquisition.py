"""One recording in the Data Acquisition format of Edge Impulse, as JSON or CBOR.

    {protected: {ver, alg, iat}, signature, payload: {device_name, device_type, interval_ms,
     sensors: [{name, units}, …], values: [[…], …]}}

The signature is the HMAC-SHA256 of the file in which the signature's digits are zeros. It says who
has the key, and nothing more: a file without one is read, too.
"""

import hashlib
import hmac
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tinyml_kit.base.errors import BadInput, said
from tinyml_kit.base.files import write_atomically
from tinyml_kit.base.sizes import read_bytes, require_json, require_size
from tinyml_kit.base.text import one_line

JSON, CBOR = ".json", ".cbor"
#: What a number of CBOR, which may be one byte, takes as an object of Python.
_CBOR_OBJECT = 40
MOST_AXES = 64
#: Digits of an HMAC-SHA256, and what stands there while it is computed.
_ZEROS = "0" * 64
UNSIGNED, UNCHECKED, RIGHT = "unsigned", "unchecked", "right"


class EdgeImpulseError(BadInput):
    """A file in a format of Edge Impulse that cannot be used."""


@dataclass(frozen=True)
class Acquisition:
    """One recording.

    values : (n, axes) float64, in `units`
    axes : tuple of str
    units : tuple of str, such as "m/s2"
    interval_ms : float, milliseconds from one sample to the next
    device_name, device_type : str
    issued : int, seconds since 1970, or 0 where the device has no clock
    signature : "unsigned", "unchecked" (no key was given) or "right"
    """

    values: np.ndarray
    axes: tuple[str, ...]
    units: tuple[str, ...]
    interval_ms: float
    device_name: str = ""
    device_type: str = "TINYML_KIT"
    issued: int = 0
    signature: str = UNSIGNED


def read(source: str | Path | bytes, key: str | None = None) -> Acquisition:
    """Read a recording; whether it is JSON or CBOR is seen by how it begins.

    Parameters
    ----------
    source : path, or the bytes of the file
    key : str, optional
        The HMAC key of the project, as it is shown. With it, a file that is
        signed with another key or has been changed is refused.

    Raises
    ------
    EdgeImpulseError
        If the file is missing, damaged, too large or signed by somebody else, or holds what the
        kit does not read.
    """
    if isinstance(source, bytes):
        where, content = "the recording", source
    else:
        where, content = str(source), read_bytes(source, EdgeImpulseError, "a .json or .cbor")
    found = _decoded(content, where)
    payload = _part(found, "payload", dict, where)
    protected = _part(found, "protected", dict, where)
    sensors = _part(payload, "sensors", list, where)
    if not 0 < len(sensors) <= MOST_AXES:
        raise EdgeImpulseError(f"{where}: it has {len(sensors)} sensors; take 1 to {MOST_AXES}.")
    axes = tuple(_text(sensor, "name", where) for sensor in sensors)
    units = tuple(_text(sensor, "units", where) for sensor in sensors)
    interval = payload.get("interval_ms")
    if not _is_number(interval) or not 0 < interval < math.inf:
        raise EdgeImpulseError(
            f"{where}: interval_ms is {one_line(repr(interval))}; it has to be a number of "
            "milliseconds above 0."
        )
    values = _values(_part(payload, "values", list, where), len(axes), where)
    issued = protected.get("iat")
    return Acquisition(
        values, axes, units, float(interval),
        _optional(payload, "device_name"), _optional(payload, "device_type"),
        int(issued) if _is_number(issued) and 0 <= issued < 2**53 else 0,
        _checked(found, protected, content, key, where),
    )  # fmt: skip


def content_of(one: Acquisition, form: str = JSON, key: str | None = None) -> bytes:
    """Return a recording as the bytes of a file.

    Parameters
    ----------
    one : Acquisition
    form : ".json" or ".cbor"
    key : str, optional
        An HMAC key to sign with. Without it the algorithm is "none".

    Raises
    ------
    EdgeImpulseError
        If there is no such form, or the values do not fit the axes or are not finite.
    """
    values = np.asarray(one.values, np.float64)
    if values.ndim != 2 or values.shape[1] != len(one.axes) or len(one.units) != len(one.axes):
        raise EdgeImpulseError(
            f"values of shape {values.shape} do not fit {len(one.axes)} axes and "
            f"{len(one.units)} units; give a column and a unit for each axis."
        )
    if not len(values) or not np.isfinite(values).all():
        raise EdgeImpulseError("the values are empty or not finite; record them again.")
    protected: dict[str, Any] = {"ver": "v1", "alg": "HS256" if key else "none"}
    if one.issued:
        protected["iat"] = one.issued
    message = {
        "protected": protected,
        "signature": _ZEROS if key else "00",
        "payload": {
            "device_name": one.device_name,
            "device_type": one.device_type,
            "interval_ms": one.interval_ms,
            "sensors": [
                {"name": name, "units": unit}
                for name, unit in zip(one.axes, one.units, strict=True)
            ],
            "values": values.tolist() if len(one.axes) > 1 else values[:, 0].tolist(),
        },
    }
    if form == JSON:
        content = json.dumps(message, separators=(",", ":"), allow_nan=False).encode()
    elif form == CBOR:
        import cbor2

        content = cbor2.dumps(message)
    else:
        raise EdgeImpulseError(f"there is no form {form!r}; take {JSON} or {CBOR}.")
    if not key:
        return content
    return content.replace(_ZEROS.encode(), _hmac(content, key).encode(), 1)


def write(path: str | Path, one: Acquisition, key: str | None = None, replace: bool = True) -> None:
    """Write a recording; the ending of the path, .json or .cbor, says in which form.

    Raises
    ------
    EdgeImpulseError
        As `content_of`.
    WriteError
        If the file cannot be written, or differs from one that must not be replaced.
    """
    content = content_of(one, Path(path).suffix.lower(), key)
    with write_atomically(path, replace) as temporary:
        temporary.write_bytes(content)


def _decoded(content, where) -> dict:
    try:
        if content.lstrip()[:1] == b"{":
            require_json(content, where, EdgeImpulseError)
            found = json.loads(content)
        else:
            import cbor2

            require_size(_CBOR_OBJECT * len(content), where, EdgeImpulseError)
            # Nothing of this format is deep, or has other keys than text.
            found = cbor2.loads(content, max_depth=16, strict_hashable_types=True)
    except BadInput:
        raise
    # cbor2 raises whatever the values of its tags raise.
    except Exception as error:
        raise EdgeImpulseError(
            f"{where}: this is no JSON or CBOR that can be read ({one_line(said(error), 120)}); "
            "export it again."
        ) from error
    if not isinstance(found, dict):
        raise EdgeImpulseError(f"{where}: this is no recording; name a file with a payload.")
    return found


def _part(holder, name, kind, where) -> Any:
    part = holder.get(name)
    if not isinstance(part, kind):
        what = "a list" if kind is list else "a table"
        raise EdgeImpulseError(f"{where}: {name} has to be {what}; export the recording again.")
    return part


def _text(sensor, name, where):
    text = sensor.get(name) if isinstance(sensor, dict) else None
    if not isinstance(text, str):
        raise EdgeImpulseError(f"{where}: a sensor has no {name}; export the recording again.")
    return one_line(text)


def _optional(payload, name):
    text = payload.get(name, "")
    return one_line(text) if isinstance(text, str) else ""


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _values(rows, axes, where):
    if any(isinstance(row, str) for row in rows[:1]):
        raise EdgeImpulseError(
            f"{where}: its values lie in an attachment ({one_line(rows[0])}), which is not read; "
            "export it with its values."
        )
    rows = [row if isinstance(row, list) else [row] for row in rows]
    if not rows:
        raise EdgeImpulseError(f"{where}: it holds no values; record it again.")
    for number, row in enumerate(rows):
        if len(row) != axes or not all(map(_is_number, row)):
            raise EdgeImpulseError(
                f"{where}: sample {number} does not have {axes} numbers, one for each sensor; "
                "export the recording again."
            )
    try:
        values = np.array(rows, np.float64)
    except OverflowError:
        values = np.array([math.inf])
    if not np.isfinite(values).all():
        raise EdgeImpulseError(f"{where}: a value is not finite; record it again.")
    return values


def _checked(found, protected, content, key, where):
    """Return what is known about the signature."""
    algorithm, signature = protected.get("alg"), found.get("signature")
    if algorithm == "none":
        return UNSIGNED
    if algorithm != "HS256" or not isinstance(signature, str):
        raise EdgeImpulseError(
            f"{where}: it is signed by {one_line(repr(algorithm))}; HS256 and none are known."
        )
    if key is None:
        return UNCHECKED
    digits = signature.encode("utf-8", "replace")
    empty = content.replace(digits, b"0" * len(digits), 1) if digits else content
    if not hmac.compare_digest(_hmac(empty, key).encode(), digits):
        raise EdgeImpulseError(
            f"{where}: it was signed with another key, or changed since; leave the key out to read "
            "it all the same."
        )
    return RIGHT


def _hmac(content, key):
    return hmac.new(key.encode(), content, hashlib.sha256).hexdigest()
