"""The sketch that listens hears on the emulated board what NumPy hears in the same sound."""

import re

import numpy as np
import pytest

from tinyml_kit.arduino import qemu_board
from tinyml_kit.base import resources
from tinyml_kit.course import listening as scenes
from tinyml_kit.datasets import speech
from tinyml_kit.datasets.speech.reading import as_int16, resampled
from tinyml_kit.datasets.speech.synthetic import DIGITS
from tinyml_kit.features.audio import AT_8_KHZ, Rule, halving, listening
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder.listening import listen
from tinyml_kit.rungs.protocol import DeviceError, RungMissing

BUFFER = 256
LED = 13
RULE = Rule(ignored=(10,))
WORDS = (*DIGITS, "other")


def model():
    return read(resources.shipped_file("spoken_digits_int8.tflite"))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    try:
        return qemu_board.build("keyword_nano33ble", tmp_path_factory.mktemp("keyword"))
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


@pytest.fixture(scope="module")
def spoken():
    """Return digits as a microphone of 16 kHz hears them, in whole buffers."""
    words = speech.simulated()
    digits = words.part(k for k, one in enumerate(words.labels) if words.names[one] in DIGITS)
    scene = scenes.scene(digits, 7, seed=5)
    sound = as_int16(resampled(scene.samples / 2**15, 8000, 16_000))
    return sound[: len(sound) // BUFFER * BUFFER]


def test_the_sketch_says_what_numpy_hears_and_lights_the_led(built, spoken):
    expected = listening.heard(halving.halved(spoken), model(), AT_8_KHZ, RULE)
    assert len(expected) > 2
    written, printed = qemu_board.listening(built.elf, spoken)
    lines = [
        f"{one.sample / 8000:.2f} s: {WORDS[one.word]}, mean {one.mean * 256 / 255:.2f}"
        for one in expected
    ]
    assert printed.splitlines() == lines
    ends = len(spoken) / 2 - 4000
    off = [one for one in expected if one.sample <= ends]
    assert written.tolist() == [[LED, 1], [LED, 0]] * len(off) + [[LED, 1]] * (
        len(expected) - len(off)
    )


def test_a_question_is_answered_with_the_share_of_time_and_nothing_is_lost(built, spoken):
    printed = qemu_board.listening(built.elf, spoken, typed="?\n")[1]
    head, told = printed.splitlines()[:2]
    assert head.startswith("tinyml-kit on nano33ble: model ")
    pattern = r"\d+\.\d\d s heard, computing took \d+\.\d\d % of them, 0 samples lost"
    assert re.fullmatch(pattern, told)


def test_front_end_and_network_keep_within_the_budget_of_a_nano(spoken):
    half = halving.halved(spoken)
    try:
        found = listen(model(), half, "nano33ble", rule=RULE)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    expected = listening.heard(half, model(), AT_8_KHZ, RULE)
    assert found.said.tolist() == [[one.sample, one.word] for one in expected]
    assert found.share <= 0.15
    assert found.ram_bytes + found.stack_bytes <= 32_768


def test_the_words_of_the_sketch_are_those_of_the_network():
    text = (qemu_board.sketches.ROOT / "keyword_nano33ble" / "keyword_nano33ble.ino").read_text(
        encoding="utf-8"
    )
    named = re.search(r"words\[LISTENER_WORDS\] = \{(.*?)\}", text, re.DOTALL)
    assert tuple(re.findall(r'"(\w+)"', named[1])) == WORDS


def sketch(folder, loop):
    folder.mkdir()
    (folder / f"{folder.name}.ino").write_text(
        f"""
#include <PDM.h>
static int16_t buffer[256];
static long total;
static int buffers;
static void receive() {{
  int count = PDM.read(buffer, PDM.available()) / 2;
  for (int i = 0; i < count; i++) total += buffer[i];
  buffers++;
}}
void setup() {{
  Serial.begin(115200);
  PDM.onReceive(receive);
  Serial.println(PDM.begin(1, 16000));
}}
void loop() {{ {loop} }}
""",
        encoding="utf-8",
    )
    try:
        return qemu_board.build(folder, folder / "built").elf
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


def test_buffers_come_when_their_time_has_come(tmp_path):
    told = "Serial.print(buffers); Serial.print(' '); Serial.println(total);"
    given = np.arange(-600, 7 * BUFFER - 600, dtype=np.int16)
    sums = [str(int(given[: BUFFER * k].sum())) for k in range(1, 8)]
    # One buffer takes 16 ms; a loop that takes 40 ms finds two or three of them.
    quick = qemu_board.listening(sketch(tmp_path / "quick", told), given)[1].split()
    assert quick[0] == "1" and quick[1::2] == [str(k) for k in range(1, 8)]
    assert quick[2::2] == sums
    slow = qemu_board.listening(sketch(tmp_path / "slow", told + " delay(40);"), given)[1].split()
    counts = [int(one) for one in slow[1::2]]
    assert counts[0] == 1 and set(np.diff(counts)) <= {2, 3} and len(counts) < 5


def test_a_sketch_that_never_comes_to_its_end_is_named(tmp_path):
    elf = sketch(tmp_path / "stuck", "for (;;);")
    with pytest.raises(DeviceError, match="did not listen to all 512 samples within 2 s"):
        qemu_board.listening(elf, np.zeros(512, np.int16), limit=2)
