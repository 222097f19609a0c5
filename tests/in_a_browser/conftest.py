"""Pages with a board, in Chromium; skipped where Node or the page is missing."""

import pytest

from tests.support.page_of_a_board import PATIENCE
from tinyml_kit.base import resources
from tinyml_kit.course import virtual
from tinyml_kit.rungs.protocol import RungMissing
from tinyml_kit.setup import page as page_setup


@pytest.fixture(autouse=True, scope="session")
def bundled():
    if not (resources.page() / "standalone.js").is_file() or page_setup.node() is None:
        pytest.skip("toolchain: Node or the bundled page is missing")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Return a function that writes a page with a sketch of the kit, once each."""
    folder, made = tmp_path_factory.mktemp("pages"), {}

    def write(name):
        if name not in made:
            try:
                made[name] = virtual.save(folder / f"{name}.html", name)
            except RungMissing as missing:
                pytest.skip(f"toolchain: {missing}")
        return made[name]

    return write


@pytest.fixture
def opened(browser):
    """Return a function that opens a file with the network cut off; no fault may happen in it.

    `page.requests` lists what was asked for.
    """
    contexts, faults = [], []

    def open_it(path, **how):
        context = browser.new_context(offline=True, **how)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.requests = []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto(path.as_uri())
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert faults == []
