"""Start kit.py again with a Python that the kit runs on, found on this computer or fetched.

The newest systems come with a Python that is too new for the tested TensorFlow, others with one
that is too old. kit.py imports this, with any Python from 3.9 on, before it imports anything else:
standard library only, and no syntax of later Pythons.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

#: What uv fetches where no fitting Python is found.
WANTED = "3.13"
#: On Windows the build for Intel, because there are no packages for ARM.
ON_WINDOWS = "cpython-3.13-windows-x86_64"
#: How long uv may take to find or to fetch one, in seconds.
LIMIT = 900


class NoPython(Exception):
    """There is no fitting Python and none can be fetched; the message is one sentence."""


def say(text: str) -> None:
    """Print a line at once, on stderr: stdout belongs to the command that is started."""
    sys.stderr.write("kit.py: " + text + "\n")
    sys.stderr.flush()


def start_again(script: str, arguments: list, oldest: tuple, newest: tuple) -> int:
    """Run a script with a fitting Python, and return its exit status.

    Parameters
    ----------
    script : path of kit.py
    arguments : its arguments
    oldest, newest : (int, int), versions of Python, both fitting

    Raises
    ------
    NoPython
    """
    python = find(os.path.dirname(os.path.abspath(script)), oldest, newest)
    say("going on with " + python)
    sys.stderr.flush()
    command = [python, script] + arguments
    return call(command) if os.name == "nt" else os.execv(python, command)


def call(command: list) -> int:
    """Run a command to its end on Windows, which cannot replace a program by another.

    Ctrl-C reaches the command, too, which ends in its own way; this program only waits for it.
    """
    process = subprocess.Popen(command)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def find(root: str, oldest: tuple, newest: tuple) -> str:
    """Return the path of a fitting Python: that of the kit's environment, another, or a new one."""
    bounds = ">={}.{},<{}.{}".format(*oldest, newest[0], newest[1] + 1)
    environment = os.path.join(root, ".venv")
    own = python_in(environment)
    if os.path.exists(own) and os.path.exists(os.path.join(environment, "tinyml-kit-stamp")):
        return own
    say(
        "this is Python {}.{}, and the tested packages need {}.{} to {}.{}: looking for one".format(
            *sys.version_info[:2], *oldest, *newest
        )
    )
    uv = find_uv(os.path.join(root, "build", "uv"))
    folder = os.path.join(root, ".python")
    os.environ["UV_PYTHON_INSTALL_DIR"] = folder  # where an earlier start may have put one
    found = ask(uv, ["python", "find", "--no-project", bounds])
    if found:
        return found
    say(
        "none is here; fetching Python {} into {} (about 30 MB). To avoid this, start kit.py with "
        "a Python {}.{} to {}.{} of your own".format(WANTED, folder, *oldest, *newest)
    )
    wanted = ON_WINDOWS if os.name == "nt" else WANTED
    # Nothing is to be left outside of the folder; an older uv knows neither option.
    if ask(uv, ["python", "install", "--no-bin", "--no-registry", wanted]) is None:
        ask(uv, ["python", "install", wanted])
    found = ask(uv, ["python", "find", "--no-project", bounds])
    if not found:
        raise NoPython(cannot_fetch(oldest, newest))
    return found


def find_uv(folder: str) -> str:
    """Return the path of uv: the one on the PATH, or one that pip puts into a folder."""
    found = shutil.which("uv")
    if found:
        return found
    python = python_in(folder)
    uv = os.path.join(os.path.dirname(python), "uv.exe" if os.name == "nt" else "uv")
    if not os.path.exists(uv):
        try:
            import venv

            venv.create(folder, with_pip=True)
        except (ImportError, OSError, subprocess.CalledProcessError):
            return uv  # Debian's Python without python3-venv; asking uv then finds nothing
        pip = [python, "-m", "pip", "install", "--quiet", "--retries", "1", "--timeout", "30"]
        subprocess.call(pip + ["uv"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return uv


def python_in(environment: str) -> str:
    """Return the path of the Python of an environment."""
    parts = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(environment, *parts)


def ask(uv: str, arguments: list) -> str | None:
    """Return what uv prints, or None if it fails."""
    try:
        answer = subprocess.run(
            [uv] + arguments,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
            timeout=LIMIT,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def cannot_fetch(oldest: tuple, newest: tuple, platform: str = sys.platform) -> str:
    """Return the sentence for a computer without a fitting Python that reaches none."""
    install = {
        "win32": "type py install 3.13, then py -3.13 kit.py lab",
        "darwin": "type brew install python@3.13, then python3.13 kit.py lab",
    }
    advice = install.get(platform, "")
    if not advice and shutil.which("dnf"):
        advice = "type sudo dnf install python3.13, then python3.13 kit.py lab"
    advice = (
        advice or "install one, for example by uv python install 3.13, and start kit.py with it"
    )
    return (
        "this is Python {}.{}, and tinyml-kit runs on {}.{} to {}.{}, of which none is here and "
        "none could be fetched: {}".format(*sys.version_info[:2], *oldest, *newest, advice)
    )
