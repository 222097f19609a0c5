import io
import sys

from tinyml_kit.base import progress


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
