"""A checkout is the same on every system: names that each allows, and the same bytes."""

import re
import subprocess
from collections import Counter

import pytest

from tinyml_kit.base import resources

ROOT = resources.CHECKOUT
#: What Windows keeps for itself, with any ending.
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def git(*arguments, folder=ROOT):
    answer = subprocess.run(["git", *arguments], cwd=folder, capture_output=True)
    if answer.returncode:
        pytest.skip("this is no checkout of git")
    return answer.stdout


def names():
    return git("ls-files", "-z").decode().rstrip("\0").split("\0")


def test_no_two_names_differ_only_in_case():
    folders = {part for name in names() for part in (name, *map(str, parents(name)))}
    assert max(Counter(one.lower() for one in folders).values()) == 1


def parents(name):
    parts = name.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def test_every_name_is_allowed_on_windows():
    parts = {part for name in names() for part in name.split("/")}
    odd = [one for one in parts if re.search(r'[<>:"\\|?*\x00-\x1f]|[. ]$', one)]
    assert odd == [] and [one for one in parts if RESERVED.fullmatch(one)] == []


def test_names_leave_room_for_a_long_folder():
    assert max(map(len, names())) <= 120


def test_a_checkout_with_windows_line_ends_has_the_same_bytes(tmp_path):
    # Checksums of stored tables would fail with other line ends.
    git("clone", "-q", "-c", "core.autocrlf=true", "--no-local", "--depth", "1",
        f"file://{ROOT}", str(tmp_path / "kit"))  # fmt: skip
    tables = sorted((tmp_path / "kit").glob("benchmarks/results/*.csv"))
    assert tables and not [path for path in tables if b"\r" in path.read_bytes()]
    assert b"\r" not in (tmp_path / "kit" / "kit.py").read_bytes()
