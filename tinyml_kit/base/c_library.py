"""A C file of the kit as a library of this computer, compiled when it is first needed."""

import ctypes
import os
import subprocess
from functools import cache
from pathlib import Path
from shutil import which

from tinyml_kit.base import children, temporary
from tinyml_kit.base.files import cache_dir

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
    kept = cache_dir() / "libraries" / f"{source.stem}-{hashlib.sha256(content).hexdigest()[:16]}"
    try:
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            with temporary.folder(kept.parent) as folder:
                built = folder / kept.name
                command = [compiler, *OPTIONS, str(source), "-o", str(built)]
                children.run(command, LIMIT, check=True, capture_output=True)
                os.replace(built, kept)
        return ctypes.CDLL(str(kept))
    except (OSError, subprocess.SubprocessError):
        return None
