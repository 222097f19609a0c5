"""The front end against TFLM's file, to the bit; and a stream, however it is cut."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinyml_kit.features.audio import AT_8_KHZ, AT_16_KHZ, AudioError, Stream, features, framing
from tinyml_kit.rungs.interpreters import tflm

RANDOM_WINDOWS = 1000


@pytest.fixture(scope="module")
def theirs(real_data):
    """Return a function from sounds, (n, samples), to TFLM's features of each."""
    path = real_data / "models" / "tflm" / "audio_preprocessor_int8.tflite"
    if not path.is_file():
        pytest.skip(f"{path.name} is not among the test data")
    if not tflm.available():
        pytest.skip("toolchain: tflite-micro is not installed")
    built = tflm.build(path)
    return lambda sounds: tflm.run(built, [framing.frames(sounds)]).outputs[0]


def recordings(folder, pattern, count):
    """Return the first second of some recordings, spread over a folder; quiet at the end."""
    import soundfile

    paths = sorted(folder.glob(pattern))
    if not paths:
        pytest.skip(f"no {pattern} is among the test data")
    found = np.zeros((count, 16000), np.int16)
    for row, path in zip(found, paths[:: len(paths) // count], strict=False):
        samples = soundfile.read(path, dtype="int16")[0][:16000]
        row[: len(samples)] = samples
    return found


@pytest.mark.parametrize(
    ("folder", "pattern", "count"),
    [
        ("models/tflm/testdata", "*_1000ms.wav", 4),
        ("datasets/fsdd/recordings", "*.wav", 50),
        ("datasets/wakeword_alexa", "*.flac", 30),
    ],
)
def test_recordings_have_tflms_features(folder, pattern, count, theirs, real_data):
    sounds = recordings(real_data / folder, pattern, count)
    np.testing.assert_array_equal(features(sounds), theirs(sounds))


def test_random_windows_of_every_loudness_have_tflms_features(theirs):
    rng = np.random.default_rng(0)
    sounds = rng.integers(-(2**15), 2**15, (20, 480 + 320 * (RANDOM_WINDOWS // 20 - 1)))
    sounds = (sounds >> rng.integers(0, 16, sounds.shape[0])[:, np.newaxis]).astype(np.int16)
    found = features(sounds)
    assert found.shape[0] * found.shape[1] == RANDOM_WINDOWS
    np.testing.assert_array_equal(found, theirs(sounds))


@settings(max_examples=20)
@given(st.lists(st.integers(0, 1500), max_size=12), st.sampled_from([AT_16_KHZ, AT_8_KHZ]))
def test_a_stream_gives_the_features_of_the_whole_however_it_is_cut(lengths, how):
    rng = np.random.default_rng(len(lengths))
    samples = rng.integers(-(2**15), 2**15, sum(lengths)).astype(np.int16)
    pieces = np.split(samples, np.cumsum(lengths)[:-1])
    stream = Stream(how)
    found = np.concatenate([stream.push(piece) for piece in pieces])
    np.testing.assert_array_equal(found, features(samples, how))


def test_a_stream_forgets_at_a_reset():
    samples = np.random.default_rng(2).integers(-999, 999, 3000).astype(np.int16)
    stream = Stream()
    first = stream.push(samples)
    stream.reset()
    np.testing.assert_array_equal(stream.push(samples), first)


def test_a_stream_refuses_two_channels():
    with pytest.raises(AudioError, match=r"int16 of shape \(10, 2\), expected a row of int16"):
        Stream().push(np.zeros((10, 2), np.int16))
