#!/usr/bin/env python3
"""Set up tinyml-kit and start it. All that is needed is Python 3.9 or newer.

python3 kit.py lab [ARG...]        open chapter 0 in JupyterLab, e.g. lab --no-browser --port 9999,
                                   in your own copy, the folder my beside this file, which each
                                   start brings up to date; --instructor adds nbgrader's menus
python3 kit.py test [ARG...]       check the style, then run every test, e.g. test -k frames
python3 kit.py run [CHAPTER...]    execute chapters without a browser, e.g. run 06
python3 kit.py doctor [--json]     say what this machine can do
python3 kit.py advice [--yes]      print the command that installs the compilers that are missing,
                                   with --yes for a script: it asks no question
python3 kit.py bundle DIR          make a folder that sets up other machines without a network;
                                   on those, add --offline DIR, e.g. lab --offline DIR

The first start makes the folder .venv beside this file (about 3 GB) and installs the tested
versions in it; later starts use it as it is. They need Python 3.10 to 3.13: started with another
one, this script looks for such a Python, or lets uv fetch it into the folder .python. On Debian and
Ubuntu, with root or passwordless sudo, the compilers and simulators are installed too; elsewhere
the command that installs them is printed.
"""

import sys

OLDEST, NEWEST = (3, 10), (3, 13)
#: The oldest Python that can look for a fitting one.
ABLE = (3, 9)


def python_problem(version: tuple) -> "str | None":
    """Return a sentence if this Python is too old to look for a fitting one, else None."""
    if ABLE <= tuple(version[:2]):
        return None
    return (
        "this is Python {}.{}, and tinyml-kit runs on Python {}.{} to {}.{}: install one of these "
        "and start kit.py with it, for example python3.12 kit.py lab"
    ).format(*(tuple(version[:2]) + OLDEST + NEWEST))


# Before anything else is imported, so that an old Python prints a sentence and not a traceback.
unfit = python_problem(sys.version_info)
if unfit:
    sys.exit("kit.py: " + unfit)

import os

ROOT = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, ROOT)  # for a Python that was told not to look beside the script
from tinyml_kit.setup import another_python, windows
from tinyml_kit.setup.another_python import say

if not OLDEST <= tuple(sys.version_info[:2]) <= NEWEST:
    unfit = windows.problem(os.path.join(ROOT, ".venv"), for_packages=False)
    if unfit:
        sys.exit("kit.py: " + unfit)
    try:
        sys.exit(another_python.start_again(__file__, sys.argv[1:], OLDEST, NEWEST))
    except another_python.NoPython as problem:
        sys.exit("kit.py: " + str(problem))

import hashlib
import importlib.util
import platform
import shutil
import subprocess
import threading
from typing import Any, Callable

from tinyml_kit.setup import bundle as bundles
from tinyml_kit.setup import (
    installing,
    packages,
    page,
    places,
    system_packages,
    tools,
)
from tinyml_kit.setup.installing import (
    GIGABYTES_NEEDED,
    differs,
    disk_is_full,
    explain,
    network_is_missing,
)

ENVIRONMENT = os.path.join(ROOT, ".venv")
STAMP = os.path.join(ENVIRONMENT, "tinyml-kit-stamp")
APT_LOG = os.path.join(ROOT, "build", "apt.log")

# Extensions that only instructors need; they ask for them with lab --instructor.
NBGRADER = [
    "nbgrader.server_extensions." + name
    for name in ("formgrader", "validate_assignment", "assignment_list", "course_list")
]


class CannotGoOn(Exception):
    """The set-up or the start cannot go on; the message is one sentence for the reader."""


# --- the Python environment -------------------------------------------------------------------


def python() -> str:
    """Return the path of the environment's Python."""
    return another_python.python_in(ENVIRONMENT)


