"""The whole bundle: made here, and a new copy of the kit set up from it without any network.

    python -m benchmarks.whole_bundle [--folder DIR] [--chapter 04]

Makes the bundle, copies the kit out of it, and lets the copy set itself up and execute a chapter
with the network cut off (by `unshare`, on Linux) and with empty caches. It takes about 8 GB of disk
and some minutes; what it wrote is removed. Prints sizes and seconds (measured).
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.offline import nowhere, without_network
from tinyml_kit.base import resources


def timed(command: list[str], folder: Path, **settings: str) -> float:
    """Run kit.py in a folder; return the seconds that it took, and raise if it fails."""
    environment = {**os.environ, **settings}
    environment.pop("PYTHONPATH", None)  # the copy of the kit, and not this one
    start = time.monotonic()
    subprocess.run(command, cwd=folder, env=environment, check=True)
    return time.monotonic() - start


def main() -> int:
    """Run the command; return 0 if the chapter ran."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--folder", type=Path, help="where there is room; default: for temporaries")
    parser.add_argument("--chapter", default="04")
    options = parser.parse_args()
    cut = without_network()
    if not cut:
        sys.exit("whole_bundle: this machine cannot cut the network off; it needs unshare.")
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        stick, copy = Path(name, "stick"), Path(name, "copy")
        script = [sys.executable, "kit.py"]
        made = timed([*script, "bundle", str(stick)], resources.CHECKOUT)
        size = sum(wheel.stat().st_size for wheel in (stick / "wheels").iterdir())
        shutil.copytree(stick / "kit", copy)
        (copy / "empty").mkdir()
        command = [*cut, *script, "run", options.chapter, "--offline", str(stick)]
        set_up = timed(command, copy, **nowhere(copy / "empty"))
    print(
        f"{size / 1e6:,.0f} MB of packages, {made:.0f} s to make, {set_up:.0f} s to set up and run "
        f"chapter {options.chapter} with the network cut off (measured)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
