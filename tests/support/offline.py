"""A program without any network, and with nothing of what was fetched before."""

import shutil
import subprocess
from pathlib import Path


def without_network() -> list[str]:
    """Return the start of a command that cuts the network off, or of one that changes nothing."""
    for prefix in (["unshare", "-n"], ["unshare", "-rn"]):
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
