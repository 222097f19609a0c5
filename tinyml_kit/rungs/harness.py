"""The kit's own programs around simavr's library, compiled for this computer on first use."""

import hashlib
from pathlib import Path

from tinyml_kit.base.files import cache_dir
from tinyml_kit.base.kept import kept
from tinyml_kit.rungs import toolchain
from tinyml_kit.setup.places import header_folder

SIMAVR_HEADER = "simavr/sim_avr.h"


def simavr(source: Path, *options: str) -> Path:
    """Return the path of a program, compiled from a source file with simavr's library.

    It is kept in the cache. Its name is made from the source's content, the compiler and the
    options, so that a change of any of them compiles anew.

    Raises
    ------
    RungMissing
        If there is no compiler, or no such library.
    DeviceError
        If it does not compile.
    WriteError
        If nothing can be written to the cache.
    """
    compiler = toolchain.find("cc", "gcc", "clang")
    headers = header_folder(SIMAVR_HEADER)
    if headers is None:
        raise toolchain.missing("libsimavr", "simavr's library")
    found = (f"-I{headers}", f"-I{headers}/simavr", f"-L{headers.parent}/lib")
    flags = ["-std=gnu11", "-O2", *found]
    how = " ".join([compiler, *flags, *options])
    key = hashlib.sha256(source.read_bytes() + how.encode()).hexdigest()[:12]
    program = cache_dir() / "simavr" / f"{source.stem}-{key}"
    command: list[str | Path] = [compiler, *flags, source, "-lsimavr", *options, "-o"]
    return kept(program, lambda made: toolchain.run([*command, made]))