def stamp() -> list[str]:
    """Return what identifies a finished environment: its packages, its Python and its folder."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt", "hashes.txt"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return [digest.hexdigest(), "Python {}.{} in {}".format(*(sys.version_info[:2] + (ROOT,)))]


def found_stamp() -> list[str]:
    """Return the stamp of the present environment; empty if there is none or it is unfinished."""
    if not (os.path.exists(STAMP) and os.path.exists(python()) and base_exists()):
        return []
    with open(STAMP, encoding="utf-8") as file:
        return file.read().splitlines()


def base_exists() -> bool:
    """Tell whether the Python that the environment was made with is still there.

    On Windows the environment's own program stays when that Python is removed, and fails.
    """
    try:
        with open(os.path.join(ENVIRONMENT, "pyvenv.cfg"), encoding="utf-8") as file:
            settings = dict(line.strip().split(" = ", 1) for line in file if " = " in line)
    except OSError:
        return True
    return os.path.isdir(settings.get("home", ENVIRONMENT))


def check_machine() -> None:
    """Refuse a machine on which the set-up cannot succeed, before anything is written."""
    if sys.platform == "darwin" and platform.machine() == "x86_64":
        raise CannotGoOn(
            "this is an Intel Mac (or an Intel build of Python), for which TensorFlow is no longer "
            "published: use a Mac with Apple silicon and a native Python, or Linux, or Windows"
        )
    problem = windows.problem(ENVIRONMENT)
    if problem:
        raise CannotGoOn(problem)
    if sys.maxsize < 2**32:
        raise CannotGoOn("this Python is a 32-bit build: install a 64-bit one, 3.10 to 3.13")
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise CannotGoOn(
            "this Python comes without venv: on Debian and Ubuntu type sudo apt-get install "
            "python{}.{}-venv, elsewhere use the Python from python.org".format(*sys.version_info)
        )
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < GIGABYTES_NEEDED and not found_stamp():
        raise CannotGoOn(
            "no disk space: the set-up needs {} GB and {} has {:.1f} GB free; free some, or move "
            "this folder to a larger disk".format(GIGABYTES_NEEDED, ROOT, free)
        )


def watch(command: list[str]) -> tuple[int, str]:
    """Run an installer, show its progress, and return its exit status and its output."""
    return installing.watch(command, ROOT)


def make_environment() -> None:
    """Make .venv, unless there is a finished one for this folder and this Python."""
    keep = found_stamp()[1:] == stamp()[1:]
    if keep:
        # Without a stamp the environment counts as unfinished until the new stamp is written.
        os.remove(STAMP)
    inside = os.path.realpath(sys.prefix) == os.path.realpath(ENVIRONMENT)
    if keep or inside:
        return
    say("making the environment " + ENVIRONMENT)
    status, output = watch([sys.executable, "-m", "venv", "--clear", ENVIRONMENT])
    if status:
        raise CannotGoOn(explain(output))


def install_packages() -> None:
    """Install the tested packages, with uv or with pip if uv fails, and then the kit itself."""
    if not packages.checked():
        say("packages are not compared with the tested ones, as " + packages.UNCHECKED + " asks")
    pip = [python(), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    pip += ["--retries", "2", "--timeout", "30"]
    uv = [python(), "-m", "uv", "pip", "install", "--python", python(), "--compile-bytecode"]
    say(
        "installing the packages: about 1 GB to fetch (less if some were fetched before), 3.4 GB "
        "on disk (measured); the first time this takes a few minutes"
    )
    status, output = watch(pip + requested(lambda name: name == packages.UV))
    # Where Node is installed already, the one of pip is not fetched, too.
    node = page.node_on_path()
    wanted = requested(lambda name: not (node and name == packages.NODE))
    hopeless = status and network_is_missing(output)
    if status == 0:
        # If uv finds no network, pip may still: its own configuration can name a package index.
        status, output = watch(uv + wanted)
    if status and not (hopeless or disk_is_full(output) or differs(output)):
        sys.stderr.write(output)
        say("uv failed; trying pip, which is slower and prints nothing for minutes")
        status, output = watch(pip + wanted)
    if status == 0:
        # Its build needs setuptools, which is one of the packages.
        status, output = watch(pip + ["--no-deps", "--no-build-isolation", "-e", ROOT])
    if status:
        raise CannotGoOn(explain(output))


def requested(wanted: Callable[[str], bool]) -> list[str]:
    """Return the arguments with which an installer gets the packages of wanted names."""
    return packages.requested(ROOT, ENVIRONMENT, wanted)


def make_page(command: str) -> None:
    """Make the board on the page; without it everything else works."""
    say("bundling the board that runs in pages")
    tests = ["--for-tests"] if command == "test" else []
    status, output = watch([python(), "-m", "tinyml_kit.setup.page"] + tests)
    if status == 0:
        return
    why = output.strip().split("\n")[-1]
    if command == "test" and in_ci():
        raise CannotGoOn(why)
    say(why + "; everything but the board in pages works without")


def in_ci() -> bool:
    """Tell whether this is continuous integration, where nothing may be left out silently."""
    return os.environ.get("CI", "").lower() in ("1", "true")


# --- compilers and simulators -----------------------------------------------------------------


def report_missing(missing: list[str], command: str) -> None:
    """Say which compilers and simulators are missing and how to get them.

    Only a test run in continuous integration is refused: it would silently test less. Not on
    Windows and on Macs, where some do not exist; there the tests know which (conftest.py).
    """
    if command == "test" and in_ci() and sys.platform == "linux":
        raise CannotGoOn(
            "the tests need {}, which could not be installed; see {}".format(
                ", ".join(missing), APT_LOG
            )
        )
    say(
        "simulated boards need {}; everything else works without. To get them: {}".format(
            ", ".join(missing), tools.one_command(missing)
        )
    )


# --- from start to end ------------------------------------------------------------------------


def set_up(command: str, offline: "str | None" = None) -> None:
    """Bring the environment, the compilers and the simulators up to date.

    With `offline`, the folder of a bundle, everything comes from there.
    """
    ready = found_stamp() == stamp()
    if ready and command != "test" and page.is_ready(ROOT, command == "test"):
        return
    if not ready:
        check_machine()
        if offline:
            digest = bundles.check(offline, stamp()[0], ROOT)
            say("the bundle is whole; its maker was told the same digest: " + digest)
            os.environ.update(bundles.settings(offline))
    missing = system_packages.missing_for(command)
    apt = system_packages.apt_get() if missing and not offline else None
    # apt-get and pip wait for different servers: at the same time they take less time.
    installer = threading.Thread(target=system_packages.install, args=(missing, apt, APT_LOG))
    if apt:
        say("installing compilers and simulators: " + " ".join(missing))
        installer.start()
    try:
        if not ready:
            make_environment()
            install_packages()
            with open(STAMP, "w", encoding="utf-8") as file:
                file.write("\n".join(stamp()))
    finally:
        if apt:
            installer.join()
    if not page.is_ready(ROOT, command == "test"):
        make_page(command)
    missing = missing and system_packages.missing_for(command)
    if missing:
        report_missing(missing, command)


def replace_by(command: list[str]) -> int:
    """Run a command in place of this script, which passes on its signals and exit status."""
    if os.name == "nt":
        return another_python.call(command)
    sys.stderr.flush()
    return os.execv(command[0], command)


def make_copy(folder: str) -> bool:
    """Make the reader's copy of the chapters or bring it up to date; tell whether it exists."""
    # The command names a notebook that it cannot update; that is no reason to stop here.
    subprocess.call(kit_command(["new", folder]), stdout=sys.stderr)
    hidden = os.path.join(folder, ".tinyml-kit")
    if os.path.isdir(hidden):
        open(os.path.join(hidden, "lab.log"), "w").close()  # empty the log of the last start
    return os.path.isdir(hidden)


