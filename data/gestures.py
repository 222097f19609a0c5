"""Train the network of the sketch gesture_nano33ble: `python data/gestures.py` in the environment.

It learns six gestures from simulated people, in windows of streams, as the sketch sees them, and
goes to the shipped data and to the sketch's folder. About three minutes on one core.

`python data/gestures.py --recordings FOLDER --out SKETCH` adds recordings of real people and writes
a sketch of your own: FOLDER/gesture/person_anything.csv with the columns aX, aY, aZ, gX, gY, gZ, in
g and degrees a second, 50 samples a second, at least 128 of them in each file. A gesture with a new
name becomes a new class. Let people be in FOLDER whom you do not train on: `--unseen NAME…` leaves
them out, and the command says how often the network is right about them.
"""

import argparse
import re
import shutil
from pathlib import Path

import numpy as np

from tinyml_kit.arduino import sketches
from tinyml_kit.base import files, resources
from tinyml_kit.base.folder import write_folder
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.targets import target_of
from tinyml_kit.datasets import motion
from tinyml_kit.datasets.motion import Motions, streams
from tinyml_kit.datasets.motion.variations import varied

SKETCH, FILE, BOARD = "gesture_nano33ble", "gestures.tflite", "nano33ble"
LENGTH, STEP, REST = 128, 16, "rest"
PEOPLE, TAKES, SEED = 60, 4, 1


def together(simulated: Motions, real: Motions) -> Motions:
    """Return simulated and real recordings as one set, with the names of both."""
    names = tuple(sorted({*simulated.names, *real.names}))
    labels = [names.index(one.names[k]) for one in (simulated, real) for k in one.labels]
    return Motions(
        simulated.samples + real.samples, np.array(labels, np.int64), names,
        simulated.people + real.people, simulated.files + real.files, simulated.axes,
    )  # fmt: skip


def examples(
    motions: Motions, random: np.random.Generator, copies: int = 2
) -> tuple[np.ndarray, np.ndarray]:
    """Return windows of streams, one stream a person and copy, and their labels."""
    rest = motions.names.index(REST)
    found = []
    for person in dict.fromkeys(motions.people):
        theirs = [i for i, one in enumerate(motions.people) if one == person]
        for copy in range(copies):
            part = motions.part(random.permutation(theirs))
            if copy:
                part = Motions(
                    tuple(varied(one, random) for one in part.samples), part.labels, part.names,
                    part.people, part.files, part.axes,
                )  # fmt: skip
            stream = streams.joined(part, range(len(part)), REST)
            starts = range(int(random.integers(STEP)), len(stream.samples) - LENGTH, STEP)
            found.append(streams.windows(stream, LENGTH, starts, rest))
    x, y = zip(*found, strict=True)
    return np.concatenate(x), np.concatenate(y)


def network(motions: Motions, epochs: int = 15, seed: int = SEED) -> bytes:
    """Train a network on streams of recordings, and return it in int8.

    The range of a byte is that of 4 g and of 512 degrees a second: a sketch stores what it reads in
    steps of a 128th of that.
    """
    from tinyml_kit.compress.quantize import to_tflite
    from tinyml_kit.learning import gestures, training

    x, y = examples(motions, np.random.default_rng(seed))
    x = np.clip(gestures.as_input(x), -1, 127 / 128)
    model = gestures.cnn(LENGTH, x.shape[2], len(motions.names), seed=seed)
    training.train(
        model, x, y, epochs=epochs, warmup=1, balance="batches", augment=False, seed=seed
    )
    some = x[np.random.default_rng(seed).choice(len(x), 200, replace=False)]
    some[0, 0, 0], some[0, 0, 1] = -1, 127 / 128
    return to_tflite(model, "int8", some, len(some))[0]


def header(names: tuple[str, ...]) -> str:
    """Return gestures.h: what the network's answers are called."""
    listed = ", ".join('"' + re.sub(r"[^A-Za-z0-9 _-]", "_", name) + '"' for name in names)
    return (
        "/* What the network in model.c knows, in the order of its scores. */\n"
        f"static const char *const gestures[] = {{{listed}}};\n"
        f"#define QUIET {names.index(REST)} /* not announced */\n"
    )


def write_sketch(content: bytes, names: tuple[str, ...], folder: Path) -> None:
    """Write model.c, model.h and gestures.h of a sketch."""
    c99.export(content, folder, target=target_of(BOARD), board=BOARD)
    write_folder(folder, {"gestures.h": header(names)}, True)


def main() -> None:
    """Train, write, and say how often the network is right about people whom it never met."""
    from tinyml_kit.learning.keras_backend import one_thread

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recordings", type=Path, help="folder with recordings of real people")
    parser.add_argument("--unseen", nargs="+", default=[], help="people to judge the network with")
    parser.add_argument("--out", type=Path, help="folder of the sketch to write")
    how = parser.parse_args()
    if bool(how.recordings) != bool(how.out):
        parser.error("--recordings and --out go together: what ships is simulated")
    one_thread()
    motions = motion.simulated(PEOPLE, TAKES, SEED)
    real = None
    if how.recordings:
        real = motion.of_folder(how.recordings, axes=motions.axes)
        trained = [i for i, one in enumerate(real.people) if one not in how.unseen]
        motions = together(motions, real.part(trained))
    content = network(motions)
    if real is None:
        path = resources.data_dir() / FILE
        with files.write_atomically(path) as temporary:
            temporary.write_bytes(content)
        files.record_checksum(path)
        write_sketch(content, motions.names, sketches.ROOT / SKETCH)
        return
    how.out.mkdir(parents=True, exist_ok=True)
    shutil.copy(sketches.ROOT / SKETCH / f"{SKETCH}.ino", how.out / f"{how.out.resolve().name}.ino")
    write_sketch(content, motions.names, how.out)
    unseen = [i for i, one in enumerate(real.people) if one in how.unseen]
    if unseen:
        right = judged(content, motions.names, real.part(unseen))
        print(f"right about {right.sum()} of {len(right)} recordings of {', '.join(how.unseen)}")


def judged(content: bytes, names: tuple[str, ...], motions: Motions) -> np.ndarray:
    """Return about which recordings an int8 network is right, (n,) bool; their middle is shown."""
    from tinyml_kit.rungs.interpreters import reference

    middles = [(len(one) - LENGTH) // 2 for one in motions.samples]
    cut = [one[at : at + LENGTH] for one, at in zip(motions.samples, middles, strict=True)]
    said = reference.run(reference.build(content), stored(np.stack(cut))).outputs[0].argmax(axis=1)
    return np.array([names[k] for k in said]) == [motions.names[k] for k in motions.labels]


def stored(x: np.ndarray) -> np.ndarray:
    """Return recordings as the network takes them, int8, as the sketch stores what it reads."""
    from tinyml_kit.learning import gestures

    return np.clip(np.rint(gestures.as_input(x) * 128), -128, 127).astype(np.int8)


if __name__ == "__main__":
    main()
