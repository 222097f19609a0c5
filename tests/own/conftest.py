"""Small recordings of one's own: gestures of simulated people, and tones as sounds."""

import numpy as np
import pytest
import soundfile

from tinyml_kit.datasets import motion


def write_csv(path, samples, axes=("x", "y", "z")):
    """Write a CSV file of samples (n, axes)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [",".join(axes), *(",".join(f"{value:.3f}" for value in row) for row in samples)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def gestures(tmp_path_factory):
    """A folder for each of three gestures, with files of five simulated people."""
    folder = tmp_path_factory.mktemp("gestures")
    made = motion.simulated(people=5, takes=4)
    for number, (samples, label, who) in enumerate(
        zip(made.samples, made.labels, made.people, strict=True)
    ):
        gesture = made.names[label]
        if gesture in ("rest", "twist", "wave"):
            person = who.replace("simulated ", "p")
            write_csv(folder / gesture / f"{person}_{number}.csv", samples[::2, :3])
    return folder


@pytest.fixture
def tones(tmp_path):
    """A folder for each of two beeping tones, ten files each; a steady one counts as noise."""
    random = np.random.default_rng(0)
    for name, hertz in (("high", 1500), ("low", 400)):
        (tmp_path / name).mkdir()
        for number in range(10):
            times = np.arange(8000) / 8000
            beeps = (times * 6 + number / 10) % 1 < 0.4
            sound = np.sin(2 * np.pi * hertz * times) * beeps * 0.3
            sound += random.normal(size=8000) * 0.01
            soundfile.write(tmp_path / name / f"{number}.wav", sound, 8000)
    return tmp_path
