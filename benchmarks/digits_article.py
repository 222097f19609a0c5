"""The article's network for digits, trained as it says, over ten seeds and in two orders.

`python benchmarks/digits_article.py` writes results/digits_article.csv: correct answers of each
part in the order of the file and shuffled, and for the order of the file those of the two .tflite
files that the article's converter gives. It takes ten minutes on two cores.
"""

from datetime import date
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import tensorflow as tf

from tinyml_kit.compress import interpret
from tinyml_kit.compress.toolkit import quietly
from tinyml_kit.datasets.images import digits
from tinyml_kit.learning import classics
from tinyml_kit.learning.keras_backend import keras, silence

RESULTS = Path(__file__).parent / "results"
SEEDS = range(10)
VERSIONS = ("tensorflow", "tf_keras", "ai-edge-litert", "scikit-learn")


def trained(images, labels, order, seed):
    """Train on the first 60 % of `order`; return the network and the three parts."""
    parts = np.split(order, [1078, 1437])
    keras.utils.set_random_seed(seed)
    model = classics.digits_cnn(seed)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(images[parts[0]], labels[parts[0]], batch_size=16, epochs=50, verbose=0)
    return model, parts


def files(model, examples):
    """Return the bytes of the article's "float32" and "int8" files."""
    made = []
    for kind in (tf.float32, tf.int8):
        converter = tf.lite.TFLiteConverter.from_keras_model(model)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [kind]
        converter.representative_dataset = lambda: ([example[None]] for example in examples)
        if kind is tf.int8:
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        with quietly(), silence():
            made.append(converter.convert())
    return made


def main():
    """Train, convert, count, and write the table."""
    images, labels = digits()
    images = (images[..., np.newaxis] / 16).astype(np.float32)
    versions = " ".join(f"{name}=={version(name)}" for name in VERSIONS)
    rows = []
    for seed in SEEDS:
        for order in ("sequential", "shuffled"):
            every = np.arange(len(labels))
            if order == "shuffled":
                every = np.random.default_rng(seed).permutation(every)
            model, (train, test, validation) = trained(images, labels, every, seed)
            right = np.argmax(model(images), axis=1) == labels
            row = {"seed": seed, "order": order}
            row |= {"train": right[train].sum(), "test": right[test].sum()}
            row["validation"] = right[validation].sum()
            if order == "sequential":
                for name, file in zip(
                    ("float32", "int8"), files(model, images[train]), strict=True
                ):
                    called = np.argmax(interpret.outputs(file, images[test]), axis=1)
                    row[f"{name}_test"] = (called == labels[test]).sum()
            rows.append(row | {"date": f"{date.today()}", "versions": versions})
            print(row)
    table = pd.DataFrame(rows)
    counts = [name for name in table if name.startswith(("float32", "int8"))]
    table = table.astype(dict.fromkeys(counts, "Int64"))
    table.to_csv(RESULTS / "digits_article.csv", index=False)


if __name__ == "__main__":
    main()
