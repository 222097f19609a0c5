"""Files of the kinds that people hand in instead of a notebook."""

import json
import os

import pytest

from tinyml_kit.teach import submission
from tinyml_kit.teach.submission import SubmissionError

WHOLE = json.dumps({"cells": [{"source": "é"}], "nbformat": 4}, ensure_ascii=False)
CONFLICT = WHOLE.replace("[", "[\n<<<<<<< HEAD\n").replace("]", "\n=======\n\n>>>>>>> x\n]")
NO_NOTEBOOK = "this is JSON, but no notebook; hand in the .ipynb file"
SOMETHING_ELSE = "this is not a notebook but something else; hand in the .ipynb file"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "this file is empty; save the notebook, and hand it in again"),
        (b" \n", "this file is empty; save the notebook, and hand it in again"),
        (WHOLE[:-20].encode(), "this file ends in the middle; copy it again"),
        (WHOLE[:-1].encode(), "this file ends in the middle; copy it again"),
        (CONFLICT.encode(), "line 2 is a mark of a merge conflict; choose one of the two versions, "
                            "and save it again"),
        (b'{"nbformat": 3, "worksheets": []}', "this notebook has format 3, which is not read "
                                              "here; open it in JupyterLab and save it again"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", SOMETHING_ELSE),
        (b"PK\x03\x04" + bytes(range(256)), SOMETHING_ELSE),
        (b"[" * 100_000, SOMETHING_ELSE),
        (WHOLE.encode("latin-1"), "this text is not in UTF-8; save it in JupyterLab, which writes "
                                  "UTF-8"),
        (b"[]", NO_NOTEBOOK),
        (b"{}", NO_NOTEBOOK),
        (b'{"cells": null}', NO_NOTEBOOK),
        (b'{"nbformat": "4", "cells": []}', NO_NOTEBOOK),
        (b'{"type": "FeatureCollection"}', NO_NOTEBOOK),
        (b"print(3)", "this is not a notebook, or it is damaged (Expecting value: line 1 column 1 "
                      "(char 0)); save it again"),
        (b'{"cells": [1,,2]}', "this is not a notebook, or it is damaged (Expecting value: line 1 "
                             "column 14 (char 13)); save it again"),
        (b'{"cells": [' + b"1" * 5000 + b"]}", "this is not a notebook, or it is damaged (Exceeds "
         "the limit (4300 digits) for integer string conversion: value has 5000 digits; use "
         "sys.set_int_max_str_digits() to increase the limit); save it again"),
    ],
)  # fmt: skip
def test_what_is_no_notebook_is_said_in_one_sentence(tmp_path, content, reason):
    path = tmp_path / "03.ipynb"
    path.write_bytes(content)
    with pytest.raises(SubmissionError) as refusal:
        submission.cells_of(path)
    assert str(refusal.value) == f"{path}: {reason}."
    assert refusal.value.reason == reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_byte_order_mark_and_what_windows_calls_unicode_are_read(tmp_path, encoding):
    path = tmp_path / "03.ipynb"
    path.write_bytes(WHOLE.encode(encoding))
    assert submission.cells_of(path) == [{"source": "é"}]


def test_a_file_that_is_far_too_large_is_not_read(tmp_path):
    path = tmp_path / "03.ipynb"
    path.touch()
    os.truncate(path, 3_000_000_000)
    with pytest.raises(SubmissionError) as refusal:
        submission.cells_of(path)
    assert refusal.value.reason == (
        "this file has 3000 MB, far more than a notebook; clear its outputs and save it again"
    )


def test_a_folder_is_no_notebook(tmp_path):
    with pytest.raises(SubmissionError) as refusal:
        submission.cells_of(tmp_path)
    assert refusal.value.reason == "this is not a file; hand in the .ipynb file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "03.ipynb")
    with pytest.raises(SubmissionError, match="this is not a file"):
        submission.cells_of(tmp_path / "03.ipynb")


def test_a_link_that_leads_nowhere_cannot_be_opened(tmp_path):
    path = tmp_path / "03.ipynb"
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(SubmissionError, match="this file cannot be opened .*No such file"):
        submission.cells_of(path)


@pytest.mark.parametrize(
    ("name", "title", "number"),
    [
        ("03.ipynb", "03", 0),
        ("03 (1).ipynb", "03", 1),
        ("03(12).ipynb", "03", 12),
        ("03-Copy1.ipynb", "03", 1),
        ("03 - Copy.ipynb", "03", 1),
        ("03 - Copy (2).ipynb", "03", 2),
        ("03 copy 4.ipynb", "03", 4),
        ("Copy of 03.ipynb", "03", 0),
        ("03 (1) (2).ipynb", "03", 2),
        ("(1).ipynb", "(1)", 1),
        ("photocopy.ipynb", "photocopy", 0),
        ("12_comparing.v2.ipynb", "12_comparing.v2", 0),
    ],
)
def test_the_name_of_a_copy_is_that_of_its_notebook(name, title, number):
    assert submission.title(name) == title
    assert submission.number_of_copy(name) == number
