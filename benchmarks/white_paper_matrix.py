"""The white paper's matrix (Cyient): eight variants of a small network on real Fashion-MNIST.

`python benchmarks/white_paper_matrix.py` trains a network, converts it in all eight ways, and
writes results/white_paper_matrix.csv: accuracy on all 10,000 test images with its interval, bytes,
and times. The paper's own network is not published. This one, 784-128-10, is that of TensorFlow's
beginners' tutorial and about as accurate. It takes two minutes.
"""

import hashlib
import time
from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit.compress import interpret, quantize, tuning
from tinyml_kit.datasets.images import fashion_mnist
from tinyml_kit.learning import classics
from tinyml_kit.learning.bootstrap import intervals
from tinyml_kit.learning.cost import checkpoint_bytes
from tinyml_kit.learning.keras_backend import silence, tf

CSV = Path(__file__).parent / "results" / "white_paper_matrix.csv"
# The paper's columns: its name, and the kit's mode or the converter's own setting.
VARIANTS = {
    "TFLite": "float32", "float16": "float16", "Quant-by-Size": "OPTIMIZE_FOR_SIZE",
    "Quant-by-Latency": "OPTIMIZE_FOR_LATENCY", "Exp. Sparsity": "EXPERIMENTAL_SPARSITY",
    "int16": "int16x8", "int8": "int8",
}  # fmt: skip


def converted(model, how, examples):
    """Return the .tflite bytes of one variant."""
    if how in quantize.MODES:
        return quantize.to_tflite(model, how, examples)[0]
    # As in the paper: set the optimisation, and give no examples.
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [getattr(tf.lite.Optimize, how)]
    with silence():
        return converter.convert()


def weights_hash(tflite):
    """Return a short hash of all stored weights: equal if two variants are the same."""
    stored = sorted(array.tobytes() for array in interpret.weights(tflite).values())
    return hashlib.sha256(b"".join(stored)).hexdigest()[:12]


def main():
    """Train, convert and judge; write the results."""
    data = fashion_mnist()
    train, test = (
        a.reshape(-1, 784).astype(np.float32) / 255 for a in (data.train_images, data.test_images)
    )
    truth = data.test_labels.astype(int)
    model = classics.dense(128)
    tuning.fine_tune(model, train, data.train_labels.astype(int), epochs=10, batch=32)
    said = np.concatenate(
        [model.predict_on_batch(test[i : i + 1000]) for i in range(0, 10000, 1000)]
    )
    low, high = intervals(truth, said.argmax(1), classes=data.names)["accuracy"]
    rows = [
        {
            "variant": "TF", "accuracy": np.mean(said.argmax(1) == truth), "low": low, "high": high,
            "bytes": checkpoint_bytes(model), "bytes_without_adam": checkpoint_bytes(model, False),
        }
    ]  # fmt: skip
    for name, how in VARIANTS.items():
        tflite = converted(model, how, train)
        start = time.perf_counter()
        said = interpret.outputs(tflite, test).argmax(1)
        seconds = time.perf_counter() - start
        low, high = intervals(truth, said, classes=data.names)["accuracy"]
        rows.append(
            {
                "variant": name, "accuracy": np.mean(said == truth), "low": low, "high": high,
                "bytes": len(tflite), "bytes_without_adam": len(tflite), "test_set_s": seconds,
                "latency_us": interpret.latency(tflite, test, 200), "weights": weights_hash(tflite),
            }
        )  # fmt: skip
        print(rows[-1], flush=True)
    pd.DataFrame(rows).assign(parameters=model.count_params()).to_csv(CSV, index=False)


if __name__ == "__main__":
    main()
