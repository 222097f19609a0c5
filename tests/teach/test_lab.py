"""JupyterLab as the kit starts it: one line with the address, no widgets that cannot be shown."""

import copy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import zmq
from nbformat import v4
from traitlets.config import Config

import kit
from tinyml_kit.teach import lab


def server(token="abc", **more):
    provider = SimpleNamespace(token=token, token_generated=True)
    hooks, callbacks = [], []
    return SimpleNamespace(
        identity_provider=provider,
        connection_url="http://127.0.0.1:8889/",
        default_url="/lab/tree/00_start_here.ipynb",
        contents_manager=SimpleNamespace(register_pre_save_hook=hooks.append),
        kernel_manager=SimpleNamespace(config=Config()),
        io_loop=SimpleNamespace(add_callback=lambda *what: callbacks.append(what)),
        hooks=hooks,
        callbacks=callbacks,
        **more,
    )


def test_the_address_is_one_line_with_the_token(capsys):
    lab.say_address(server())
    assert capsys.readouterr().err == (
        "Open http://127.0.0.1:8889/lab/tree/00_start_here.ipynb?token=abc ; stop with Ctrl-C\n"
    )


def test_without_a_token_the_address_has_none(capsys):
    lab.say_address(server(token=""))
    assert capsys.readouterr().err == (
        "Open http://127.0.0.1:8889/lab/tree/00_start_here.ipynb ; stop with Ctrl-C\n"
    )


def test_the_server_is_told_to_call_both_and_to_say_nothing_itself():
    one = server()
    lab._load_jupyter_server_extension(one)
    assert one.hooks == [lab.forget_widgets]
    assert one.callbacks == [(lab.say_address, one)]
    assert one.identity_provider.token_generated is False


@pytest.mark.parametrize("possible", [True, False])
def test_kernels_are_spoken_to_in_cipher_where_that_is_possible(possible, monkeypatch):
    monkeypatch.setattr(zmq, "has", lambda what: possible and what == "curve")
    one = server()
    lab.encrypt(one)
    wanted = {"KernelManager": {"transport_encryption": "auto"}} if possible else {}
    assert one.kernel_manager.config == wanted


LOGGING = """import logging.config, sys
import kit
config = kit.quiet_logging(sys.argv[1])
config["handlers"]["console"].update(
    {"class": "logging.StreamHandler", "stream": "ext://sys.stderr"}
)
config.update(version=1, disable_existing_loggers=False, formatters={"console": {}})
logging.config.dictConfig(config)
log = logging.getLogger("ServerApp")
log.info("linked")
log.error("port 8888 is taken")
"""


def test_the_log_as_it_is_configured_shows_errors_and_files_everything(tmp_path):
    # In a process of its own: to configure closes all handlers there are, and absl's its stream.
    run = [sys.executable, "-c", LOGGING, str(tmp_path / "lab.log")]
    done = subprocess.run(run, cwd=Path(kit.__file__).parent, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "port 8888 is taken\n")
    assert (tmp_path / "lab.log").read_text(encoding="utf-8").splitlines() == [
        "linked",
        "port 8888 is taken",
    ]


# --- what is saved ----------------------------------------------------------------------------


def saved(*outputs, **metadata):
    """Return the outputs of a cell after the hook, and the notebook's metadata."""
    cells = [v4.new_markdown_cell("# A"), v4.new_code_cell("x", outputs=list(outputs))]
    model = {"type": "notebook", "content": v4.new_notebook(cells=cells, metadata=metadata)}
    assert lab.forget_widgets(model=model, path="a.ipynb", contents_manager=None) is None
    return model["content"]["cells"][1]["outputs"], model["content"]["metadata"]


def widget(text):
    view = {"model_id": "1", "version_major": 2, "version_minor": 0}
    return v4.new_output("display_data", {lab.WIDGET: view, "text/plain": text})


PICTURE = v4.new_output("display_data", {"image/png": "iVBORw0KGgo=", "text/plain": "a figure"})


@pytest.mark.parametrize(
    "text", ["VBox(children=(IntSlider(value=3),))", ["VBox(chil", "dren=())"]]
)
def test_sliders_become_a_sentence_and_the_picture_stays(text):
    outputs, _ = saved(widget(text), PICTURE)
    assert outputs == [v4.new_output("stream", text="Run this cell for its sliders.\n"), PICTURE]


def test_a_bar_of_progress_goes():
    assert saved(widget("  0%|          | 0/5 [00:00<?, ?it/s]"), PICTURE)[0] == [PICTURE]


def test_the_state_of_widgets_is_not_saved():
    assert saved(PICTURE, widgets={"state": {}}, language_info={"name": "python"})[1] == {
        "language_info": {"name": "python"}
    }


def test_other_outputs_stay_as_they_are():
    error = v4.new_output("error", ename="NotYet", evalue="No.", traceback=[])
    said = v4.new_output("stream", text="7\n")
    assert saved(said, error, PICTURE)[0] == [said, error, PICTURE]


@pytest.mark.parametrize("kind", ["file", "directory"])
def test_what_is_no_notebook_is_saved_as_it_is(kind):
    model = {"type": kind, "content": "text"}
    before = copy.deepcopy(model)
    lab.forget_widgets(model=model, path="a.txt", contents_manager=None)
    assert model == before
