"""A C file of the kit as a library of this computer, compiled when it is first needed."""

import ctypes
import subprocess
from functools import cache
from pathlib import Path
from shutil import which

from tinyml_kit.base import children
from tinyml_kit.base.files import WriteError, cache_dir
from tinyml_kit.base.kept import kept

COMPILERS = ("gcc", "clang", "cc")
OPTIONS = ("-O3", "-std=gnu11", "-shared", "-fPIC")
# Seconds after which a compiler counts as stuck.
LIMIT = 60


@cache
def library(source: Path) -> ctypes.CDLL | None:
    """Compile a C file and load it; None where that is not possible.

    The library is kept in the cache (`base.files.cache_dir`) under the checksum of the file and of
    the compiler's options, so that it is compiled once per computer. There is None without a
    compiler, without a cache that can be written to, and on systems that do not load libraries
    from there. The kit's C always has a twin in NumPy, which takes over.
    """
    import hashlib

    compiler = next(filter(None, map(which, COMPILERS)), None)
    if compiler is None:
        return None
    content = source.read_bytes() + " ".join([compiler, *OPTIONS]).encode()
    path = cache_dir() / "libraries" / f"{source.stem}-{hashlib.sha256(content).hexdigest()[:16]}"
    command = [compiler, *OPTIONS, str(source), "-o"]

    def make(made):
        children.run([*command, made], LIMIT, check=True, capture_output=True)

    try:
        return ctypes.CDLL(str(kept(path, make)))
    except (OSError, WriteError, subprocess.SubprocessError):
        return None
