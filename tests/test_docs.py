"""What README.md and INSTRUCTORS.md show is there, small, and said in words."""

import importlib.util
import re
from pathlib import Path

import pytest
from PIL import Image

from tinyml_kit.teach import chapters

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "INSTRUCTORS.md")


def timings():
    """Return the script beside the pictures, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("timings", ROOT / "docs" / "timings.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES)
def test_pictures_are_small_and_described(page):
    pictures = re.findall(r"!\[(.*?)\]\((.*?)\)", (ROOT / page).read_text(encoding="utf-8"))
    assert pictures
    for words, path in pictures:
        assert len(words) > 40
        assert (ROOT / path).stat().st_size <= 150_000
        assert Image.open(ROOT / path).width >= 800


def test_every_chapter_has_a_row_in_the_table_of_times():
    text = (ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z0-9]+_\w+) \| \d+ \|", text, re.MULTILINE)
    assert rows == [path.stem for path in chapters.find()]


def test_new_times_go_into_the_rows_of_their_chapters():
    text = "| chapter | cells | run |\n| 01_a | 3 | 9 s | 1 h |\n| 02_b | 4 | 8 s | 2 h |\n"
    output = "02_b                              5 cells    12.6 s (measured)\nsomething else\n"
    assert timings().renewed(text, output) == text.replace("| 4 | 8 s |", "| 5 | 13 s |")
    with pytest.raises(SystemExit, match="no row for 02_b"):
        timings().renewed("", output)
