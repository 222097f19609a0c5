"""Is the audio front end TFLM's, to the bit? And what does it take on a chip?

`python benchmarks/audio_front_end.py` compares features on random windows of every loudness, and,
where TINYML_KIT_TESTDATA names the folder of data by others, on every recording in it: TFLM's
`audio_preprocessor_int8.tflite` beside the kit's NumPy and its C on this computer. Then the chips:
their simulators and emulators compute `--on-chips` of the random windows, at both rates that the
kit has settings for. The table is results/audio_front_end.csv; `--only` renews a part of it.
"""

import argparse
import os
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit.base import files
from tinyml_kit.base.progress import progress
from tinyml_kit.features import audio
from tinyml_kit.features.audio import AT_8_KHZ, AT_16_KHZ, framing
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.interpreters import tflm
from tinyml_kit.rungs.protocol import RungMissing, TooLarge

RESULT = Path(__file__).parent / "results" / "audio_front_end.csv"
CHIPS = ("cortex-m4", "cortex-m0plus", "riscv32", "mega2560", "atmega1284p")
RECORDINGS = {
    "TFLM's own": "models/tflm/testdata/*_1000ms.wav",
    "FSDD": "datasets/fsdd/recordings/*.wav",
    "alexa": "datasets/wakeword_alexa/*.flac",
}
FRAMES = 50  # of a random sound


def random_sounds(windows, settings, seed=0):
    """Return sounds with so many windows in all, from full loudness to single steps, (n, size)."""
    rng = np.random.default_rng(seed)
    count = windows // FRAMES
    shape = count, settings.window + (FRAMES - 1) * settings.step
    shifts = rng.integers(0, 16, (count, 1))
    return (rng.integers(-(2**15), 2**15, shape, dtype=np.int16) >> shifts).astype(np.int16)


def recordings(folder, pattern):
    """Yield each recording, (1, samples) int16."""
    import soundfile

    for path in progress(sorted(folder.glob(pattern)), desc=pattern, unit="file"):
        yield soundfile.read(path, dtype="int16", always_2d=True)[0][:, 0][np.newaxis]


def blocks(sounds, size=100):
    """Yield sounds of one length, a hundred at a time."""
    for start in progress(range(0, len(sounds), size), desc="random windows", unit="block"):
        yield sounds[start : start + size]


def compared(what, sounds, theirs, built):
    """Return two rows, for NumPy and for C on this computer, over an iterable of sounds."""
    frames = numpy_differs = c_differs = 0
    for some in sounds:
        cut = framing.frames(some)
        if not cut.shape[1]:
            continue
        expected = tflm.run(theirs, [cut]).outputs[0] if theirs else None
        ours = audio.features(some)
        c = native.run(built, [cut]).outputs[0]
        expected = ours if expected is None else expected
        frames += cut.shape[0] * cut.shape[1]
        numpy_differs += int((ours != expected).any(axis=-1).sum())
        c_differs += int((c != expected).any(axis=-1).sum())
    row = {"sounds": what, "rate": 16000, "against": "TFLM" if theirs else "NumPy"}
    row["frames"] = frames
    return [
        {**row, "rung": "NumPy", "frames_that_differ": numpy_differs, "label": "measured"},
        {**row, "rung": "c", "frames_that_differ": c_differs, "label": "measured"},
    ]


def on_chip(name, settings, windows):
    """Return the row of a chip, or None where its tools are missing."""
    sounds = random_sounds(windows, settings)
    device = registry.device(name)
    with tempfile.TemporaryDirectory() as folder:
        try:
            built = device.build(audio.graph(settings), folder, **registry.rung(name).options)
        except (RungMissing, TooLarge) as problem:
            print(f"{name} at {settings.rate} Hz is left out: {problem}")
            return None
        run = device.run(built, framing.frames(sounds, settings))
    differs = (run.outputs[0] != audio.features(sounds, settings)).any(axis=-1)
    return {
        "sounds": "random", "rate": settings.rate, "against": "NumPy", "frames": differs.size,
        "rung": name, "frames_that_differ": int(differs.sum()), "label": run.label,
        "instructions_most": None if run.instructions is None else int(run.instructions.max()),
        "cycles_most": None if run.cycles is None else int(run.cycles.max()),
        "flash_bytes": run.flash_bytes, "ram_bytes": run.ram_bytes, "stack_bytes": run.stack_bytes,
    }  # fmt: skip


def on_this_computer(given):
    """Return the rows of NumPy and of C, for random sounds and for every recording."""
    model = given.data and given.data / "models" / "tflm" / "audio_preprocessor_int8.tflite"
    theirs = tflm.build(model) if model and model.is_file() and tflm.available() else None
    with tempfile.TemporaryDirectory() as folder:
        built = native.build(audio.graph(), folder)
        rows = compared("random", blocks(random_sounds(given.windows, AT_16_KHZ)), theirs, built)
        for what, pattern in RECORDINGS.items() if given.data else ():
            rows += compared(what, recordings(given.data, pattern), theirs, built)
    return rows


def on_chips(given):
    """Return the rows of all chips at both rates."""
    chips = [(name, how) for name in CHIPS for how in (AT_16_KHZ, AT_8_KHZ)]
    rows = [on_chip(*one, given.on_chips) for one in progress(chips, desc="chips", unit="chip")]
    return [row for row in rows if row]


PARTS = {"computer": on_this_computer, "chips": on_chips}


def main():
    """Compare all, or a part; print the table and keep it."""
    named = os.environ.get("TINYML_KIT_TESTDATA")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=named and Path(named))
    parser.add_argument("--windows", type=int, default=100_000)
    parser.add_argument("--on-chips", type=int, default=1000)
    parser.add_argument("--only", choices=PARTS)
    given = parser.parse_args()
    kept = pd.read_csv(RESULT).to_dict("records") if given.only and RESULT.exists() else []
    rows = []
    for part, measured in PARTS.items():
        if given.only in (None, part):
            rows += measured(given)
        else:
            rows += [row for row in kept if (row["rung"] in CHIPS) == (part == "chips")]
    table = pd.DataFrame(rows)
    print(table.to_string(index=False))
    with files.write_atomically(RESULT) as path:
        table.to_csv(path, index=False)


if __name__ == "__main__":
    main()
