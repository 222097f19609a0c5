"""A listener on emulated boards hears what NumPy hears, and its instructions are told apart."""

import numpy as np
import pytest

from tests.support.listeners import FRAMES, small_listener, sound
from tinyml_kit.features.audio import AT_8_KHZ, Rule, front_end, listening
from tinyml_kit.ladder.listening import listen
from tinyml_kit.rungs.protocol import DeviceError, RungMissing

RULE = Rule(every=3, windows=2, threshold=0.3, rest=1)


def listened(*given, **how):
    try:
        return listen(*given, **how)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


@pytest.mark.parametrize("board", ["nano33ble", "pico", "esp32c3"])
def test_a_board_hears_what_numpy_hears(board):
    graph, given = small_listener(), sound(2, seed=6)
    found = listened(graph, given, board, rule=RULE)
    expected = listening.heard(given, graph, AT_8_KHZ, RULE)
    assert len(expected) > 1
    assert found.said.tolist() == [[one.sample, one.word] for one in expected]
    cut = listening.windows(front_end.features(given, AT_8_KHZ), FRAMES, RULE.every)
    np.testing.assert_array_equal(found.answers, listening.answers(graph, cut))
    assert found.has_answer.sum() == len(cut)
    assert found.has_frame.sum() == front_end.framing.count(len(given), AT_8_KHZ)
    # A sample that completes no frame is only stored.
    assert found.instructions[~found.has_frame].max() < 60
    assert 10_000 < found.of_front_end < found.of_front_end + found.of_network
    parts = found.has_frame.sum() * found.of_front_end + len(cut) * found.of_network
    whole = found.share * found.clock * len(given) / found.rate
    assert abs(parts - whole) < 0.2 * whole


def test_what_cannot_run_is_named():
    with pytest.raises(DeviceError, match="there is no emulator for the .* of the Arduino Uno"):
        listen(small_listener(), sound(1), "uno")
