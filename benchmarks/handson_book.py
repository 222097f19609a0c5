"""The trained networks of a book's chapters 4 and 8 (Hands-on TinyML, BPB 2023), rewritten.

`python benchmarks/handson_book.py` trains the dense and the convolutional network of chapter 4 on
real MNIST and the sine network of chapter 8, counts the parameters of chapter 6's MobileNet, and
writes results/handson_book.csv, one network at a time. It runs in one thread, so that the same
machine gives the same figures again, and takes about ten minutes. `--networks` and `--seed` run
some of them and add their rows to the table.
"""

import argparse
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from tinyml_kit.base import files
from tinyml_kit.datasets.images import mnist
from tinyml_kit.learning.keras_backend import keras, one_thread

CSV = Path(__file__).parent / "results" / "handson_book.csv"
VERSIONS = ("tensorflow", "tf_keras")
NOISE = 0.05


def mlp(seed):
    """Train 784-512-128-10 as chapter 4 does; return (parameters, test accuracy, test loss)."""
    layers = [keras.layers.Flatten(), keras.layers.Dense(512, "relu")]
    layers += [keras.layers.Dense(128, "relu"), keras.layers.Dense(10, "softmax")]
    return _on_mnist(layers, seed)


def cnn(seed):
    """Train chapter 4's convolutions of 32 and 64 filters, with half of the features dropped."""
    layers = [keras.layers.Conv2D(32, 3, activation="relu"), keras.layers.MaxPool2D()]
    layers += [keras.layers.Conv2D(64, 3, activation="relu"), keras.layers.MaxPool2D()]
    layers += [keras.layers.Flatten(), keras.layers.Dropout(0.5)]
    return _on_mnist([*layers, keras.layers.Dense(10, "softmax")], seed)


def sine(seed):
    """Train chapter 8's 1-8-16-1; return (parameters, None, mean squared error on held-out data).

    The error of a perfect network is the variance of the noise: 0.0025.
    """
    keras.utils.set_random_seed(seed)
    draw = np.random.default_rng(seed)
    x = draw.uniform(0, 1, (1000, 1)).astype(np.float32)
    y = np.sin(np.pi * x) + NOISE * draw.standard_normal(x.shape)
    layers = [keras.layers.Dense(8, "relu"), keras.layers.Dense(16, "relu"), keras.layers.Dense(1)]
    model = keras.Sequential([keras.Input((1,)), *layers])
    model.compile(keras.optimizers.Adam(), "mse", metrics=["mae"])
    model.fit(x[:750], y[:750], batch_size=50, epochs=500, verbose=0)
    return model.count_params(), None, model.evaluate(x[750:], y[750:], verbose=0)[0]


def mobilenet(seed):
    """Wrap chapter 6's untrained MobileNet for quantisation; return (parameters, None, None)."""
    from tensorflow_model_optimization.quantization.keras import quantize_model

    keras.utils.set_random_seed(seed)
    body = keras.applications.MobileNet(weights=None, include_top=False, input_shape=(32, 32, 3))
    hidden = keras.layers.Dense(128, "relu")(keras.layers.Flatten()(body.output))
    model = keras.Model(body.input, keras.layers.Dense(10, "softmax")(hidden))
    return quantize_model(model).count_params(), None, None


def _on_mnist(layers, seed):
    keras.utils.set_random_seed(seed)
    data = mnist()
    x, test = (
        images[..., np.newaxis] / np.float32(255)
        for images in (data.train_images, data.test_images)
    )
    model = keras.Sequential([keras.Input((28, 28, 1)), *layers])
    model.compile(keras.optimizers.Adam(), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, data.train_labels, batch_size=128, epochs=10, verbose=2)
    loss, accuracy = model.evaluate(test, data.test_labels, verbose=0)
    return model.count_params(), accuracy, loss


NETWORKS = {"mlp": mlp, "sine": sine, "mobilenet": mobilenet, "cnn": cnn}


def main():
    """Train and write the results after every network."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--networks", nargs="+", choices=NETWORKS, default=list(NETWORKS))
    options.add_argument("--seed", type=int, default=0)
    options = options.parse_args()
    one_thread()
    rows = pd.read_csv(CSV).to_dict("records") if CSV.exists() else []
    for name in options.networks:
        start = time.monotonic()
        parameters, accuracy, loss = NETWORKS[name](options.seed)
        row = {"network": name, "seed": options.seed, "parameters": parameters}
        row |= {"accuracy": accuracy, "loss": loss, "seconds": round(time.monotonic() - start)}
        row["versions"] = " ".join(f"{package}=={version(package)}" for package in VERSIONS)
        rows = [r for r in rows if (r["network"], r["seed"]) != (name, options.seed)] + [row]
        with files.write_atomically(CSV) as path:
            pd.DataFrame(rows).to_csv(path, index=False)
        print(row, flush=True)


if __name__ == "__main__":
    main()
