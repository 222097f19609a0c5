"""The field to draw on: by mouse, finger and keys, and what the chip reads of it."""

import re

import pytest

from tests.support.page_of_a_board import cell, inked, verdict
from tinyml_kit.course import narrow_sums, virtual
from tinyml_kit.rungs.protocol import RungMissing


def test_a_ready_made_drawing_is_read_and_equal_to_the_bit(opened, pages):
    page = opened(pages("digits_uno"))
    page.get_by_role("button", name="4", exact=True).click()
    said = verdict(page)
    assert re.fullmatch(
        r"The chip reads 4 \(computed in \d\.\d ms, simulated\)\. "
        r"Python's scores are equal to the bit\.",
        said,
    )
    assert inked(page) == sum(bin(row).count("1") for row in virtual.PICTURES["4"])
    # The page itself and its worker, which is a text in it.
    assert [url.split(":")[0] for url in page.requests] == ["file", "blob"]


def test_a_mouse_draws_a_stroke(opened, pages):
    page = opened(pages("digits_uno"))
    first, last = (cell(page, row, 4).bounding_box() for row in (2, 7))
    page.mouse.move(first["x"] + 9, first["y"] + 9)
    page.mouse.down()
    page.mouse.move(last["x"] + 9, last["y"] + 9, steps=20)
    page.mouse.up()
    assert "Python is not here to compare" in verdict(page)
    assert inked(page) == 6
    page.get_by_role("button", name="Clear").click()
    assert inked(page) == 0


def test_a_finger_draws_on_a_phone_of_320_pixels(opened, pages):
    page = opened(pages("digits_uno"), viewport={"width": 320, "height": 640}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    cell(page, 5, 5).scroll_into_view_if_needed()
    cell(page, 5, 5).tap()
    verdict(page)
    assert inked(page) == 1


def test_a_keyboard_draws(opened, pages):
    page = opened(pages("digits_uno"))
    cell(page, 1, 1).focus()
    for key in ("ArrowRight", "ArrowDown", "Space", "ArrowDown", "Enter", "End", "Space"):
        page.keyboard.press(key)
    assert [cell(page, *at).get_attribute("aria-selected") for at in ((2, 2), (3, 2), (3, 8))] == [
        "true"
    ] * 3
    assert inked(page) == 3
    page.keyboard.press("Delete")
    assert inked(page) == 0


def centre(page, row, column):
    """Return the place in the middle of a pixel."""
    box = cell(page, row, column).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def by_mouse(page, cells):
    page.mouse.move(*centre(page, *cells[0]))
    page.mouse.down()
    for one in cells[1:]:
        page.mouse.move(*centre(page, *one), steps=3)
    page.mouse.up()


def by_finger(page, cells):
    phone = page.context.new_cdp_session(page)
    places = [dict(zip("xy", centre(page, *one), strict=True)) for one in cells]
    kinds = ["touchStart", *["touchMove"] * (len(cells) - 1)]
    for kind, place in zip(kinds, places, strict=True):
        phone.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
    phone.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def by_keys(page, cells):
    cell(page, 1, 1).focus()
    row = column = 1
    for down, right in cells:
        for key, back, steps in (
            ("ArrowDown", "ArrowUp", down - row), ("ArrowRight", "ArrowLeft", right - column)
        ):  # fmt: skip
            for _ in range(abs(steps)):
                page.keyboard.press(key if steps > 0 else back)
        page.keyboard.press("Space")
        row, column = down, right


#: A seven: along the top, and down to the left.
SEVEN = [(1, 2), (1, 3), (1, 4), (1, 5), (1, 6), (2, 6), (3, 5), (4, 5), (5, 4), (6, 4), (7, 3),
         (8, 3)]  # fmt: skip


@pytest.mark.parametrize("draw", [by_mouse, by_finger, by_keys])
def test_the_same_stroke_is_read_however_it_is_drawn(draw, opened, pages):
    page = opened(pages("drawn_digits"), viewport={"width": 320, "height": 900}, has_touch=True)
    cell(page, 8, 8).scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    draw(page, SEVEN)
    page.get_by_text("The chip reads 7 ").wait_for()
    dark = page.locator("[role=gridcell][aria-selected=true]")
    labels = [dark.nth(i).get_attribute("aria-label") for i in range(dark.count())]
    assert labels == [f"row {row}, column {column}" for row, column in sorted(SEVEN)]
    assert page.evaluate("scrollY") == before  # a finger draws, and does not move the page


def test_a_stroke_that_begins_on_ink_takes_ink_away(opened, pages):
    page = opened(pages("drawn_digits"))
    by_mouse(page, SEVEN)
    verdict(page)
    by_mouse(page, SEVEN[:5])
    assert inked(page) == len(SEVEN) - 5


def test_a_fine_drawing_of_28_by_28_is_read(opened, pages):
    page = opened(pages("drawn_digits"))
    page.get_by_label("size of the drawing").select_option("28 × 28")
    grid = page.get_by_role("grid").bounding_box()
    x, y, side = grid["x"], grid["y"], grid["width"]
    # A 7: two quick strokes, of which the browser tells few points.
    page.mouse.move(x + 0.25 * side, y + 0.15 * side)
    page.mouse.down()
    page.mouse.move(x + 0.75 * side, y + 0.15 * side, steps=2)
    page.mouse.move(x + 0.45 * side, y + 0.9 * side, steps=2)
    page.mouse.up()
    assert "The chip reads 7 " in verdict(page)
    assert inked(page) > 60
    page.get_by_role("button", name="4", exact=True).click()
    page.get_by_text("The chip reads 4 ").wait_for()
    assert page.get_by_role("gridcell").count() == 64


def test_a_button_puts_a_second_program_on_the_chip_which_fails(opened, tmp_path):
    try:
        narrow = narrow_sums.sketch("drawn_digits", tmp_path / "narrow")
        path = virtual.save(tmp_path / "swap.html", "drawn_digits", other=("16 bits", narrow))
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    page = opened(path, viewport={"width": 320, "height": 900})
    swap = page.get_by_role("button", name="16 bits")
    page.get_by_role("button", name="0", exact=True).click()
    assert verdict(page).startswith("The chip reads 0 ") and "equal to the bit" in verdict(page)
    assert swap.get_attribute("aria-pressed") == "false"
    swap.click()
    page.get_by_text("Python's scores are different").wait_for()
    assert verdict(page).startswith("The chip reads 7 ")
    assert swap.get_attribute("aria-pressed") == "true"
    assert page.locator("tr.differs").count() > 1
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    swap.press("Enter")
    page.get_by_text("equal to the bit").wait_for()
    assert verdict(page).startswith("The chip reads 0 ")
