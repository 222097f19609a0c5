"""In a real browser: a reader's first minutes in JupyterLab, and slides without a network.

The README's pictures are taken here: `TINYML_KIT_PICTURES=docs python3 kit.py test -k browser`.
"""

import io
import os
import re
from pathlib import Path

import nbformat
import pytest
from PIL import Image

from tests.support import in_jupyterlab
from tests.support.in_jupyterlab import SECONDS, TOKEN, cell_with, run, run_all
from tinyml_kit.base import resources
from tinyml_kit.teach import chapters, workspace
from tinyml_kit.teach import lab as lab_extension
from tinyml_kit.teach.slides import page as slides


def start_of(chapter, marker):
    """Return a chapter up to and with the code cell that holds a text."""
    notebook = nbformat.read(chapter, as_version=4)
    code = [i for i, c in enumerate(notebook.cells) if c.cell_type == "code" and marker in c.source]
    notebook.cells = notebook.cells[: code[0] + 1]
    return notebook


def cells_with(chapter, *markers):
    """Return, of a chapter, only the code cells that hold one of some texts."""
    notebook = nbformat.read(chapter, as_version=4)
    notebook.cells = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and any(marker in cell.source for marker in markers)
    ]
    return notebook


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Return a folder with copies: a browser saves what it shows."""
    folder = tmp_path_factory.mktemp("kit")
    my = folder / "my"
    workspace.refresh(my)
    name = "05_convolution.ipynb"
    start = start_of(my / name, "pictures.explore_window")
    # The README's picture must not give away the sums that the chapter asks for.
    start.cells[-1].source = start.cells[-1].source.replace("(image,", "(image.T,")
    nbformat.write(start, my / name)
    name = "01_what_is_tinyml.ipynb"
    nbformat.write(cells_with(my / name, "as explorer", "explorer.explore()"), my / name)
    code = "from tinyml_kit.course import virtual\nvirtual.show('digits_uno')"
    board = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    board.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}}
    nbformat.write(board, my / "board.ipynb")
    return folder


@pytest.fixture(scope="module")
def lab(shelf):
    """Start JupyterLab; return its address."""
    with in_jupyterlab.served(shelf) as address:
        yield address


@pytest.fixture
def open_notebook(lab, browser):
    """Return a function that opens a notebook of the shelf and returns the page."""
    page = browser.new_page(viewport={"width": 1300, "height": 1000})

    def open_it(name):
        in_jupyterlab.open_in(page, lab, name)
        return page

    yield open_it
    page.close()


@pytest.fixture
def picture(tmp_path):
    """Return a function that takes a picture of what surrounds a part of the page."""
    folder = Path(os.environ.get("TINYML_KIT_PICTURES", tmp_path))

    def take(page, name, part):
        page.set_viewport_size({"width": 1000, "height": 600})
        if page.locator("#jp-left-stack").is_visible():
            page.keyboard.press("Control+b")  # the list of files goes
        part.evaluate("element => element.scrollIntoView({block: 'center'})")
        page.wait_for_timeout(1000)
        # Few colours make a small file.
        colours = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(128)
        colours.save(folder / f"{name}.png", optimize=True)
        assert 15_000 < (folder / f"{name}.png").stat().st_size < 150_000

    return take


def answer(page, cell, line):
    """Put a line in the place of "YOUR CODE HERE"."""
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-line").last.click()
    page.keyboard.press("End")
    page.keyboard.press("Shift+Home")
    page.keyboard.type(line)


def test_the_first_page_comes_without_a_question(open_notebook):
    page = open_notebook("05_convolution.ipynb")
    page.wait_for_timeout(5000)
    assert page.get_by_text("Jupyter news").count() == 0
    assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0


def test_a_start_is_one_line_with_the_address(lab, shelf):
    said = (shelf / "lab.log").read_text(encoding="utf-8")
    port = lab.rpartition(":")[2]
    address = rf"http://\S+:{port}/lab/tree/00_start_here\.ipynb\?token={TOKEN}"
    assert re.fullmatch(rf"Open {address} ; stop with Ctrl-C\n", said)
    assert "is running at" in (shelf / "my" / ".tinyml-kit" / "lab.log").read_text(encoding="utf-8")


def test_a_reader_sees_no_menu_of_instructors(open_notebook):
    page = open_notebook("05_convolution.ipynb")
    assert page.get_by_text("Run", exact=True).first.is_visible()
    assert page.get_by_text(re.compile("nbgrader", re.I)).count() == 0
    assert page.get_by_text("Validate", exact=True).count() == 0


def seen(picture):
    """Return what a picture is and what it shows in words."""
    return picture.get_attribute("src"), picture.get_attribute("alt")


def changed(page, picture, before):
    """Wait for another picture in its place, and return what it shows in words."""
    for _ in range(SECONDS):
        source, words = seen(picture)
        if source != before[0]:
            assert words != before[1] and len(words) > 20
            return words
        page.wait_for_timeout(1000)
    raise AssertionError("the figure did not change")


def test_a_slider_of_chapter_05_changes_the_figure_and_is_not_saved(open_notebook, picture, shelf):
    page = open_notebook("05_convolution.ipynb")
    run_all(page)
    slider = page.locator(".widget-hslider .noUi-handle").first
    slider.scroll_into_view_if_needed()
    shown = cell_with(page, "pictures.explore_window").locator(".jp-OutputArea-output img").first
    before = seen(shown)
    assert slider.get_attribute("aria-label") == "place"
    slider.focus()
    page.keyboard.press("ArrowRight")
    changed(page, shown, before)
    picture(page, "slider", shown)
    page.keyboard.press("Control+s")
    page.locator(".jp-mod-dirty").wait_for(state="detached")
    (cell,) = [c for c in saved(shelf, "05_convolution.ipynb") if "explore_window" in c.source]
    sentence, figure = cell.outputs
    assert sentence.text == lab_extension.SLIDERS and "image/png" in figure.data


def saved(shelf, name):
    """Return the cells of a notebook of the reader's copy as they are on the disk."""
    return nbformat.read(shelf / "my" / name, as_version=4).cells


