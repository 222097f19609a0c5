"""The commands new and reset, called as a shell does."""

import pytest

from tests.support.command import call
from tinyml_kit.teach import workspace


@pytest.fixture
def my(tmp_path):
    answer = call("new", tmp_path / "my")
    number = len(workspace.shipped())
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout == (
        f"{tmp_path / 'my'}: your copy of the chapters; notebooks: {number} new\n"
    )
    return tmp_path / "my"


def test_a_second_call_says_that_nothing_changed(my):
    number = len(workspace.shipped())
    assert call("new", my).stdout == (
        f"{my}: your copy of the chapters; notebooks: {number} unchanged\n"
    )


def test_a_damaged_notebook_is_one_sentence_and_status_1(my):
    (path,) = my.glob("05_*.ipynb")
    path.write_text("cut", encoding="utf-8")
    answer = call("new", my)
    assert answer.exit_code == 1
    assert answer.stdout.endswith(f"notebooks: {len(workspace.shipped()) - 1} unchanged\n")
    assert answer.stderr == (
        f"tinyml-kit: {path}: this is not a notebook, or it is damaged; copy it again or use the "
        "kit's. It was left as it is.\n"
    )


def test_reset_names_the_file_that_it_wrote(my):
    answer = call("reset", "05", "--dir", my)
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout == f"{my / '05_convolution.fresh.ipynb'}\n"


def test_a_folder_that_is_no_copy_is_one_sentence(tmp_path):
    answer = call("reset", "05", "--dir", tmp_path)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == (
        f"tinyml-kit: {tmp_path}: this is not a copy of the chapters; "
        "tinyml-kit new DIR makes one.\n"
    )
