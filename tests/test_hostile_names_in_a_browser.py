"""No name from outside runs as a script: in JupyterLab, in exported pages, slides and the board."""

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbconvert.preprocessors import ExecutePreprocessor

from tests.support import hostile_shown, in_jupyterlab
from tests.support.hostile_names import NAMES
from tinyml_kit.arduino import virtual_board
from tinyml_kit.base import resources, temporary
from tinyml_kit.rungs.protocol import RungMissing
from tinyml_kit.teach.slides import page as slides

# What a name must never become: a script, a thing that starts one, or a link that does.
MADE = """() => [...document.querySelectorAll("*")].filter((element) =>
  (element.localName === "script" && /^\\s*alert/.test(element.textContent)) ||
  [...element.attributes].some((one) =>
    (/^on/.test(one.name) && one.value.includes("alert")) ||
    /^\\s*javascript:alert/i.test(one.value)) ||
  (element.localName === "img" && /(^|\\/)x(\\.png)?$/.test(element.getAttribute("src") ?? ""))
).map((element) => element.outerHTML.slice(0, 200))"""


@pytest.fixture
def watched(browser):
    """Return a function that makes a page; `page.ran` lists the scripts that opened a window."""
    contexts = []

    def make(**how):
        context = browser.new_context(**how)
        contexts.append(context)
        page = context.new_page()
        page.ran, page.asked = [], []
        page.on("dialog", lambda dialog: (page.ran.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: page.asked.append(request.url))
        return page

    yield make
    for context in contexts:
        context.close()


def require_text(page):
    """Assert that of all names in a page nothing came to life."""
    page.wait_for_timeout(1000)
    assert page.ran == []
    assert page.evaluate(MADE) == []


def notebook():
    """Return a notebook that shows every name in every way."""
    start = "from tests.support import hostile_shown"
    cells = [nbformat.v4.new_code_cell(f"import tinyml_kit.course\n{start}")]
    cells += [nbformat.v4.new_code_cell(f"hostile_shown.{name}()") for name in hostile_shown.CELLS]
    cells.append(nbformat.v4.new_code_cell(f"print('all {len(NAMES)} names were shown')"))
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}}
    return made


@pytest.fixture(scope="module")
def executed():
    """Return the notebook with its outputs."""
    made = notebook()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(in_jupyterlab.ROOT))
        ExecutePreprocessor(timeout=in_jupyterlab.SECONDS).preprocess(made)
    return made


def test_the_watch_sees_a_name_that_runs(watched, tmp_path):
    name = next(name for name in NAMES if name.startswith("<img"))
    (tmp_path / "page.html").write_text(f"<p>{name}</p>", encoding="utf-8")
    page = watched(offline=True)
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_timeout(1000)
    assert page.ran == ["1"] and len(page.evaluate(MADE)) == 1


def test_in_an_exported_page_names_are_text(executed, watched, tmp_path):
    text, _ = HTMLExporter().from_notebook_node(executed)
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    page = watched(offline=True)
    page.goto((tmp_path / "page.html").as_uri())
    require_text(page)
    assert page.locator("img").count() >= len(NAMES) // 8


def test_on_slides_names_are_text(executed, watched, tmp_path):
    nbformat.write(executed, tmp_path / "99_names.ipynb")
    page = watched(offline=True)
    page.goto(slides.write(tmp_path / "99_names.ipynb", tmp_path).as_uri())
    page.wait_for_selector("section.shown")
    total = int(page.locator("#number").inner_text().partition(" / ")[2])
    assert total >= len(hostile_shown.CELLS)
    for _ in range(total):
        page.keyboard.press("ArrowRight")
    require_text(page)
    # The page, and pictures that it holds.
    others = [address for address in page.asked if not address.startswith("data:")]
    assert others == [page.url.partition("#")[0]]


@pytest.mark.parametrize("first", range(0, len(NAMES), 5))
def test_on_the_page_of_a_board_names_are_text(first, watched, tmp_path):
    if not (resources.page() / "standalone.js").is_file():
        pytest.skip("toolchain: the page was not bundled")
    try:
        with temporary.folder() as folder:
            content = hostile_shown.board_content(folder, first)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    page = watched(offline=True)
    page.goto(virtual_board.write_page(content, tmp_path / "board.html").as_uri())
    page.get_by_role("grid").wait_for()
    for example in page.get_by_role("grid").get_by_role("gridcell").all()[:3]:
        example.click()
    require_text(page)
    (tmp_path / "frame.html").write_text(virtual_board.frame(content), encoding="utf-8")
    page.goto((tmp_path / "frame.html").as_uri())
    require_text(page)


def test_in_jupyterlab_names_are_text(watched, tmp_path):
    (tmp_path / "my" / ".tinyml-kit").mkdir(parents=True)
    nbformat.write(notebook(), tmp_path / "my" / "names.ipynb")
    with in_jupyterlab.served(tmp_path) as address:
        page = watched(viewport={"width": 1300, "height": 1000})
        in_jupyterlab.open_in(page, address, "names.ipynb")
        in_jupyterlab.run_all(page)
        page.get_by_text(f"all {len(NAMES)} names were shown", exact=True).wait_for()
        require_text(page)
        # The list of a choice, and what is chosen in it.
        page.locator(".widget-dropdown select").first.select_option(index=8)
        require_text(page)
