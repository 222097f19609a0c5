"""From recordings to a folder: all of it is written or nothing, and the sketch answers alike."""

import numpy as np
import pytest

from tests.own.conftest import write_csv
from tests.support.command import call
from tinyml_kit.arduino import qemu_board
from tinyml_kit.base.files import WriteError
from tinyml_kit.own import fitting, making, signals, sounds
from tinyml_kit.own.parts import divided
from tinyml_kit.own.reading import OwnDataError, load
from tinyml_kit.rungs.interpreters import reference
from tinyml_kit.rungs.protocol import RungMissing
from tinyml_kit.rungs.serial.serial_board import SerialBoard


@pytest.fixture(scope="module")
def made(gestures, tmp_path_factory):
    """What `make` returned, printed and wrote, trained for a short time."""
    out, told = tmp_path_factory.mktemp("made") / "mine", []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "EXAMPLES", 200)
        patch.setattr(fitting, "LEAST_STEPS", 60)
        patch.setattr(signals, "EPOCHS", 1)
        patch.setattr(signals, "WIDTHS", (8, 4))
        result = making.make(gestures, out, tell=told.append)
    return result, told, out


def test_every_choice_is_told_and_stands_in_the_card(made):
    _, told, out = made
    kinds = [line.partition(":")[0] for line in told]
    assert kinds == ["board", "data", "axes", "window", "split", "input", "more to train on",
                     "network", "training", "trained", "test"]  # fmt: skip
    card = (out / "card.md").read_text(encoding="utf-8")
    assert card.startswith("# gestures")
    assert all(f"- {line.partition('_')[0]}" in card for line in told)
    assert "nobody is both trained and tested on" in card


def test_the_folder_holds_all_that_belongs_to_it(made):
    result, _, out = made
    assert {path.name for path in out.iterdir()} == {
        "model.tflite", "card.md", "profile.txt", "confusion.png", "labels.txt", "sketch",
        "device",
    }  # fmt: skip
    assert (out / "labels.txt").read_text(encoding="utf-8") == "rest\ntwist\nwave\n"
    assert (out / "confusion.png").read_bytes().startswith(b"\x89PNG")
    assert (out / "sketch" / "sketch.ino").is_file()
    assert result.report.confusion.sum() == 12
    # Rest, a turn and a swing are told apart within seconds of training.
    assert result.report.scores["accuracy"] > 0.8


def test_the_sketch_answers_as_this_computer_does(made, gestures, tmp_path):
    _, _, out = made
    data = load(gestures)
    inputs = signals.task(data, divided(data)[0].train).inputs[:3]
    try:
        elf = qemu_board.build(out / "sketch", tmp_path / "built").elf
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    path = out / "model.tflite"
    expected = reference.run(reference.build(path), inputs).outputs[0]
    with qemu_board.emulate(elf) as board, SerialBoard(board.port, 120) as there:
        np.testing.assert_array_equal(there.predict(inputs)[0][0], expected)


def test_sounds_become_a_listener(tones, tmp_path, monkeypatch):
    monkeypatch.setattr(fitting, "EXAMPLES", 100)
    monkeypatch.setattr(fitting, "LEAST_STEPS", 10)
    monkeypatch.setattr(sounds, "WIDTHS", (8,))
    monkeypatch.setattr(sounds, "EPOCHS", 1)
    result = making.make(tones, tmp_path / "out", "pico", tell=lambda line: None)
    assert result.report.confusion.sum() == 4
    assert [row.status for row in result.ladder.rungs][0] in ("equal", "missing")
    assert (tmp_path / "out" / "device" / "listener.c").is_file()
    card = (tmp_path / "out" / "card.md").read_text(encoding="utf-8")
    assert "Raspberry Pi Pico" in card and "`listener_push`" in card


def test_what_is_there_is_not_replaced_unasked(made, gestures):
    _, _, out = made
    before = (out / "card.md").read_bytes()
    with pytest.raises(WriteError, match="exists and would change"):
        making.make(gestures, out)
    assert (out / "card.md").read_bytes() == before


def test_what_is_refused_leaves_nothing_behind(tmp_path):
    write_csv(tmp_path / "data" / "a" / "1.csv", np.zeros((64, 3)))
    answer = call("train", tmp_path / "data", "--out", tmp_path / "out")
    assert (answer.exit_code, answer.stderr.count("\n")) == (2, 1)
    assert "all recordings are of one class, a" in answer.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_an_interrupt_leaves_nothing_behind(gestures, tmp_path, monkeypatch):
    def stop(*arguments, **how):
        raise KeyboardInterrupt

    monkeypatch.setattr("tinyml_kit.own.making.judged", stop)
    monkeypatch.setattr(fitting, "EXAMPLES", 40)
    monkeypatch.setattr(signals, "EPOCHS", 1)
    monkeypatch.setattr(fitting, "LEAST_STEPS", 1)
    answer = call("train", gestures, "--out", tmp_path / "out")
    assert answer.exit_code == 130
    assert list(tmp_path.iterdir()) == []


def test_a_board_that_is_too_small_is_refused_with_a_larger_one(gestures, tmp_path, monkeypatch):
    monkeypatch.setattr(signals, "WIDTHS", (64,))
    with pytest.raises(OwnDataError) as caught:
        making.make(gestures, tmp_path / "out", "uno", tell=lambda line: None)
    assert "not even the smallest network fits the Arduino Uno: with its front end" in str(
        caught.value
    )
    assert "name a larger one, such as the" in str(caught.value)
    assert list(tmp_path.iterdir()) == []
