"""Which systems and Pythons have a wheel of every tested package; prints CONTRIBUTING's table.

python docs/what_resolves.py

It asks the package index and installs nothing. Where the tested versions do not resolve, it asks
again without them: once that says yes, the Python can be added (kit.py, NEWEST).
"""

import sys
from pathlib import Path

from tinyml_kit.setup import installing

ROOT = Path(__file__).parents[1]

PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
#: What uv calls each system, and the table's words for it.
SYSTEMS = {
    "x86_64-pc-windows-msvc": "Windows x64",
    "aarch64-pc-windows-msvc": "Windows ARM64",
    "aarch64-apple-darwin": "macOS, Apple silicon",
    "x86_64-apple-darwin": "macOS, Intel",
    "x86_64-manylinux_2_31": "Linux x86-64",
    "aarch64-manylinux_2_31": "Linux arm64",
}


def resolves(python: str, system: str, tested: bool) -> tuple[bool, str]:
    """Tell whether every package has a wheel; if not, return uv's reason as well."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--only-binary", ":all:"]
    command += ["--python-version", python, "--python-platform", system, "--no-header"]
    command += ["-c", "constraints.txt"] if tested else []
    status, output = installing.watch([*command, "pyproject.toml"], str(ROOT))
    return status == 0, " ".join(output.split())


def word(python: str, system: str) -> str:
    """Return a cell of the table."""
    works, why = resolves(python, system, tested=True)
    if works:
        return "yes"
    newer, _ = resolves(python, system, tested=False)
    print(f"{python} on {SYSTEMS[system]}: {why[:300]}", file=sys.stderr)
    return "other versions only" if newer else "no"


def table() -> str:
    """Return the table as Markdown: one line per system, one column per Python."""
    lines = ["| | " + " | ".join(PYTHONS) + " |", "|---" * (len(PYTHONS) + 1) + "|"]
    for system, title in SYSTEMS.items():
        cells = [word(python, system) for python in PYTHONS]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
