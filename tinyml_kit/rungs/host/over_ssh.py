"""The rung ssh:HOST: the generated C on a Raspberry Pi, or another 64-bit Arm Linux, far away.

The program is made here, linked with all its libraries. One call of ssh takes it there together
with the inputs, runs it in a folder that is gone afterwards, and brings the answers back.
"""

import io
import re
import subprocess
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit.base import children
from tinyml_kit.graph.model import Graph
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.host import native, raspberry_pi
from tinyml_kit.rungs.protocol import DeviceError, Run

#: What ssh takes as a host: a name or an address, perhaps with a user. No option begins so.
HOST = re.compile(r"[A-Za-z0-9_][\w.@:%-]*")
#: Seconds for the connection, and for each input; the bench's own limit comes on top.
CONNECT = 20
#: No questions: a password would be asked where nobody looks.
OPTIONS = ("-o", "BatchMode=yes", "-o", f"ConnectTimeout={CONNECT}")
THERE = (
    'd=$(mktemp -d) && trap \'rm -rf "$d"\' EXIT && cd "$d" && tar -xf - && '
    "./bench {files} && tar -cf - {answers}"
)
#: The status with which ssh says that it did not get there.
NOT_THERE = 255


@dataclass(frozen=True)
class Built:
    """A compiled model and the host for it."""

    built: native.Built
    host: str


def build(model: str | Path | bytes | Graph, folder: str | Path, host: str) -> Built:
    """Export a model as C and compile it for a Raspberry Pi.

    Parameters
    ----------
    model, folder : as for `native.build`
    host : str, as ssh takes it, e.g. "pi@raspberrypi.local"

    Raises
    ------
    GraphError, ExportError
        As `native.build`.
    RungMissing
        If there is no cross-compiler or no ssh.
    DeviceError
        If this is no host.
    """
    if not HOST.fullmatch(host):
        raise DeviceError(f"ssh:{host}: this is no host; give one such as pi@raspberrypi.local.")
    toolchain.find("ssh")
    return Built(raspberry_pi.cross_build(model, folder), host)


def run(
    built: Built, inputs: np.ndarray | Sequence[np.ndarray], intermediates: bool = False
) -> Run:
    """Run n inputs on the host, one after the other; `seconds` are measured there.

    Parameters
    ----------
    built, inputs, intermediates : as for `native.run`

    Raises
    ------
    DeviceError
        If ssh does not reach the host, or the program does not run there to its end.
    """
    program = native.bench(built.built, intermediates)

    def start(paths, count):
        names = [path.name for path in paths]
        script = THERE.format(files=" ".join(names), answers=" ".join(names[1:]))
        limit = native.LIMIT + CONNECT + count
        answer = _ssh(built.host, script, _packed({"bench": program, names[0]: paths[0]}), limit)
        _unpack(answer, paths[1:], built.host)

    return native.exchange(built.built.graph, inputs, intermediates, start)


def _ssh(host, script, given, limit):
    command = [toolchain.find("ssh"), *OPTIONS, host, script]
    try:
        answer = children.run(command, limit, input=given, capture_output=True)
    except subprocess.TimeoutExpired:
        raise DeviceError(f"ssh:{host}: no answer within {limit} s.") from None
    if not answer.returncode:
        return answer.stdout
    said = answer.stderr.decode("utf-8", "replace").strip().splitlines()
    why = " ".join(said[-1].split())[:200] if said else f"status {answer.returncode}"
    if answer.returncode == NOT_THERE:
        raise DeviceError(
            f"ssh:{host}: ssh does not get there ({why}); try ssh {host} in a terminal: it has to "
            "work without a password."
        )
    raise DeviceError(
        f"ssh:{host}: the program did not run there ({why}); it is for a 64-bit Linux on Arm."
    )


def _packed(files):
    """Return a tar file with these files, as bytes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, path in files.items():
            archive.add(path, name, recursive=False)
    return packed.getvalue()


def _unpack(answer, paths, host):
    """Write the files of a tar file to paths of the same names; others in it are not looked at."""
    try:
        with tarfile.open(fileobj=io.BytesIO(answer)) as archive:
            for path in paths:
                member = archive.extractfile(path.name)
                if member is None:
                    raise KeyError(path.name)
                path.write_bytes(member.read())
    except (tarfile.TarError, KeyError):
        raise DeviceError(
            f"ssh:{host}: the answer is not what the program writes; does the login there print "
            "something of its own?"
        ) from None
