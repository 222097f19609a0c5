"""Answers become words by a rule; a sound in pieces gives the words of the whole."""

import numpy as np
import pytest

from tests.support.listeners import FRAMES, small_listener, sound
from tests.support.networks import small_network
from tests.support.stateful import accumulator
from tinyml_kit.features import audio
from tinyml_kit.features.audio import AT_8_KHZ, AudioError, Rule, halving, listening
from tinyml_kit.graph.tflite import read

HOW = listening.Ends(frames=2, words=3, zero=-128, scale=1 / 256)
LOW, HIGH = -128, 127


def said(rule, *answers):
    """Return (number of the answer, word) of what a rule makes of answers, by hand."""
    decider = listening.Decider(HOW, rule)
    words = [decider.take(np.array(answer, np.int8)) for answer in answers]
    return [(number, word) for number, word in enumerate(words) if word is not None]


def of(word, value=HIGH):
    return [value if k == word else LOW for k in range(3)]


def test_a_word_is_said_when_its_mean_reaches_the_threshold():
    rule = Rule(windows=2, threshold=0.75, rest=0)
    # 255 + 129 = 384 = 0.75 * 2 * 256: the first that reaches it.
    assert said(rule, of(1), of(1, 0)) == []
    assert said(rule, of(1), of(1, 1)) == [(1, 1)]
    # One loud answer alone, before and after silence, is no word.
    assert said(rule, of(1), of(0, LOW), of(1), of(0, LOW)) == []


def test_a_word_is_said_once_until_its_mean_has_fallen():
    rule = Rule(windows=1, threshold=0.5, rest=0)
    assert said(rule, of(2), of(2), of(2)) == [(0, 2)]
    assert said(rule, of(2), of(2, LOW), of(2)) == [(0, 2), (2, 2)]
    assert said(rule, of(2), of(0), of(2)) == [(0, 2), (1, 0), (2, 2)]


def test_after_a_word_answers_are_passed_over():
    rule = Rule(windows=1, threshold=0.5, rest=2)
    assert said(rule, of(2), of(0), of(0), of(0)) == [(0, 2), (3, 0)]
    assert said(rule, of(2), of(2), of(2), of(2), of(2, LOW), of(2)) == [(0, 2), (5, 2)]


def test_ignored_words_are_never_said_and_still_win():
    rule = Rule(windows=1, threshold=0.1, rest=0, ignored=(0,))
    assert said(rule, of(0), [100, 50, LOW], [LOW, 50, LOW]) == [(2, 1)]


def test_of_equal_sums_the_first_is_said():
    assert said(Rule(windows=1, threshold=0.5), [LOW, 90, 90]) == [(0, 1)]


@pytest.mark.parametrize("threshold", [0.1, 0.55, 0.7, 1 / 3])
def test_the_sum_that_is_needed_is_the_first_whose_mean_is_enough(threshold):
    rule = Rule(windows=3, threshold=threshold)
    needed = HOW.needed(rule)
    assert needed * HOW.scale / 3 >= threshold - 1e-9 > (needed - 1) * HOW.scale / 3


@pytest.mark.parametrize("size", [1, 37, 160, 5000])
def test_a_sound_in_pieces_gives_the_words_of_the_whole(size):
    graph, rule = small_listener(), Rule(every=3, windows=2, threshold=0.3, rest=1)
    given = sound(3, seed=5)
    whole = listening.heard(given, graph, AT_8_KHZ, rule)
    assert len({one.word for one in whole}) > 1 and len(whole) > 3
    listener = listening.Listener(graph, AT_8_KHZ, rule)
    for _ in range(2):
        found = [listener.push(given[at : at + size]) for at in range(0, len(given), size)]
        assert [one for some in found for one in some] == whole
        listener.reset()


def test_a_word_names_the_samples_that_had_come():
    graph, rule = small_listener(), Rule(every=3, windows=2, threshold=0.3, rest=1)
    given = sound(3, seed=5)
    for one in listening.heard(given, graph, AT_8_KHZ, rule):
        assert listening.heard(given[: one.sample], graph, AT_8_KHZ, rule)[-1] == one
        assert one not in listening.heard(given[: one.sample - 1], graph, AT_8_KHZ, rule)


def test_a_sound_shorter_than_a_window_says_nothing():
    graph = small_listener()
    short = listening.samples_of(FRAMES) - 1
    assert listening.heard(sound(1)[:short], graph, AT_8_KHZ, Rule(windows=1, threshold=0.01)) == []
    assert audio.features(sound(1)[:short], AT_8_KHZ).shape == (FRAMES - 1, 40)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        (dict(every=0), "every is 0; take 1 to 10000"),
        (dict(windows=101), "windows is 101; take 1 to 100"),
        (dict(rest=-1), "rest is -1; take 0 to 250"),
        (dict(threshold=0), "the threshold is 0; take a number above 0"),
        (dict(threshold=float("nan")), "the threshold is nan"),
    ],
)
def test_a_rule_out_of_range_is_refused(how, message):
    with pytest.raises(AudioError, match=message):
        Rule(**how)


def test_networks_that_do_not_suit_are_refused():
    with pytest.raises(AudioError, match="takes 144 numbers, which are no whole frames of 40"):
        listening.ends(read(small_network()))
    with pytest.raises(AudioError, match="one input and one output, both int8"):
        listening.ends(audio.graph(AT_8_KHZ))
    with pytest.raises(AudioError, match="takes 4 numbers, which are no whole frames"):
        listening.ends(read(accumulator([1, 2, 3, 4])))
    with pytest.raises(AudioError, match=r"threshold is 1\.5, and .* answers 0\.996094 at most"):
        listening.Listener(small_listener(), rule=Rule(threshold=1.5))
    with pytest.raises(AudioError, match=r"ignored is \(4,\), and .* has the words 0 to 3"):
        listening.heard(sound(1), small_listener(), rule=Rule(ignored=(4,)))


def test_half_the_rate_keeps_low_tones_and_takes_out_those_that_would_come_back():
    at = np.arange(16000)
    low, high = (np.rint(20000 * np.sin(2 * np.pi * hz * at / 16000)) for hz in (500, 7000))
    kept = halving.halved((low + 0).astype(np.int16))
    delayed = 20000 * np.sin(2 * np.pi * 500 * (2 * np.arange(8000) - 4) / 16000)
    assert np.abs(kept[10:] - delayed[10:]).max() <= 2
    assert np.abs(halving.halved(high.astype(np.int16))[10:]).max() < 400
    assert len(halving.halved(np.zeros(7, np.int16))) == 3


def test_half_the_rate_is_limited_to_int16():
    loud = np.where(np.sign(halving.WEIGHTS) >= 0, 32767, -32768).astype(np.int16)
    assert halving.halved(np.concatenate([loud[1:], loud[:1], loud]))[4] == 32767
    with pytest.raises(AudioError, match=r"float64 of shape \(4,\); give one channel of int16"):
        halving.halved(np.zeros(4))
