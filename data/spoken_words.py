"""Make the simulated words that ship: run `python data/spoken_words.py` in the kit's environment.

Two programs speak: espeak-ng (accents, voices, pitch and speed of its own) and flite (voices
trained on four people). Each word is resampled to 8000 samples a second, without the silence around
it, as loud as 8 bits hold, and kept in one FLAC stream of 8 bits. Rooms, noise and other speeds are
added when the words are loaded. Nothing is installed: what is missing is named. About a minute.
"""

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from tqdm.auto import tqdm

from tinyml_kit.base import files, resources
from tinyml_kit.datasets.speech import reading, synthetic

PROGRAMS = ("espeak-ng", "flite")
ACCENTS = ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp")
#: Voices of espeak-ng, with its pitch (0 to 99) and words a minute.
VOICES = (
    ("m1", 40, 150), ("m2", 55, 165), ("m3", 30, 175), ("m5", 60, 190), ("m7", 50, 140),
    ("f1", 50, 150), ("f2", 55, 160), ("f3", 70, 170), ("f4", 65, 180), ("klatt2", 45, 155),
)  # fmt: skip
FLITE = ("awb", "kal16", "rms", "slt")
QUIET = 0.02  # of the loudest sample: what lies before and after a word


def voices():
    """Return {name: command without the word and the file} of every voice."""
    found = {
        f"espeak-{accent}-{voice}": [
            "espeak-ng", "-v", f"{accent}+{voice}", "-p", str(pitch), "-s", str(speed), "-w",
        ]
        for accent in ACCENTS
        for voice, pitch, speed in VOICES
    }  # fmt: skip
    return found | {f"flite-{voice}": ["flite", "-voice", voice, "-o"] for voice in FLITE}


def spoken(word, command, folder):
    """Return a word in a voice, (n,) int16 at 8000 samples a second, loud and without silence."""
    path = Path(folder) / "word.wav"
    said = ["-t", word] if command[0] == "flite" else [word]
    subprocess.run([*command, str(path), *said], check=True, capture_output=True, timeout=60)
    samples = reading.read(path, synthetic.RATE).astype(np.float64)
    heard = np.flatnonzero(np.abs(samples) > QUIET * np.abs(samples).max())
    samples = samples[heard[0] : heard[-1] + 1]
    return np.rint(samples * (127 / np.abs(samples).max())).astype(np.int16) << 8


def main():
    """Write spoken_words_simulated.npz and its checksum to the folder of the shipped data."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        sys.exit(
            f"{' and '.join(missing)} not found: on Debian and Ubuntu, "
            f"`apt install {' '.join(missing)}` brings them."
        )
    words = (*synthetic.DIGITS, *synthetic.COMMANDS)
    clips, said, by = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for name, command in tqdm(voices().items(), desc="voices", unit="voice", disable=None):
            for word in words:
                clips.append(spoken(word, command, folder))
                said.append(word)
                by.append(name)
    stream = io.BytesIO()
    soundfile.write(stream, np.concatenate(clips), synthetic.RATE, "PCM_S8", format="FLAC")
    path = resources.data_dir() / synthetic.FILE
    with files.write_atomically(path) as target:
        np.savez_compressed(
            target,
            flac=np.frombuffer(stream.getvalue(), np.uint8),
            words=np.array(said),
            voices=np.array(by),
            ends=np.cumsum([len(clip) for clip in clips]),
        )
    files.record_checksum(path)
    print(f"{len(clips)} words in {len(voices())} voices, {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
