"""JupyterLab as `kit.py lab` starts it, for tests in a browser."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import kit

ROOT = Path(kit.__file__).parent
TOKEN = "for-the-test"
SECONDS = 180  # two workers share the machine, and a browser is large


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def served(shelf: Path) -> Iterator[str]:
    """Start JupyterLab on the reader's copy, the folder `my` in a folder; give its address."""
    port, command = free_port(), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kit, "ROOT", str(shelf))
        patch.setattr(kit, "make_copy", os.path.isdir)
        patch.setattr(kit, "replace_by", command.extend)
        kit.lab(["--no-browser", f"--port={port}", f"--IdentityProvider.token={TOKEN}"])
    # The environment of the tests stands for the kit's; settings of this machine are left out.
    home = str(shelf / "home")
    settings = {**os.environ, "HOME": home, "JUPYTER_CONFIG_DIR": home, "JUPYTER_DATA_DIR": home}
    settings["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    settings["PYTHONPATH"] = str(ROOT)
    log = open(shelf / "lab.log", "w", encoding="utf-8")
    server = subprocess.Popen([sys.executable, *command[1:]], env=settings, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api", server, shelf / "lab.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)
        log.close()


def _wait_for(address, server, log):
    for _ in range(SECONDS):
        try:
            return urllib.request.urlopen(address, timeout=5)
        except (urllib.error.URLError, OSError):
            assert server.poll() is None, log.read_text(encoding="utf-8")
            time.sleep(1)
    raise AssertionError(f"JupyterLab does not answer; {log.read_text(encoding='utf-8')}")


def open_in(page, address: str, name: str) -> None:
    """Open a notebook in a page, and wait until it can be typed into and its kernel is there."""
    page.set_default_timeout(SECONDS * 1000)
    page.goto(f"{address}/lab/tree/{name}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    # Ready for input as soon as the kernel is; a small notebook is there before it.
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()


def cell_with(page, text):
    return page.locator(".jp-Notebook .jp-CodeCell").filter(has_text=text).first


def run(page, cell):
    """Run a cell by Shift + Enter, as a reader does; return what it shows."""
    cell.scroll_into_view_if_needed()
    prompt = cell.locator(".jp-InputArea-prompt")
    before = prompt.inner_text()
    cell.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    for _ in range(4 * SECONDS):
        if re.search(r"\d", prompt.inner_text()) and prompt.inner_text() != before:
            break
        page.wait_for_timeout(250)
    else:
        raise AssertionError(f"the cell did not run: {cell.inner_text()}")
    return cell.locator(".jp-OutputArea-output").all_inner_texts()


def run_all(page):
    """Run all cells, as a reader does by the menu."""
    page.get_by_text("Run", exact=True).first.click()
    page.get_by_text("Run All Cells", exact=True).click()