def test_the_budget_explorer_answers_another_board(open_notebook, picture):
    page = open_notebook("01_what_is_tinyml.ipynb")
    run_all(page)
    board = page.locator(".widget-dropdown select").first
    board.scroll_into_view_if_needed()
    shown = cell_with(page, "explorer.explore()").locator(".jp-OutputArea-output img").first
    before = seen(shown)
    assert "DOES NOT FIT" not in before[1]
    board.select_option(label="Arduino Uno")
    assert "DOES NOT FIT" in changed(page, shown, before)
    picture(page, "budget", cell_with(page, "explorer.explore()"))


def test_an_exercise_answers_a_wrong_and_a_right_solution(open_notebook, picture):
    page = open_notebook("exercises/05_convolution.ipynb")
    run(page, cell_with(page, "import check, quiz"))
    page.get_by_text("28 × 28 pixels, a kernel of 5 × 5").first.wait_for()
    mine, check = cell_with(page, "sides = None"), cell_with(page, 'check("05-sizes"')

    assert run(page, mine) == []
    (said,) = run(page, check)
    assert said.startswith("Not yet. There is no answer yet")
    answer(page, mine, "sides = 12, 5")
    run(page, mine)
    (said,) = run(page, check)
    assert re.match(r"Not yet\. Number 1 of 2, 12, is not right\.", said)
    assert "Traceback" not in said
    picture(page, "exercise", check)
    answer(page, mine, "sides = 14, 6")
    run(page, mine)
    (said,) = run(page, check)
    assert said.startswith("Right. ")


def test_python_compares_a_drawing_with_what_the_board_in_the_notebook_reads(open_notebook, shelf):
    if not (resources.page() / "widget.js").is_file():
        pytest.skip("toolchain: the page was not bundled")
    page = open_notebook("board.ipynb")
    run_all(page)
    grid = page.get_by_role("grid", name="drawing of 8 by 8 pixels")
    grid.wait_for()
    # No ready-made drawing: only Python can know what comes of it.
    grid.get_by_role("gridcell", name="row 3, column 4").click()
    page.get_by_text("Python's scores are equal to the bit.").wait_for()
    assert re.search(
        r"The chip reads \d \(computed in \d+\.\d ms, simulated\)",
        page.get_by_role("status").filter(has_text="chip").inner_text(),
    )
    page.keyboard.press("Control+s")
    page.locator(".jp-mod-dirty").wait_for(state="detached")
    (cell,) = saved(shelf, "board.ipynb")
    assert "widget" not in str(cell.outputs)


