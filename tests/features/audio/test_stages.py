"""Each stage of the front end on numbers that can be worked out, and its tables against TFLM's."""

import numpy as np
import pytest

from tinyml_kit.features.audio import (
    AT_8_KHZ,
    AT_16_KHZ,
    AudioError,
    Settings,
    bands,
    framing,
    gain,
    logarithm,
    noise,
    spectrum,
    stages,
    window,
)
from tinyml_kit.graph.tflite import read


@pytest.fixture
def tflm_graph(real_data):
    path = real_data / "models" / "tflm" / "audio_preprocessor_int8.tflite"
    if not path.is_file():
        pytest.skip(f"{path.name} is not among the test data")
    return read(path)


def tone(hz, size=16000, rate=16000):
    return np.rint(8000 * np.sin(2 * np.pi * hz * np.arange(size) / rate)).astype(np.int16)


def matrices(options, bins):
    """Return what a filter bank multiplies with, whatever zeros its rows are filled up with."""
    dense = np.zeros((2, options["num_channels"] + 1, bins), int)
    names = "frequency_starts", "weight_starts", "widths"
    rows = zip(*(options[key] for key in names), strict=True)
    for space, (first, at, width) in enumerate(rows):
        for which, name in enumerate(("weights", "unweights")):
            dense[which, space, first : first + width] = options[name][at : at + width]
    return dense


def test_every_table_and_setting_is_that_of_the_file(tflm_graph):
    options = {operator.name: operator.options for operator in tflm_graph.operators}
    ours = {
        "SIGNAL_WINDOW": window.options(),
        "SIGNAL_RFFT": spectrum.transform_options(),
        "SIGNAL_ENERGY": spectrum.energy_options(),
        "SIGNAL_FILTER_BANK_SPECTRAL_SUBTRACTION": noise.options(),
        "SIGNAL_PCAN": gain.options(),
        "SIGNAL_FILTER_BANK_LOG": logarithm.options(),
    }
    for name, mine in ours.items():
        assert mine.keys() == options[name].keys()
        for key, value in mine.items():
            np.testing.assert_array_equal(value, options[name][key], f"{name} {key}")
    theirs = options["SIGNAL_FILTER_BANK"]
    np.testing.assert_array_equal(matrices(bands.options(), 257), matrices(theirs, 257))


def test_frames_overlap_and_what_is_left_over_is_left_out():
    samples = np.arange(1200, dtype=np.int16)
    assert framing.frames(samples)[:, 0].tolist() == [0, 320, 640]
    assert framing.frames(samples[:-81]).shape == (2, 480)
    assert framing.frames(samples[:479]).shape == (0, 480)
    for size in (0, 479, 480, 799, 800, 16000):
        assert framing.count(size) == len(framing.frames(np.zeros(size, np.int16)))


def test_a_window_is_symmetrical_and_ends_near_0():
    weights = window.weights()
    np.testing.assert_array_equal(weights, weights[::-1])
    assert (weights[0], weights.max()) == (0, 4096)


def test_a_frame_is_doubled_as_often_as_it_fits():
    louder, bits = spectrum.scaled(np.array([[3, -5, 0], [0, 0, 0], [-20000, 1, 2]], np.int16))
    assert bits.tolist() == [12, 0, 0]
    assert louder[0].tolist() == [3 << 12, -5 << 12, 0]


@pytest.mark.parametrize("hz", [500, 1000, 3000])
def test_a_tone_is_loudest_at_its_own_frequency(hz):
    energies = stages(tone(hz))["energies"][10]
    assert energies.argmax() == hz / AT_16_KHZ.hz_a_bin


def test_frequencies_that_are_not_asked_for_have_no_energy():
    energies = stages(tone(60))["energies"]
    assert not energies[:, :5].any() and not energies[:, 241:].any()


def test_the_transform_is_that_of_a_textbook_but_for_rounding():
    rng = np.random.default_rng(0)
    frame = rng.integers(-8000, 8000, 480).astype(np.int16)
    pairs = spectrum.transform(frame).reshape(-1, 2).astype(float)
    exact = np.fft.rfft(frame, 512) / 512
    # Nine stages round, each by at most half a step in both parts, and later ones halve that.
    np.testing.assert_allclose(pairs[:, 0] + 1j * pairs[:, 1], exact, atol=4)


