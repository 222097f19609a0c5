import io
import sys
from types import SimpleNamespace

import tqdm.auto
import tqdm.notebook

from tinyml_kit.base import progress, resources


def test_nothing_is_drawn_where_standard_error_is_no_terminal(monkeypatch):
    drawn = io.StringIO()
    monkeypatch.setattr(sys, "stderr", drawn)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    assert list(progress.progress(range(3), file=drawn)) == [0, 1, 2]
    assert drawn.getvalue() == ""


def test_a_process_without_a_kernel_is_no_live_notebook(monkeypatch):
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    monkeypatch.setenv("JPY_SESSION_NAME", "a.ipynb")
    assert not progress.in_live_notebook()


def test_a_kernel_started_by_a_jupyter_server_is_a_live_notebook(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipykernel", object())
    monkeypatch.setenv("JPY_SESSION_NAME", "a.ipynb")
    assert progress.in_live_notebook()


def test_a_kernel_that_nobody_watches_gets_no_bar(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipykernel", object())
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.delenv("VSCODE_PID", raising=False)
    assert not progress.in_live_notebook()
    assert progress.progress(range(3)).disable


def test_a_description_from_outside_is_text_in_a_terminal(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    drawn = Terminal()
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    assert list(progress.progress(range(3), desc="\x1b[2J\n" + "x" * 99, file=drawn)) == [0, 1, 2]
    assert r"\x1b[2J\nx" in drawn.getvalue() and "\x1b[2J" not in drawn.getvalue()
    assert "x" * 60 not in drawn.getvalue()


def test_a_description_from_outside_is_text_in_a_notebook(monkeypatch):
    shown, name = [], "<img src=x onerror=alert(1)>"
    monkeypatch.setattr(progress, "in_live_notebook", lambda: True)
    monkeypatch.setitem(sys.modules, "ipykernel", SimpleNamespace(version_info=(7, 0)))
    monkeypatch.setattr(tqdm.auto, "tqdm", tqdm.notebook.tqdm)
    monkeypatch.setattr(tqdm.notebook, "display", shown.append)
    bar = progress.progress(None, desc=name, total=3)
    (box,) = shown
    assert [part.value for part in box.children[::2]] == [
        "<img\u2007src=x".replace("<", "&lt;") + "\u2007onerror=alert(1)&gt;:\u2007\u2007\u20070%",
        "\u20070/3\u2007[00:00&lt;?,\u2007?it/s]",
    ]
    bar.close()


def test_every_bar_is_made_here():
    root = resources.CHECKOUT / "tinyml_kit"
    using = [p for p in root.rglob("*.py") if "import tqdm" in p.read_text(encoding="utf-8")]
    assert using == [root / "base" / "progress.py"]
