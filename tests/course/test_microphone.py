"""What is recorded in a page is heard by the notebook's Python, and told in words."""

import numpy as np
import pytest

from tests.support.listeners import small_listener, sound
from tinyml_kit.course import listening, microphone
from tinyml_kit.course.listening import Scene
from tinyml_kit.features.audio import Rule

NAMES = ("a", "b", "c", "d")
RULE = Rule(every=3, windows=2, threshold=0.3, rest=1)


def test_a_recording_is_drawn_and_its_loudness_told():
    given = sound(2, seed=5)
    told = microphone.heard(given, small_listener(), NAMES, RULE)
    loudest = np.abs(given.astype(int)).max()
    assert told["words"] == f"2.0 s, the loudest sample is {loudest:,}."
    assert told["picture"].startswith('<img alt="') and "Heard: " in told["picture"]


def test_a_recording_that_is_too_short_is_told_in_words():
    told = microphone.heard(np.zeros(100, np.int16), small_listener(), NAMES, RULE)
    assert told["picture"] == "" and "record more" in told["words"]


def test_the_widget_answers_with_what_python_hears(monkeypatch):
    made = microphone.widget(small_listener(), NAMES, RULE)
    assert repr(made) == "Microphone()"
    assert made.settings == {"rate": 8000, "seconds": 4, "most": 30}
    sent = []
    monkeypatch.setattr(made, "send", sent.append)
    given = sound(2, seed=5)
    made._handle_custom_msg({"samples": len(given)}, [memoryview(given.tobytes())])
    assert sent == [microphone.heard(given, small_listener(), NAMES, RULE)]


@pytest.mark.parametrize("live", [False, True])
def test_the_button_is_there_in_an_open_notebook_alone(monkeypatch, live):
    shown = []
    monkeypatch.setattr(microphone, "in_live_notebook", lambda: live)
    monkeypatch.setattr(microphone, "display", shown.append)
    example = Scene(sound(2, seed=5), (), 8000)
    microphone.listen(small_listener(), NAMES, RULE, example)
    assert [type(one).__name__ for one in shown] == ["Microphone"] * live + ["Figure"]
    drawn = listening.figure(example, small_listener(), NAMES, RULE)
    assert shown[-1].get_label() == drawn.get_label()
