"""What 8 bits cost the shipped Bragg network on the twin, beside what chance alone would do.

`python benchmarks/bragg_int8.py` writes results/bragg_int8.csv in a minute. The network has never
seen the twin: it was trained on practice shots. 200 of the twin's frames set the ranges of the
activations, 800 others are the test set.
"""

from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit.base import files
from tinyml_kit.compress import interpret, quantize
from tinyml_kit.datasets import bragg
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.learning import shipped
from tinyml_kit.learning.bootstrap import difference
from tinyml_kit.learning.decision import decide
from tinyml_kit.learning.split import split

RESULTS = Path(__file__).parent / "results"
MODES = ("float32", "float16", "int8", "int16x8")


def losses():
    """Return one row per mode and score: the file against Keras, on the same frames."""
    twin, classifier = bragg.load(), shipped.bragg_classifier()
    parts = split(twin.labels)
    test = np.concatenate([parts.validation, parts.test])
    truth = twin.labels[test]
    whole = decide(classifier.probabilities(twin.images[test]), classifier.weights)
    tables = []
    for mode in MODES:
        tflite, _ = quantize.to_tflite(classifier.model, mode, twin.images[parts.train])
        said = decide(interpret.outputs(tflite, twin.images[test]), classifier.weights)
        table = difference(truth, said, whole, CLASSES).rename_axis("score").reset_index()
        table = table.assign(
            mode=mode, frames=len(test), verdicts_changed=(said != whole).sum(),
            keras_accuracy=(whole == truth).mean(), accuracy=(said == truth).mean(),
            tflite_bytes=len(tflite),
        )  # fmt: skip
        tables.append(table)
        print(table.to_string(), flush=True)
    return pd.concat(tables)


if __name__ == "__main__":
    packages = ("tensorflow", "tf_keras", "ai-edge-litert", "numpy")
    made_with = " ".join(f"{package}=={version(package)}" for package in packages)
    with files.write_atomically(RESULTS / "bragg_int8.csv") as path:
        losses().assign(versions=made_with).to_csv(path, index=False, float_format="%.5g")