def lab_options(folder: str, instructor: bool) -> list[str]:
    """Return the options with which JupyterLab opens the first chapter of a folder, quietly."""
    options = ["--ServerApp.root_dir=" + folder]
    options += ["--LabApp.default_url=/lab/tree/00_start_here.ipynb"]
    # Ask no question about news at the start, and none after Ctrl-C.
    options += ["--LabApp.news_url=None", "--ServerApp.answer_yes=True"]
    who = "instructor" if instructor else "reader"
    settings = os.path.join(os.path.dirname(bundles.__file__), "jupyterlab", who)
    options += ["--LabApp.app_settings_dir=" + settings]
    extensions = {"tinyml_kit.teach.lab": True}
    if not instructor:
        extensions.update(dict.fromkeys(NBGRADER, False))
    options += ["--ServerApp.jpserver_extensions={!r}".format(extensions)]
    log = os.path.join(folder, ".tinyml-kit", "lab.log")
    options += ["--ServerApp.logging_config={!r}".format(quiet_logging(log))]
    options += ["--LabApp.log_level=ERROR"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    return options


def quiet_logging(log: str) -> dict[str, Any]:
    """Return settings with which JupyterLab logs errors here and everything to a file."""
    to_file = {"class": "logging.FileHandler", "filename": log, "encoding": "utf-8"}
    return {
        "handlers": {"console": {"level": "ERROR"}, "file": dict(to_file, formatter="console")},
        "loggers": {"ServerApp": {"level": "INFO", "handlers": ["console", "file"]}},
    }


def lab(arguments: list[str]) -> int:
    """Open chapter 0 of the reader's own copy in JupyterLab."""
    instructor = "--instructor" in arguments
    arguments = [argument for argument in arguments if argument != "--instructor"]
    folder = os.path.join(ROOT, "my")
    if not make_copy(folder):
        return 1
    options = lab_options(folder, instructor)
    return replace_by([python(), "-m", "jupyterlab"] + options + arguments)


def test(arguments: list[str]) -> int:
    """Check the style, then run the tests and every notebook in two processes."""
    # Results must be the same with and without a graphics card.
    os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1")
    os.chdir(ROOT)
    for style in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]):
        status = subprocess.call([python(), "-m"] + style)
        if status:
            say("the check of the style failed; " + " ".join(style) + " says where")
            return status
    notebooks = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=300"]
    notebooks += ["--nbval-sanitize-with=" + os.path.join("tests", "sanitise_notebooks.cfg")]
    # Each file stays in one process: the cells of a notebook share a kernel, and TensorFlow takes
    # seconds to load. Files with many tests start first, so that none of them starts last.
    workers = ["-n", "2", "--dist", "loadfile", "--durations=15"]
    return replace_by([python(), "-m", "pytest"] + workers + notebooks + arguments)


