"""How large the white paper's VGG16 and MobileNets are in every form (Cyient; no training needed).

`python benchmarks/white_paper_sizes.py` builds the networks with random weights at the paper's
input sizes (MobileNetV2 is named for the skin lesions, MobileNet elsewhere), and MobileNet at all
others that Keras offers, converts them in every mode, and writes
results/white_paper_sizes.csv: checkpoints with and without Adam's moments, files, and what a chip
would need. The head is not published; here it is one dense layer after the convolutions. It takes a
few minutes and up to 2 GB of memory.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit.compress import quantize
from tinyml_kit.graph.plan import plan
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget
from tinyml_kit.learning.cost import checkpoint_bytes
from tinyml_kit.learning.keras_backend import keras

CSV = Path(__file__).parent / "results" / "white_paper_sizes.csv"
# (network, side of the input, classes, in the paper); the others are Keras' sizes of MobileNet.
CASES = (
    ("MobileNet", 96, 10, True), ("MobileNet", 224, 2, True), ("VGG16", 32, 10, True),
    ("VGG16", 224, 2, True), ("MobileNetV2", 96, 10, True), ("MobileNetV2", 224, 2, True),
    ("MobileNet", 128, 10, False), ("MobileNet", 160, 10, False), ("MobileNet", 192, 10, False),
)  # fmt: skip
# VGG16 at 224 needs 15 billion MACs per image, and its sizes do not depend on the examples.
EXAMPLES = 10


def network(name, side, classes):
    """Return a network of keras.applications with random weights and a head of one dense layer."""
    keras.utils.set_random_seed(0)
    base = getattr(keras.applications, name)(
        weights=None, include_top=False, input_shape=(side, side, 3)
    )
    end = base.output
    if name != "VGG16":
        end = keras.layers.GlobalAveragePooling2D(name="mean")(end)
    end = keras.layers.Flatten(name="flatten")(end)
    end = keras.layers.Dense(classes, activation="softmax", name="classes")(end)
    model = keras.Model(base.input, end, name=f"{name}_{side}")
    # Untrained, the class scores would all be nearly 0, and int8 could not tell them apart.
    kernel, bias = model.layers[-1].get_weights()
    model.layers[-1].set_weights([kernel, np.linspace(-3, 3, len(bias))])
    return model


def checkpoints(model):
    """Return sizes of .h5 files: all layers trained by Adam, only the head, and none."""
    everything, none = checkpoint_bytes(model), checkpoint_bytes(model, optimizer=False)
    for layer in model.layers[:-1]:
        layer.trainable = False
    head = checkpoint_bytes(model)
    for layer in model.layers:
        layer.trainable = True
    return {"h5_with_adam": everything, "h5_head_trained": head, "h5_without": none}


def needs(tflite):
    """Return what an int8 file needs on a chip, without runtime and code."""
    graph = read(tflite)
    return {
        "macs": sum(budget.macs(graph).values()),
        "weight_bytes": budget.weight_bytes(graph),
        "ram_bytes": plan(graph).size,
    }


def main():
    """Convert every network in every mode and write the results after each."""
    rows = []
    for name, side, classes, published in CASES:
        model = network(name, side, classes)
        row = {"network": name, "side": side, "classes": classes}
        row |= {"parameters": model.count_params(), **(checkpoints(model) if published else {})}
        shape = (EXAMPLES, side, side, 3)
        examples = np.random.default_rng(0).uniform(-1, 1, shape).astype(np.float32)
        for mode in ("float32", "float16", "dynamic", "int8"):
            tflite, _ = quantize.to_tflite(model, mode, examples, samples=EXAMPLES)
            row[f"{mode}_bytes"] = len(tflite)
        rows.append(row | needs(tflite))
        pd.DataFrame(rows).to_csv(CSV, index=False)
        print(rows[-1], flush=True)
        keras.backend.clear_session()


if __name__ == "__main__":
    main()
