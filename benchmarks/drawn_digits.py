"""How well does the network of the sketch drawn_digits read drawings, and how soon?

`python benchmarks/drawn_digits.py` writes results/drawn_digits.csv: the share of right answers on
drawings that it was not trained on, and on the Uno, simulated, the milliseconds of an answer. MNIST
counts where it is in the cache or in TINYML_KIT_TESTDATA; no image of it was used in training.
"""

import os
from pathlib import Path

import numpy as np
import pandas as pd

from tests.support.other_hands import OTHER_HANDS
from tinyml_kit.base import files, resources
from tinyml_kit.datasets import images, strokes
from tinyml_kit.ladder import profiling
from tinyml_kit.rungs.interpreters import litert

RESULT = Path(__file__).parent / "results" / "drawn_digits.csv"
NAME = "drawn_digits.tflite"
#: Ink of a scan from 0 to 1 from which a cell of the grid counts as drawn.
INK = 0.45


def read_by_the_network(inputs: np.ndarray) -> np.ndarray:
    """Return what the network reads in (n, 8, 8) images from 0 to 1: (n,) int."""
    model = resources.shipped_file(NAME)
    stored = np.clip(np.rint(255 * inputs) - 128, -128, 127).astype(np.int8)
    return litert.run(litert.build(model), stored[..., np.newaxis]).outputs[0].argmax(1)


def mnist():
    """Return the test images as large as the paper, bool, and their labels; None without them."""
    named = Path(os.environ.get("TINYML_KIT_TESTDATA", "")) / "datasets"
    there = [place for place in (files.cache_dir(), named) if (place / "mnist").is_dir()]
    if not there:
        return None
    os.environ["TINYML_KIT_CACHE"] = str(there[0])
    data = images.mnist()
    return np.stack([_spread(one > 100) for one in data.test_images]), data.test_labels


def _spread(ink):
    """Return a drawing of 28 x 28 pixels that fills the paper, as people fill a small grid."""
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    box = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    side = max(box.shape)
    down, right = ((side - length) // 2 for length in box.shape)
    whole = np.pad(box, ((down, side - len(box) - down), (right, side - box.shape[1] - right)))
    at = np.arange(28) * side // 28
    return whole[np.ix_(at, at)]


def main() -> None:
    """Read all, print the table and keep it."""
    rows = []

    def judge(name, inputs, labels):
        right = read_by_the_network(np.asarray(inputs)) == labels
        rows.append({"what": name, "drawings": len(right), "value": round(100 * right.mean(), 1),
                     "unit": "% right", "label": "computed"})  # fmt: skip

    drawn, labels = strokes.drawings(2000, np.random.default_rng(11), OTHER_HANDS)
    coarse = np.array([set(np.unique(one)) <= {0, 1} for one in drawn])
    judge("other hands, 8 x 8", drawn[coarse], labels[coarse])
    judge("other hands, 28 x 28", drawn[~coarse], labels[~coarse])
    scans, written = images.digits()
    scans, written = scans[1437:] / 16, written[1437:]
    judge("scans by other writers, greys", scans, written)
    judge("scans by other writers, cells", (scans > INK).astype(float), written)
    published = mnist()
    if published:
        pictures, labels = published
        judge("MNIST, test, 28 x 28", [strokes.shrunk(one, 8) for one in pictures], labels)
    cycles = profiling.profile(resources.shipped_file(NAME), "uno").whole
    rows.append({"what": "an answer on the Uno", "drawings": 1, "value": round(cycles / 16e3, 1),
                 "unit": "ms", "label": "simulated"})  # fmt: skip
    table = pd.DataFrame(rows)
    print(table.to_string(index=False))
    with files.write_atomically(RESULT) as out:
        table.to_csv(out, index=False)


if __name__ == "__main__":
    main()