def kit_command(arguments: list[str]) -> list[str]:
    """Return a command that calls the kit's own command line."""
    # Windows looks for no ending where a path is given.
    name = "tinyml-kit.exe" if os.name == "nt" else "tinyml-kit"
    return [os.path.join(os.path.dirname(python()), name)] + arguments


def run(arguments: list[str]) -> int:
    """Execute chapters without a browser."""
    return replace_by(kit_command(["run"] + arguments))


def doctor(arguments: list[str]) -> int:
    """Say what this machine can do."""
    return replace_by(kit_command(["doctor"] + arguments))


def advice(arguments: list[str]) -> int:
    """Print the command that installs the compilers and simulators that are missing here."""
    missing = system_packages.missing_for("test")
    print(tools.one_command(missing, unasked="--yes" in arguments) if missing else "")
    return 0


def bundle(arguments: list[str]) -> int:
    """Make a folder that sets up the kit without a network."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        raise CannotGoOn("name the folder to make, e.g. python3 kit.py bundle class-bundle")
    (folder,) = arguments
    edition = stamp()[0]  # now, because the kit may change during the minutes that follow
    bundles.prepare(folder, ROOT)
    say("fetching the packages into " + folder)
    wheels = bundles.wheels_of(folder)
    pip = [python(), "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    status, output = watch(pip + ["--wheel-dir", wheels] + requested(lambda name: True))
    if status:
        raise CannotGoOn(explain(output))
    size = bundles.finish(folder, edition)
    say("{} is ready: {:.0f} MB of packages, and the kit".format(folder, size / 1e6))
    say("its digest, for those who set up from it: " + bundles.digest(folder))
    return 0


COMMANDS = {
    "lab": lab,
    "test": test,
    "run": run,
    "doctor": doctor,
    "advice": advice,
    "bundle": bundle,
}
#: What needs no environment.
WITHOUT_SET_UP = ("advice",)


def take_offline(arguments: list[str]) -> "tuple[str | None, list[str]]":
    """Return the folder after --offline, or None, and the other arguments."""
    if "--offline" not in arguments:
        return None, arguments
    at = arguments.index("--offline")
    if at + 1 == len(arguments):
        raise CannotGoOn("after --offline, name the folder that kit.py bundle made")
    return arguments[at + 1], arguments[:at] + arguments[at + 2 :]


def main(arguments: list[str]) -> int:
    """Set up what the command needs and start it; return its exit status."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(__doc__)
        return 0 if arguments else 2
    if arguments[0] not in COMMANDS:
        say("there is no command {}; there are {}".format(arguments[0], ", ".join(COMMANDS)))
        return 2
    # Notebooks call the environment's programs and its kernel, whatever else is installed.
    os.environ["VIRTUAL_ENV"] = ENVIRONMENT
    os.environ["PATH"] = os.path.dirname(python()) + os.pathsep + os.environ.get("PATH", "")
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    places.extend_path()
    try:
        offline, others = take_offline(arguments[1:])
        if arguments[0] not in WITHOUT_SET_UP:
            set_up(arguments[0], offline)
        return COMMANDS[arguments[0]](others)
    except (CannotGoOn, bundles.BundleError) as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        say("stopped by Ctrl-C")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
