"""Budget cards as text: one line for each board, one board in full, colours in a terminal only."""

from dataclasses import replace

import pytest

from tests.ladder.test_budget import dense
from tinyml_kit.boards import find
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget, budget_text

MODEL = """network
operator           output  bytes    MACs
0 FULLY_CONNECTED  1 × 64     64  50,176

50,176 MACs, 50,432 bytes of weights (computed)

"""
UNO = (
    "Arduino Uno                 {}: flash 52,136 of 32,256 bytes, 19,880 too many; "
    "RAM 1,098 of 2,048 bytes (estimated)\n"
)
PARTS = """  flash weights, tables and scales       50,416 (computed)
  flash code of the operators             1,362 (estimated)
  flash program around                      358 (estimated)
  RAM   tensors                             848 (computed)
  RAM   stack and variables                 250 (estimated)
"""


@pytest.fixture
def graph():
    return replace(read(dense(784, 64)), name="network")


def test_one_board_is_printed_in_full(graph, capsys):
    card = replace(budget.card(graph, "uno"), advice=("Take fewer units.",))
    budget_text.show(graph, [card])
    said = capsys.readouterr().out
    assert said == f"{MODEL}{UNO.format('does not fit')}{PARTS}Take fewer units.\n"


def test_of_several_boards_each_has_a_line_and_what_two_are_told_is_printed_once(graph, capsys):
    cards = [replace(budget.card(graph, "uno"), advice=("Take fewer units.",))] * 2
    budget_text.show(graph, cards)
    line = UNO.format("does not fit")
    assert capsys.readouterr().out == f"{MODEL}{line}{line}Take fewer units.\n"


def test_what_is_not_known_is_a_question_mark(graph, capsys):
    budget_text.show(graph, [budget.card(graph, "esp32")])
    lines = capsys.readouterr().out.splitlines()
    assert "  RAM   stack and variables                   ? (not known)" in lines
    assert any(line.startswith("ESP32 DevKit                may fit: flash at l") for line in lines)
    assert lines[-1].startswith("How much code and stack take on the core of the ESP32 DevKit ")


@pytest.mark.parametrize(
    ("board", "verdict"),
    [
        ("uno", "\x1b[31mdoes not fit\x1b[0m"),
        ("nano33ble", "\x1b[32mfits\x1b[0m"),
        ("esp32", "\x1b[33mmay fit\x1b[0m"),
    ],
)
def test_verdicts_are_coloured_in_a_terminal_unless_no_color_is_set(
    board, verdict, graph, capsys, monkeypatch
):
    cards = [budget.card(graph, board)]
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    budget_text.show(graph, cards)
    assert f"{find(board).title:<28}{verdict}: flash" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    budget_text.show(graph, cards)
    assert "\x1b" not in capsys.readouterr().out
