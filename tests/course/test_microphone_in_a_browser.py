"""What the microphone's button and the file beside it send to Python, in Chromium."""

import io

import numpy as np
import pytest
import soundfile

from tinyml_kit.course import microphone
from tinyml_kit.setup import looking

PAGE = """<!doctype html><div id="here"></div><script type="module">
import widget from "/microphone.js";
window.sent = [];
const model = {
  get: () => ({ rate: 8000, seconds: 1, most: 2 }),
  on: (what, call) => (window.answer = call),
  send: (words, _, buffers) =>
    window.sent.push({ ...words, samples: [...new Int16Array(buffers[0])], told: words.samples }),
};
widget.render({ model, el: document.getElementById("here") });
</script>"""
AT = "http://localhost/page"


def tone(hz, seconds, rate):
    """Return a WAV file with a tone."""
    made = io.BytesIO()
    samples = 0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)
    soundfile.write(made, samples, rate, "PCM_16", format="WAV")
    return made.getvalue()


def loudest(samples, rate=8000):
    """Return the loudest frequency of a sound, in Hz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return spectrum.argmax() * rate / len(samples)


@pytest.fixture
def opened(browser):
    """Return a function that opens the page in a Chromium of its own, with or without a mic."""
    running = []

    def start(*arguments):
        chromium = looking.which("chromium")
        own = browser.browser_type.launch(executable_path=chromium, args=arguments)
        running.append(own)
        page = own.new_page()
        script = microphone.SCRIPT.read_text(encoding="utf-8")
        page.route("**/page", lambda one: one.fulfill(body=PAGE, content_type="text/html"))
        page.route(
            "**/microphone.js",
            lambda one: one.fulfill(body=script, content_type="text/javascript"),
        )
        page.goto(AT)
        page.wait_for_selector("button")
        return page

    yield start
    for own in running:
        own.close()


def sent(page):
    page.wait_for_function("window.sent.length > 0", timeout=60_000)
    (one,) = page.evaluate("window.sent")
    assert one["told"] == len(one["samples"])
    return np.array(one["samples"])


def test_the_button_records_the_microphone_at_the_rate_of_the_features(opened, tmp_path):
    (tmp_path / "tone.wav").write_bytes(tone(440, 5, 48_000))
    page = opened(
        "--no-sandbox",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={tmp_path / 'tone.wav'}",
    )
    assert page.inner_text("button") == "Record 1 s"
    page.click("button")
    samples = sent(page)
    assert 0.7 * 8000 < len(samples) <= 2 * 8000
    assert abs(loudest(samples) - 440) < 5
    page.evaluate('window.answer({ words: "heard", picture: "<b>seen</b>" })')
    assert page.inner_text("p") == "heard" and page.inner_text("b") == "seen"
    assert not page.is_disabled("button")


def test_a_file_is_resampled_and_cut_to_the_longest_that_is_taken(opened):
    page = opened("--no-sandbox")
    for seconds, hz, length in ((0.5, 1000, 4000), (3, 600, 16_000)):
        page.evaluate("window.sent.length = 0")
        content = tone(hz, seconds, 44_100)
        file = {"name": "tone.wav", "mimeType": "audio/wav", "buffer": content}
        page.set_input_files("input", file)
        samples = sent(page)
        assert len(samples) == length and abs(loudest(samples) - hz) < 5
        middle = samples[1000:3000]
        assert abs(np.abs(middle).max() - 16_384) < 300


def test_a_browser_without_a_microphone_and_a_file_that_is_no_sound_are_told(opened):
    page = opened("--no-sandbox")
    page.click("button")
    page.wait_for_function("document.querySelector('p').textContent.startsWith('There is no')")
    assert "a WAV file does the same" in page.inner_text("p")
    file = {"name": "x.wav", "mimeType": "audio/wav", "buffer": b"no sound"}
    page.evaluate("document.querySelector('p').textContent = ''")
    page.set_input_files("input", file)
    page.wait_for_function("document.querySelector('p').textContent.startsWith('There is no')")
    assert page.evaluate("window.sent.length") == 0
