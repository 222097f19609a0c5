"""Train the small MNIST networks of chapter 15 and store them as shipped int8 .tflite files.

`python benchmarks/avr_networks.py dense` makes the shipped mnist_dense_32_int8.tflite, the thesis'
784-32-10; `… cnn` makes the shipped mnist_cnn_int8.tflite, a network for 2 KB of RAM. Both end in
logits: the largest names the digit, and a softmax would only add code. A tenth of the training
images is kept for validation; the test images are not used here. `avr_cycles.py` judges the
files.
"""

import argparse

import numpy as np

from tinyml_kit.base import files, resources
from tinyml_kit.compress.quantize import to_tflite
from tinyml_kit.datasets import images
from tinyml_kit.learning.keras_backend import keras, one_thread, tf

BATCH = 128
HELD_BACK = 6000


def dense(hidden=32):
    """Return 784-hidden-10."""
    return keras.Sequential(
        [
            keras.layers.Input((28, 28, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(hidden, activation="relu"),
            keras.layers.Dense(10),
        ]
    )


def cnn(first, second):
    """Return two convolutions of 3 x 3, each with a pooling, and a dense layer.

    The image takes 784 B and the first pooled image 169 · first at the same time: 1798 B for 6
    filters. This fits an Uno, with 250 B left for everything else.
    """
    return keras.Sequential(
        [
            keras.layers.Input((28, 28, 1)),
            keras.layers.Conv2D(first, 3, activation="relu"),
            keras.layers.MaxPool2D(),
            keras.layers.Conv2D(second, 3, activation="relu"),
            keras.layers.MaxPool2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(10),
        ]
    )


def moved(x, y):
    """Return a batch whose images are turned, sheared, stretched and shifted a little."""
    n = tf.shape(x)[0]

    def draw(low, high):
        return tf.random.uniform((n,), low, high)

    angle, width, height = draw(-0.12, 0.12), draw(0.9, 1.1), draw(0.9, 1.1)
    shear, right, down = draw(-0.12, 0.12), draw(-1.5, 1.5), draw(-1.5, 1.5)
    cos, sin, centre, none = tf.cos(angle), tf.sin(angle), 13.5, tf.zeros_like(angle)
    a, b, c, d = cos * width, (shear - sin) * width, sin * height, cos * height
    # Turned about the centre.
    across = centre - a * centre - b * centre + right
    along = centre - c * centre - d * centre + down
    moves = tf.stack([a, b, across, c, d, along, none, none], 1)
    turned = tf.raw_ops.ImageProjectiveTransformV3(
        images=x, transforms=moves, output_shape=[28, 28], fill_value=0.0,
        interpolation="BILINEAR", fill_mode="CONSTANT",
    )  # fmt: skip
    return turned, y


def train(model, epochs, rate, augment, seed=0):
    """Train a network on MNIST; return its accuracy on the validation images."""
    data = images.mnist()
    x = data.train_images.astype(np.float32)[..., None] / 255
    y = data.train_labels.astype(int)
    order = np.random.default_rng(seed).permutation(len(x))
    held, kept = order[:HELD_BACK], order[HELD_BACK:]
    batches = tf.data.Dataset.from_tensor_slices((x[kept], y[kept]))
    batches = batches.shuffle(60_000).batch(BATCH, drop_remainder=True)
    if augment:
        batches = batches.map(moved)
    steps = epochs * (len(kept) // BATCH)
    model.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(rate, steps)),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    history = model.fit(batches, epochs=epochs, verbose=2, validation_data=(x[held], y[held]))
    return history.history["val_accuracy"][-1], x[kept]


def main():
    """Train one network and store it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("network", choices=("dense", "cnn"))
    parser.add_argument("--filters", type=int, nargs=2, default=(6, 24))
    parser.add_argument("--epochs", type=int, default=40)
    arguments = parser.parse_args()
    one_thread()
    keras.utils.set_random_seed(0)
    if arguments.network == "dense":
        model, name = dense(), "mnist_dense_32_int8.tflite"
        accuracy, examples = train(model, 12, 2e-3, augment=False)
    else:
        model, name = cnn(*arguments.filters), "mnist_cnn_int8.tflite"
        accuracy, examples = train(model, arguments.epochs, 4e-3, augment=True)
    content, record = to_tflite(model, "int8", examples, samples=500)
    with files.write_atomically(resources.data_dir() / name) as path:
        path.write_bytes(content)
    files.record_checksum(resources.data_dir() / name)
    print(f"{name}: {record.tflite_bytes} B, {accuracy:.2%} on {HELD_BACK} images held back")


if __name__ == "__main__":
    main()
