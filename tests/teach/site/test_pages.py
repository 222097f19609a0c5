"""The site, made once: no warning, no dead link, nothing from outside; and a browser reads it."""

import contextlib
import functools
import http.server
import importlib.util
import os
import re
import shutil
import threading
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest

from tests.support.command import call
from tinyml_kit.base.files import WriteError
from tinyml_kit.teach import chapters
from tinyml_kit.teach.site import pages, sources

NOT_FETCHED = ("next", "prev", "index", "search")
#: Attributes that name a file which the browser fetches by itself.
FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}


def worked():
    """Return the seconds that processors worked for this process and those that it started."""
    return sum(os.times()[:4])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return the folder of a site, and the seconds that processors worked on it."""
    folder = tmp_path_factory.mktemp("site") / "public"
    start = worked()
    answer = call("site", folder, "--repository", "https://github.com/example/kit")
    if re.search("not installed|not bundled", answer.stderr):
        pytest.skip(f"toolchain: {answer.stderr}")
    assert answer.stderr == ""
    assert re.fullmatch(rf"{folder}: \d+ pages; open {folder}/index\.html\n", answer.stdout)
    return folder, worked() - start


class Page(HTMLParser):
    """What a page links to, what it fetches, and the names of its places."""

    def __init__(self, path):
        super().__init__()
        self.links, self.fetched, self.places, self.alts = [], [], set(), []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.places |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag == "img":
            self.alts.append(given.get("alt"))
        if FETCHED.get(tag) in given and given.get("rel") not in (
            "next",
            "prev",
            "index",
            "search",
        ):
            self.fetched.append(given[FETCHED[tag]])


@pytest.fixture(scope="module")
def parsed(made):
    return {path: Page(path) for path in sorted(made[0].rglob("*.html"))}


def test_it_takes_no_longer_than_a_minute(made):
    # Of a processor's time: what else the machine does says nothing about the site.
    assert 0 < made[1] < 60


def test_every_chapter_exercise_and_document_has_a_page(made):
    folder = made[0]
    within = chapters.folder()
    notebooks = [*chapters.find(), *within.glob("exercises/*.ipynb")]
    for path in notebooks:
        assert (folder / path.relative_to(within)).with_suffix(".html").is_file()
    for name in ("index", "glossary", "claims", "search", "board"):
        assert (folder / f"{name}.html").is_file()


def test_no_link_is_dead(parsed):
    dead, seen = [], 0
    for path, page in parsed.items():
        for link in [*page.links, *page.fetched]:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https", "data", "mailto"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            there = target.is_file()
            if there and parts.fragment and target.suffix == ".html":
                places = (parsed.get(target) or Page(target)).places
                there = unquote(parts.fragment) in places
            seen += 1
            if not there:
                dead.append((path.name, link))
    assert dead == []
    assert seen > 2000


def test_nothing_is_fetched_from_outside(parsed):
    outside = [
        (path.name, address)
        for path, page in parsed.items()
        for address in page.fetched
        if urlsplit(address).scheme not in ("", "data")
    ]
    assert outside == []
    for path in parsed:
        assert not re.search(r"url\([\"']?https?:|@import", path.read_text(encoding="utf-8"))


def test_formulas_are_mathml_and_pictures_keep_their_words(parsed, made):
    text = (made[0] / "09_quantization.html").read_text(encoding="utf-8")
    assert text.count("<math ") > 10 and "MathJax.js" not in text
    alts = parsed[made[0] / "09_quantization.html"].alts
    assert len(alts) > 4 and all(alts)


def test_chapters_lead_to_the_next_one_and_back(made):
    text = (made[0] / "05_convolution.html").read_text(encoding="utf-8")
    turns = re.findall(r'<a class="(left-prev|right-next)"\s+href="(.*?)"', text)
    assert dict(turns) == {
        "left-prev": "04_training_well.html", "right-next": "06_bragg_preprocessing.html"
    }  # fmt: skip


def test_chapters_open_in_binder_and_colab_where_the_address_is_known(parsed, made):
    links = parsed[made[0] / "05_convolution.html"].links
    for place in ("mybinder.org", "colab.research.google.com"):
        (link,) = (one for one in links if one.startswith(f"https://{place}/"))
        assert "notebooks/05_convolution.ipynb" in unquote(link)


@pytest.fixture
def opened(browser):
    """Return a function that opens an address; faults and what is asked of others are told."""
    contexts, faults = [], []

    def open_it(address, **how):
        context = browser.new_context(**how)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: said.type == "error" and faults.append(said.text))
        page.on("requestfailed", lambda request: faults.append(request.url))
        page.goto(address)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert faults == []


def draw_and_read(page):
    board = page.frame_locator("iframe.board")
    board.get_by_role("button", name="4", exact=True).click()
    board.get_by_text("Python's scores are equal to the bit.").wait_for()


def test_from_a_file_and_offline_the_first_page_reads_a_digit_and_the_search_finds(made, opened):
    page = opened((made[0] / "index.html").as_uri(), offline=True)
    draw_and_read(page)
    found = opened((made[0] / "search.html").as_uri() + "?q=pruning", offline=True)
    found.get_by_role("link", name="10 Fewer weights").or_(
        found.locator(".search a", has_text="Fewer weights, fewer values")
    ).first.wait_for()


@contextlib.contextmanager
def served(folder):
    """Serve a folder on this computer; yield the address."""
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    handler = functools.partial(quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_it_works_in_a_folder_below_a_hosts_address_and_on_a_phone(made, opened, tmp_path):
    shutil.copytree(made[0], tmp_path / "some" / "course")
    with served(tmp_path) as address:
        page = opened(f"{address}/some/course/", viewport={"width": 360, "height": 740})
        draw_and_read(page)
        page.goto(f"{address}/some/course/exercises/05_convolution.html")
        page.locator("article").get_by_role("link", name="05", exact=True).click()
        page.wait_for_url("**/some/course/05_convolution.html")
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def small(folder, text="# One\n"):
    """Put the smallest site's sources into a folder."""
    (folder / "index.md").write_text(text, encoding="utf-8")
    for name in ("_static", "_extra"):
        (folder / name).mkdir()
    for name in sources.FILES:
        shutil.copyfile(
            f"{sources.__file__.rsplit('/', 1)[0]}/{name.split('/')[-1]}", folder / name
        )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# One\n\n[x](nowhere.ipynb)\n", "site: Sphinx stopped: index.md:3: WARNING: .*nowhere"),
        ("# One\n\n$\\left( x$\n", r"site: Sphinx stopped: index.md:3: WARNING: .*not valid TeX"),
    ],
)
def test_a_warning_is_an_error_with_its_place_and_nothing_is_written(
    text, words, monkeypatch, tmp_path
):
    monkeypatch.setattr(sources, "gather", lambda folder, *_: small(folder, text))
    with pytest.raises(pages.SiteError, match=words):
        pages.write(tmp_path / "public", "", "")
    assert list(tmp_path.iterdir()) == []


def test_what_is_missing_is_said_with_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "myst_nb" else 1)
    with pytest.raises(pages.SiteError, match="no myst_nb; python -m pip install sphinx myst-nb"):
        pages.write(tmp_path / "public", "", "")


def test_a_page_that_differs_is_replaced_only_with_force(monkeypatch, tmp_path):
    monkeypatch.setattr(sources, "gather", lambda folder, *_: small(folder))
    (tmp_path / "index.html").write_text("mine", encoding="utf-8")
    with pytest.raises(WriteError, match="index.html"):
        pages.write(tmp_path, "", "", replace=False)
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "mine"
    assert pages.write(tmp_path, "", "") == 2
    assert "One" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_a_repository_elsewhere_is_refused(tmp_path):
    answer = call("site", tmp_path / "public", "--repository", "https://example.org/kit")
    assert answer.exit_code == 2 and "write it as https://github.com/OWNER/NAME" in answer.stderr
    assert not (tmp_path / "public").exists()