def test_shares_of_a_frequency_make_one_but_for_the_rounding():
    options = bands.options()
    sums = options["weights"].astype(int) + options["unweights"]
    assert set(sums.tolist()) <= {4095, 4096}


def test_bands_have_equal_steps_in_mel():
    assert bands.mel(1000.0) == pytest.approx(1000, abs=0.2)
    steps = np.diff(bands.edges())
    np.testing.assert_allclose(steps, steps[0])


def test_what_is_always_there_is_taken_away_down_to_a_twentieth():
    levels = np.full((2000, 40), 1000, np.uint32)
    left, estimates = noise.subtracted(levels, noise.none(()))
    assert left[0, 0] == 1000 - 24 - 1  # 0.025 of it, whose fraction counts, too
    assert set(left[-1].tolist()) == {49}  # 0.05 rounded down
    assert abs(int(estimates[-1, 0]) - 1000 * 1024) < 1024 * 5


def test_noise_goes_on_where_an_earlier_part_ended():
    samples = tone(700)
    whole = stages(samples)
    half = stages(samples[: 320 * 20 + 160])
    rest = stages(samples[320 * 20 :], before=half["noise"][-1])
    assert len(half["features"]) == 20
    np.testing.assert_array_equal(rest["features"], whole["features"][20:])


def test_the_gain_falls_as_noise_grows_and_its_parabolas_meet_it():
    levels = 2 ** np.arange(2, 31)
    gains = gain.gain(levels)
    assert (np.diff(gains) <= 0).all()
    assert gain.gain(0) == np.floor(2**21 * 80**-0.95 + 0.5)
    at_powers = gain.table()[4 * (np.arange(2, 31) + 1) - 6]
    np.testing.assert_array_equal(at_powers, gains)


def test_a_product_below_2_is_squared_and_above_it_loses_1():
    quiet = np.zeros(1, np.uint32)
    # The gain of no noise is 32636, which is 7.97 behind 12 bits after the shift by 6.
    ratio = 16 * 32636 >> 6
    assert gain.normalized(np.array([16], np.uint32), quiet).tolist() == [ratio * ratio >> 20]
    ratio = 32636 * 32636 >> 6
    assert gain.normalized(np.array([32636], np.uint32), quiet).tolist() == [(ratio >> 6) - 64]


def test_logarithms_are_natural_in_steps_of_a_64th():
    levels = np.array([0, 1, 10, 1000, 2**28], np.uint32)
    found = logarithm.logarithms(levels)
    np.testing.assert_allclose(found[1:] / 64, np.log(8.0 * levels[1:]), atol=1 / 64)
    assert found[0] == 0


def test_features_begin_at_silence_and_stop_at_127():
    assert logarithm.as_int8(np.array([0, 1, 2, 666, 32767])).tolist() == [
        -128,
        -128,
        -127,
        127,
        127,
    ]


def test_many_recordings_give_what_each_gives_alone():
    rng = np.random.default_rng(1)
    samples = rng.integers(-3000, 3000, (2, 3, 2000)).astype(np.int16)
    together = stages(samples)
    for place in np.ndindex(2, 3):
        for name, alone in stages(samples[place]).items():
            np.testing.assert_array_equal(together[name][place], alone, name)


def test_at_8_khz_a_frame_has_half_the_samples():
    made = stages(tone(1000, 8000, 8000), AT_8_KHZ)
    assert made["frames"].shape == (49, 240)
    assert made["spectrum"].shape == (49, 258)
    assert made["energies"][10].argmax() * AT_8_KHZ.hz_a_bin == 1000
    assert made["features"].shape == (49, 40)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (dict(step_ms=0), "frames of 480 samples every 0: the step must be at least 1"),
        (dict(window_ms=10), "frames of 160 samples every 320"),
        (dict(window_ms=300), "and the frame at most 4096 samples"),
        (dict(rate=8000), "from 125 to 7500 Hz: they must lie between 0 and half the rate, 4000"),
        (dict(bands=0), "0 bands: take 1 to 1024"),
        (dict(low_hz=100, high_hz=110), "no frequency of the spectrum, which has one every 31.25"),
    ],
)
def test_settings_that_cannot_be_are_refused(given, message):
    with pytest.raises(AudioError, match=message):
        Settings(**given)


def test_samples_of_another_type_are_refused():
    with pytest.raises(AudioError, match=r"the samples are float32 of shape \(500,\), expected"):
        framing.frames(np.zeros(500, np.float32))