# The text of a quiz, its colour, and that of the nearest ground that is not transparent.
COLOURS = """() => {
  const seen = [];
  for (const quiz of document.querySelectorAll(".Quiz"))
    for (const part of quiz.querySelectorAll("*")) {
      const own = [...part.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join("");
      const text = (own || (part.type === "text" ? part.value : "")).trim();
      let ground = part;
      while (ground && getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)")
        ground = ground.parentElement;
      if (text && part.checkVisibility()) seen.push({
        text, on: getComputedStyle(ground).backgroundColor, colour: getComputedStyle(part).color,
      });
    }
  return seen;
}"""


def contrast(one, other):
    """Return the contrast ratio of two colours "rgb(r, g, b)" (WCAG 2.2)."""
    bright = []
    for colour in (one, other):
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        bright.append(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05)
    return max(bright) / min(bright)


def test_a_quiz_can_be_read_in_the_dark_theme_before_and_after_answers(open_notebook):
    page = open_notebook("exercises/02_learning_from_data.ipynb")
    page.get_by_text("Settings", exact=True).click()
    page.get_by_text("Theme", exact=True).hover()
    page.get_by_text("JupyterLab Dark", exact=True).click()
    page.wait_for_selector("body[data-jp-theme-light=false]", state="attached")
    run(page, cell_with(page, "import check, quiz"))
    page.locator(".Quiz input.Input-text").first.fill("3")
    page.locator(".Quiz input.Input-text").first.press("Enter")
    for button in page.locator(".Quiz label.MCButton, .Quiz button.MCButton").all():
        button.click()
    page.wait_for_timeout(2000)  # the buttons change their colours slowly
    seen = page.evaluate(COLOURS)
    texts = [part["text"] for part in seen]
    assert "Type numeric answer here:" in texts and "3" in texts and len(texts) > 15
    assert {part["text"]: part for part in seen if contrast(part["colour"], part["on"]) < 4.5} == {}


@pytest.fixture
def talk(browser, tmp_path):
    """Return a function that opens a chapter's slides with the network cut off, and the page.

    `page.requests` lists what was asked for beside the page itself.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    page = context.new_page()
    page.requests, page.faults = [], []
    page.on("request", lambda request: page.requests.append(request.url))
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))

    def open_it(chapter):
        page.requests.clear()
        page.goto(slides.write(chapter, tmp_path).as_uri())
        page.wait_for_selector("section.shown")
        return page

    yield open_it
    context.close()


# Where a slide's content ends, and which of its pictures and formulas are not drawn.
SEEN = """() => slides.map((slide) => ({
    bottom: slide.firstElementChild.getBoundingClientRect().bottom,
    tall: slide.classList.contains("tall"),
    pictures: [...slide.querySelectorAll("img")].map((image) => image.naturalWidth),
    formulas: [...slide.querySelectorAll("math:not(aside *)")].map((m) => m.clientHeight),
}))"""


NUMBERED = [path for path in chapters.find() if path.stem[0].isdigit()]


@pytest.mark.parametrize("chapter", NUMBERED, ids=lambda path: path.stem)
def test_slides_of_every_chapter_fit_and_need_no_network(talk, chapter):
    page = talk(chapter)
    seen = page.evaluate(SEEN)
    assert [url for url in page.requests if not url.startswith("data:")] == [page.url.split("#")[0]]
    assert page.faults == []
    pictures = [width for slide in seen for width in slide["pictures"]]
    formulas = [height for slide in seen for height in slide["formulas"]]
    assert all(width > 0 for width in pictures) and all(height > 5 for height in formulas)
    # What is too long even in small letters is scrolled; that is the exception.
    assert sum(slide["tall"] for slide in seen) <= 1
    assert all(slide["bottom"] <= 690 for slide in seen if not slide["tall"])


def test_slides_are_turned_by_keys_and_the_speaker_sees_the_notes(talk):
    page = talk(chapters.find(["09"])[0])
    number, heading = page.locator("#number"), page.locator("section.shown h2:not(aside *)")
    assert number.inner_text().startswith("1 / ")
    page.keyboard.press("ArrowRight")
    assert number.inner_text().startswith("2 / ") and heading.inner_text() == "The idea"
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    speaker = opened.value.locator("body")
    assert "A trained network is a pile of numbers" in speaker.inner_text()
    page.keyboard.press("PageDown")
    assert "It needs no labels and takes seconds" in speaker.inner_text()
    page.keyboard.press("PageDown")
    assert heading.inner_text() == "A network to work on"
    page.keyboard.press("End")
    page.keyboard.press(" ")
    total = number.inner_text().split(" / ")
    assert total[0] == total[1] and "the end" in speaker.inner_text()
    page.reload()
    assert number.inner_text() == " / ".join(total)  # the address remembers the slide
