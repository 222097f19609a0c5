"""The words that ship, and the variations of a recording: what changes, and what does not."""

import os
import subprocess
import sys

import numpy as np
import pytest

from tinyml_kit.base import resources
from tinyml_kit.datasets import speech
from tinyml_kit.datasets.speech import synthetic, variations

RATE = 8000


def tone(hz=500, size=4000):
    return np.rint(8000 * np.sin(2 * np.pi * hz * np.arange(size) / RATE)).astype(np.int16)


def loudest(samples):
    return np.abs(np.fft.rfft(samples)).argmax() * RATE / len(samples)


def test_every_voice_says_every_word_and_nobody_is_a_person():
    words = speech.simulated()
    assert set(words.names) == {*synthetic.DIGITS, *synthetic.COMMANDS}
    voices = set(words.speakers)
    said = set(zip(words.labels.tolist(), words.speakers, strict=True))
    assert len(said) == len(words) == len(voices) * len(words.names)
    assert {voice.partition("-")[0] for voice in voices} == {"espeak", "flite"}
    assert all(name.startswith("simulated/") for name in words.files)
    assert resources.shipped_file(synthetic.FILE).stat().st_size < 2_000_000


def test_words_are_loud_and_last_as_long_as_words_do():
    words = speech.simulated()
    assert {int(np.abs(one.astype(int)).max()) for one in words.samples} == {127 * 256}
    seconds = np.array([len(one) for one in words.samples]) / RATE
    assert 0.1 < seconds.min() and seconds.max() < 1.5


def test_variants_repeat_with_their_seed():
    one, same, other = (speech.simulated(1, seed=seed) for seed in (0, 0, 1))
    assert {len(samples) for samples in one.samples} == {RATE}
    np.testing.assert_array_equal(one.samples, same.samples)
    assert any((a != b).any() for a, b in zip(one.samples, other.samples, strict=True))


def test_what_is_played_faster_is_shorter_and_higher():
    faster = variations.played(tone(), 1.25)
    assert len(faster) == 3200
    assert loudest(faster) == pytest.approx(625, abs=3)


def test_a_room_answers_after_the_sound_with_the_energy_that_is_asked_for():
    click = np.zeros(4000)
    click[0] = 1
    heard = variations.in_room(click, RATE, np.random.default_rng(0), 0.4, 0.25)
    assert heard[0] == pytest.approx(1)
    assert (heard[1:] ** 2).sum() == pytest.approx(0.25, rel=1e-3)
    early, late = (heard[1:400] ** 2).mean(), (heard[1601:2000] ** 2).mean()
    # 30 dB in half of the time.
    assert 10 * np.log10(early / late) == pytest.approx(30, abs=3)


@pytest.mark.parametrize("seed", range(4))
def test_noise_is_as_quiet_as_is_asked_for(seed):
    sound = tone().astype(float)
    noise = variations.with_noise(sound, 20, np.random.default_rng(seed)) - sound
    assert sound.std() / noise.std() == pytest.approx(10)


def test_silence_stays_silent_and_finite():
    silence = np.zeros(500, np.int16)
    made = variations.varied(silence, RATE, RATE, np.random.default_rng(0))
    assert made.shape == (RATE,) and not made.any()


@pytest.mark.parametrize("size", [1000, 4000, 9000])
def test_a_sound_is_placed_whole_or_cut(size):
    places = {
        variations.placed(np.arange(1, 4001), size, np.random.default_rng(seed)).tobytes()
        for seed in range(5)
    }
    rows = [np.frombuffer(one, np.int64) for one in places]
    assert {len(row) for row in rows} == {size}
    assert {np.count_nonzero(row) for row in rows} == {min(size, 4000)}
    assert len(places) > 1 or size == 4000


def test_the_command_names_what_is_missing_and_installs_nothing(tmp_path):
    command = [sys.executable, "data/spoken_words.py"]
    surroundings = {**os.environ, "PATH": str(tmp_path), "PYTHONPATH": str(resources.CHECKOUT)}
    before = resources.checksums()
    run = subprocess.run(
        command, cwd=resources.CHECKOUT, env=surroundings, capture_output=True, text=True
    )
    assert run.returncode == 1
    assert run.stderr == (
        "espeak-ng and flite not found: on Debian and Ubuntu, `apt install espeak-ng flite` "
        "brings them.\n"
    )
    assert resources.checksums() == before
