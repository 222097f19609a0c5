"""Cards as lines: one for each board, one board in full, advice once, colours for people only."""

import re
import sys

import pytest

from tests.ladder.test_budget import DATA, dense
from tinyml_kit.boards import find
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget, budget_text


def shown(capsys, graph, *names):
    budget_text.show(graph, budget.cards(graph, [find(name) for name in names]))
    return capsys.readouterr().out


def test_operators_stand_in_columns_with_their_macs(capsys):
    lines = shown(capsys, read(dense(20, 30)), "uno").splitlines()
    assert re.fullmatch(r"operator +output +bytes +MACs", lines[1])
    assert re.fullmatch(r"0 FULLY_CONNECTED +1 × 30 +30 +600", lines[2])
    assert len(lines[1]) == len(lines[2])
    assert lines[4] == "600 MACs, 720 bytes of weights (measured)"  # with 30 biases of 4 bytes


def test_one_board_is_shown_with_its_parts_and_several_are_not(capsys):
    graph = read(DATA / "digits_uno.tflite")
    one, two = shown(capsys, graph, "uno"), shown(capsys, graph, "uno", "mega2560")
    assert re.search(r"  flash weights +[\d,]+ \(measured\)", one)
    assert re.search(r"  RAM   stack and variables +[\d,]+ \(estimated\)", one)
    assert "weights   " not in two and two.count("(estimated)") == 2


def test_what_is_not_known_is_a_question_mark_and_a_lower_bound(capsys):
    said = shown(capsys, read(dense(20, 30)), "esp32")
    assert "may fit: flash at least" in said
    assert re.search(r"  flash code of the operators +\? \(not known\)", said)


def test_the_same_advice_for_two_boards_is_given_once(capsys):
    lines = shown(capsys, read(dense(9999, 30)), "uno", "nano_every").splitlines()
    advice = [line for line in lines if "Most weights belong" in line]
    assert len(advice) == 1


@pytest.mark.parametrize(
    ("terminal", "no_color", "coloured"),
    [(True, None, True), (True, "1", False), (False, None, False)],
)
def test_colours_are_for_terminals_that_want_them(monkeypatch, terminal, no_color, coloured):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("NO_COLOR", no_color)
    assert (budget_text._coloured("fits", 32) == "\x1b[32mfits\x1b[0m") == coloured
