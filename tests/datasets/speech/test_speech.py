"""Recordings of one's own and published ones: read, resampled, and refused in one sentence."""

import io
import tarfile
import wave

import numpy as np
import pytest
import soundfile

from tinyml_kit.base.files import ChecksumError
from tinyml_kit.datasets import people, speech
from tinyml_kit.datasets.refused import Refused, listed
from tinyml_kit.datasets.speech import folder as own
from tinyml_kit.datasets.speech import published, reading


def tone(hz, rate, seconds=0.5, channels=1):
    one = 0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)
    return np.repeat(one[:, np.newaxis], channels, axis=1)


def loudest(samples, rate):
    return np.abs(np.fft.rfft(samples * np.hanning(len(samples)))).argmax() * rate / len(samples)


@pytest.mark.parametrize("kind", ["wav", "flac"])
def test_a_recording_of_this_rate_is_read_as_it_is(kind, tmp_path):
    path = tmp_path / f"a.{kind}"
    samples = np.random.default_rng(0).integers(-(2**15), 2**15, 999).astype(np.int16)
    soundfile.write(path, samples, 16000)
    np.testing.assert_array_equal(speech.read(path), samples)
    np.testing.assert_array_equal(speech.read(path.read_bytes()), samples)


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_24", "FLOAT"])
@pytest.mark.parametrize("rate", [8000, 11025, 22050, 44100, 48000])
def test_any_rate_and_channels_become_what_is_asked_for(rate, subtype, tmp_path):
    soundfile.write(tmp_path / "a.wav", tone(1000, rate, channels=2), rate, subtype)
    samples = speech.read(tmp_path / "a.wav", 16000)
    assert samples.dtype == np.int16
    assert abs(len(samples) - 8000) <= 1
    assert loudest(samples, 16000) == pytest.approx(1000, abs=3)
    assert abs(int(samples.max()) - 2**14) < 700


def test_what_the_lower_rate_cannot_hold_does_not_come_back_as_another_tone(tmp_path):
    soundfile.write(tmp_path / "a.wav", tone(7000, 16000), 16000)
    samples = speech.read(tmp_path / "a.wav", 8000)[200:-200]
    assert np.abs(samples.astype(int)).max() < 2**14 / 100


def refused(content, tmp_path, name="a.wav", **how):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(speech.SpeechError) as caught:
        speech.read(tmp_path / name, **how)
    return str(caught.value).removeprefix(f"{tmp_path / name}: ")


def sound(rate=16000, seconds=0.1, kind="WAV", **more):
    file = io.BytesIO()
    soundfile.write(file, tone(500, rate, seconds, **more), rate, format=kind)
    return file.getvalue()


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all" * 9, sound()[:20]])
def test_what_is_no_sound_is_refused(content, tmp_path):
    assert refused(content, tmp_path).startswith("this is no WAV or FLAC file that can be read (")


def test_what_is_out_of_range_is_refused_before_it_is_decoded(tmp_path):
    assert refused(sound(2000), tmp_path) == (
        "its rate is 2000 Hz, expected 4000 to 192000; save it at another rate."
    )
    assert refused(sound(channels=9), tmp_path) == (
        "it has 9 channels, more than 8; save one or two."
    )
    assert refused(sound(seconds=3), tmp_path, most_seconds=2) == (
        "it says that it lasts 3 s, more than 2; cut it into recordings of a few seconds."
    )
    assert refused(sound(seconds=0), tmp_path) == (
        "the recording holds no samples; record it again."
    )


def test_a_small_file_that_promises_hours_is_refused(tmp_path):
    content = bytearray(sound(kind="FLAC"))
    # The 36 bits of its number of samples.
    content[21] |= 0x0F
    content[22:26] = b"\xff" * 4
    assert "it says that it lasts 4,294,967 s, more than 60" in refused(content, tmp_path, "a.flac")


def test_samples_that_are_not_finite_are_refused(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.array([0, np.nan, 0]), 16000, "FLOAT")
    with pytest.raises(speech.SpeechError, match="a sample is not finite"):
        speech.read(tmp_path / "a.wav")


def test_a_file_that_is_too_large_is_refused_by_its_size(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 1_000)
    assert "the file has 0 MB, more than 0" in refused(sound(), tmp_path)


@pytest.fixture
def words(tmp_path):
    for place, name in enumerate(["no/bea_1.wav", "yes/anna_1.flac", "yes/anna_2.wav"]):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        soundfile.write(path, tone(400 + 100 * place, 8000), 8000)
    (tmp_path / "yes" / "broken_1.wav").write_bytes(b"RIFF")
    (tmp_path / "yes" / "notes.txt").write_text("not a recording", encoding="utf-8")
    (tmp_path / "yes" / ".hidden_1.wav").write_bytes(b"")
    return tmp_path


def test_a_folder_has_a_folder_a_word_and_a_bad_file_does_not_stop_the_rest(words):
    found = speech.of_folder(words, rate=8000)
    assert (found.names, found.labels.tolist()) == (("no", "yes"), [0, 1, 1])
    assert found.speakers == ("bea", "anna", "anna")
    assert found.files == ("no/bea_1.wav", "yes/anna_1.flac", "yes/anna_2.wav")
    assert [one.file for one in found.refused] == ["yes/broken_1.wav"]
    assert found.refused[0].why.startswith("this is no WAV or FLAC file")
    ((_, train, test), _) = people.leave_one_out(found.speakers)
    assert found.part(test).files == found.files[1:] and len(found.part(train)) == 1


