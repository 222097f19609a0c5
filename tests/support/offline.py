"""A program without any network, and with nothing of what was fetched before."""

import shutil
import subprocess
import sys
from pathlib import Path

#: Starts a program after the machine's address to itself was switched on, which kernels talk over.
LOOPBACK = """
import fcntl, os, socket, struct, sys
with socket.socket() as one:  # SIOCSIFFLAGS; IFF_UP and IFF_RUNNING
    fcntl.ioctl(one, 0x8914, struct.pack("16sH22x", b"lo", 0x41))
os.execvp(sys.argv[1], sys.argv[1:])
"""


def without_network() -> list[str]:
    """Return the start of a command that cuts the network off, or of one that changes nothing."""
    for option in ("-n", "-rn"):
        prefix = ["unshare", option, sys.executable, "-c", LOOPBACK]
        if shutil.which("unshare") and not subprocess.run([*prefix, "true"]).returncode:
            return prefix
    return []


def nowhere(empty: Path) -> dict[str, str]:
    """Return settings with which pip and uv find neither an index nor a cache.

    Parameters
    ----------
    empty : a folder that is empty or absent
    """
    here = str(empty)
    caches = {"PIP_CACHE_DIR": here, "UV_CACHE_DIR": here, "HOME": here}
    return {**caches, "PIP_INDEX_URL": "http://127.0.0.1:9/"}