def test_recordings_of_one_length_lie_in_the_middle(words):
    found = speech.of_folder(words, rate=8000)
    longer, shorter = found.of_length(0.75), found.of_length(0.25)
    assert longer.shape == (3, 6000) and shorter.shape == (3, 2000)
    np.testing.assert_array_equal(longer[0, 1000:5000], found.samples[0])
    assert not longer[:, :1000].any() and not longer[:, 5000:].any()
    np.testing.assert_array_equal(shorter[0], found.samples[0][1000:3000])


def test_files_beyond_the_memory_are_named(words, monkeypatch):
    monkeypatch.setattr(own, "MOST_SAMPLES", 9000)
    found = speech.of_folder(words, rate=8000)
    assert len(found) == 2
    assert found.refused[-1] == Refused(
        "yes/anna_2.wav", "the recordings before it fill the memory; give fewer."
    )


def test_a_folder_without_recordings_is_refused(tmp_path):
    with pytest.raises(speech.SpeechError, match="there is no such folder"):
        speech.of_folder(tmp_path / "none")
    with pytest.raises(speech.SpeechError, match=r"\(there are no WAV or FLAC files\)"):
        speech.of_folder(tmp_path)
    (tmp_path / "yes").mkdir()
    (tmp_path / "yes" / "a.wav").write_bytes(b"")
    with pytest.raises(speech.SpeechError, match=r"no recording can be used \(yes/a.wav: this is"):
        speech.of_folder(tmp_path)


def archive(path, members):
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz") as file:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            file.addfile(member, io.BytesIO(content))


@pytest.fixture
def put(tmp_path, monkeypatch):
    """Return a function that puts an archive into the cache in place of a published one."""
    from tinyml_kit.base import files

    monkeypatch.setenv("TINYML_KIT_CACHE", str(tmp_path))

    def put(name, members):
        file, _, urls = getattr(published, name)
        path = tmp_path / name.lower() / file
        archive(path, members)
        monkeypatch.setattr(published, name, (file, files.sha256(path), urls))
        return path

    return put


def test_digits_come_from_the_archive(put):
    put(
        "FSDD",
        {
            "fsdd-1/recordings/7_theo_1.wav": sound(8000),
            "fsdd-1/recordings/3_anna_0.wav": sound(8000),
            "fsdd-1/recordings/3_anna_1.wav": b"broken",
            "fsdd-1/README.md": b"text",
            "../3_evil_0.wav/../../x": b"",
        },
    )
    found = speech.fsdd()
    assert (found.names, found.speakers, found.rate) == (("3", "7"), ("anna", "theo"), 8000)
    assert [one.file for one in found.refused] == ["fsdd-1/recordings/3_anna_1.wav"]


def test_commands_come_by_word_and_number(put):
    names = [f"./{word}/{n}a{n}_nohash_0.wav" for word in ("yes", "no", "bed") for n in range(3)]
    put("SPEECH_COMMANDS", {name: sound() for name in names} | {"./yes/big_nohash_0.wav": b""})
    found = speech.speech_commands(["yes", "bed"], most=2)
    assert (found.names, found.labels.tolist()) == (("bed", "yes"), [0, 0, 1, 1])
    assert found.speakers == ("0a0", "1a1", "0a0", "1a1")
    with pytest.raises(speech.SpeechError, match="there are no WAV or FLAC files"):
        speech.speech_commands(["maybe"])


def test_an_archive_with_other_content_is_refused(put):
    path = put("FSDD", {"x/1_a_0.wav": sound(8000)})
    path.write_bytes(b"something else")
    with pytest.raises(ChecksumError):
        speech.fsdd()


def test_the_published_digits_are_read_from_a_folder(real_data):
    path = real_data / "datasets" / "fsdd" / "recordings"
    if not path.is_dir():
        pytest.skip("fsdd is not among the test data")
    found = speech.fsdd(path)
    assert len(found) == 2500 and found.refused == ()
    assert set(found.speakers) == {"george", "jackson", "lucas", "nicolas", "yweweler"}
    assert np.bincount(found.labels).tolist() == [250] * 10
    with wave.open(str(path / found.files[7])) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    np.testing.assert_array_equal(found.samples[7], samples)


def test_files_of_other_names_are_not_digits(tmp_path):
    (tmp_path / "1_a_0.wav").write_bytes(sound(8000))
    (tmp_path / "hello.wav").write_bytes(sound(8000))
    found = speech.fsdd(tmp_path)
    assert found.refused == (Refused("hello.wav", "its name is not DIGIT_SPEAKER_NUMBER.wav."),)


def test_the_list_of_what_was_refused_is_short():
    refused = tuple(Refused(f"{n}.wav", "broken.") for n in range(7))
    assert listed(refused, 2) == "0.wav: broken.\n1.wav: broken.\nand 5 more"
    assert listed(refused[:1]) == "0.wav: broken."
