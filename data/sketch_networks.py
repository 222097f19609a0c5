"""Train the networks of the sketches: run `python data/sketch_networks.py` in the environment.

Writes the .tflite files of MAKERS to the folder of the shipped data and their C to the folders of
the sketches. `python data/sketch_networks.py sketches` writes only the C, without training. Names
of networks after the command train only those. A few minutes on two cores; on one machine the
weights are reproducible to the bit.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np

from tinyml_kit.arduino import sketch_tflm, sketches
from tinyml_kit.base import files, resources
from tinyml_kit.base.folder import write_folder
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.targets import target_of
from tinyml_kit.features.audio import Rule, listener

# Folder of the sketch: the network in it. These run on Arduino's AVR boards.
SKETCHES = {
    "two_sensor_and": "two_sensor_and.tflite",
    "sine_potentiometer_led": "sine_potentiometer_led.tflite",
    "digits_uno": "digits_uno.tflite",
    "drawn_digits": "drawn_digits.tflite",
    # The bench runs any network; it ships with the smallest.
    "serial_bench": "two_sensor_and.tflite",
}
# Sketches in SKETCHES that also run on other boards: their C is portable.
ANYWHERE = ("sine_potentiometer_led",)
NANO_SKETCHES = {
    "bragg_nano33ble": "bragg_100px_int8.tflite",
    "bragg_nano33ble_tflm": "bragg_100px_int8.tflite",
    "digits_nano33ble": "digits_article_int8.tflite",
    "gesture_nano33ble": "gestures.tflite",  # trained by gestures.py
}
# Sketches that listen: the network, and what their rule is besides its defaults.
LISTENERS = {"keyword_nano33ble": ("spoken_digits_int8.tflite", Rule(ignored=(10,)))}
# Arena that the interpreter needs for the Bragg network, in bytes (measured by the rung tflm).
BRAGG_ARENA = 40_544
BOARD = "nano33ble"


def two_sensors() -> tuple[np.ndarray, np.ndarray]:
    """Return the data set of two movement sensors, with its published balance.

    Lofstad, master thesis (2021), listing of the sensor set: 10,500 rows, of which 500, or
    4.76 %, are positive; 64 stands for movement and -64 for none.
    """
    rows = [([64, 64], 1, 500), ([64, -64], 0, 500), ([-64, 64], 0, 500), ([-64, -64], 0, 9000)]
    x = np.concatenate([np.tile(np.float32(pair), (count, 1)) for pair, _, count in rows])
    y = np.concatenate([np.full(count, label, np.float32) for _, label, count in rows])
    return x, y


def sensor_network() -> bytes:
    """Train the published 2-4-4-1 network; its int8 inputs are the readings themselves."""
    from tinyml_kit.compress.quantize import to_tflite
    from tinyml_kit.learning.keras_backend import keras

    x, y = two_sensors()
    keras.utils.set_random_seed(3)
    model = keras.Sequential([
        keras.Input((2,)),
        keras.layers.Dense(4, "relu"),
        keras.layers.Dense(4, "relu"),
        keras.layers.Dense(1, "sigmoid"),
    ])  # fmt: skip
    model.compile(keras.optimizers.Adam(1e-3), "binary_crossentropy", metrics=["accuracy"])
    model.fit(x, y, batch_size=64, epochs=10, validation_split=0.1, shuffle=True, verbose=0)
    # The range of a byte, so that one step of the input is one step of a sensor.
    readings = np.random.default_rng(0).integers(-128, 128, (198, 2)).astype(np.float32)
    ends = np.float32([[-128, -128], [127, 127]])
    calibration = np.concatenate([ends, readings])
    return to_tflite(model, "int8", calibration, len(calibration))[0]


def sine_network() -> bytes:
    """Train 1-8-16-1 on y = sin(pi x), x from 0 to 1: half a turn up and half a turn down."""
    from tinyml_kit.compress.quantize import to_tflite
    from tinyml_kit.learning.keras_backend import keras

    x = np.linspace(0, 1, 1001, dtype=np.float32)[:, np.newaxis]
    keras.utils.set_random_seed(1)
    model = keras.Sequential([
        keras.Input((1,)),
        keras.layers.Dense(8, "relu"),
        keras.layers.Dense(16, "relu"),
        keras.layers.Dense(1),
    ])  # fmt: skip
    model.compile(keras.optimizers.Adam(5e-3), "mse", metrics=["mae"])
    model.fit(x, np.sin(np.pi * x), batch_size=50, epochs=200, verbose=0)
    return to_tflite(model, "int8", x, len(x))[0]


def enlarge(images: np.ndarray) -> np.ndarray:
    """Return (n, 8, 8) images as (n, 28, 28), each pixel repeated three or four times."""
    source = np.arange(28) * 8 // 28
    return images[:, source][:, :, source]


def digits_network() -> bytes:
    """Train 784-16-10 on scikit-learn's digits, enlarged to the size of MNIST's."""
    from sklearn.datasets import load_digits

    from tinyml_kit.compress.quantize import to_tflite
    from tinyml_kit.learning.keras_backend import keras

    digits = load_digits()
    # The file is in the order of the writers; the last fifth is kept for testing.
    x, y = enlarge(digits.images.astype(np.float32) / 16)[:1437], digits.target[:1437]
    keras.utils.set_random_seed(2)
    model = keras.Sequential([
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(16, "relu"),
        keras.layers.Dense(10, "softmax"),
    ])  # fmt: skip
    model.compile(
        keras.optimizers.Adam(2e-3), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    model.fit(x, y, batch_size=32, epochs=40, verbose=0)
    return to_tflite(model, "int8", x, 300)[0]


def drawn_examples(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return (n, 8, 8, 1) images from 0 to 1, and their labels: strokes, and scans of real digits.

    The scans are the first four fifths of scikit-learn's digits, by other writers than the rest;
    each is moved by a pixel at most, and half of them have no greys, as on the grid of a page.
    """
    from tinyml_kit.datasets import strokes
    from tinyml_kit.datasets.images import digits

    lines, drawn = strokes.drawings(count, rng)
    scans, written = digits()
    picked = rng.integers(0, 1437, count // 2)
    moved = np.stack([np.roll(scans[i], rng.integers(-1, 2, 2), (0, 1)) for i in picked]) / 16
    plain = rng.random(len(moved)) < 0.5
    moved[plain] = moved[plain] > rng.uniform(0.3, 0.6, (plain.sum(), 1, 1))
    x = np.concatenate([lines, moved]).astype(np.float32)[..., np.newaxis]
    return x, np.concatenate([drawn, written[picked]]).astype(np.int64)


def drawn_network() -> bytes:
    """Train a network for drawings on a grid of 8 x 8: two convolutions and two dense layers.

    It is made for an Uno: no two layers in a row need more than 1 KB of RAM, and it ends in logits,
    because softmax would take 2 KB of flash and change no order.
    """
    from tinyml_kit.compress.quantize import to_tflite
    from tinyml_kit.learning.keras_backend import keras

    x, y = drawn_examples(np.random.default_rng(7), 80_000)
    keras.utils.set_random_seed(7)
    model = keras.Sequential([
        keras.Input((8, 8, 1)),
        keras.layers.Conv2D(16, 3, activation="relu"),
        keras.layers.Conv2D(24, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dropout(0.25),
        keras.layers.Dense(32, "relu"),
        keras.layers.Dense(10, "softmax"),
    ])  # fmt: skip
    model.compile(
        keras.optimizers.Adam(2e-3), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    for rate in (2e-3, 1e-3, 3e-4):
        model.optimizer.learning_rate.assign(rate)
        model.fit(x, y, batch_size=128, epochs=4, verbose=0)
    model.layers[-1].activation = keras.activations.linear
    return to_tflite(model, "int8", x, 500)[0]


def article_network() -> tuple[Any, np.ndarray]:
    """Train the article's network of 810 parameters as the article does, on its split.

    Kevin, "CNN", a Medium article (2024), sections 3.2 to 3.7: scikit-learn's digits from 0 to 1,
    the first 60 % to train; 50 epochs of Adam in batches of 16; ten logits.
    """
    from tinyml_kit.datasets.images import digits
    from tinyml_kit.learning.keras_backend import keras

    images, labels = digits()
    x, y = images[:1078, ..., np.newaxis].astype(np.float32) / 16, labels[:1078]
    keras.utils.set_random_seed(1337)
    model = keras.Sequential([
        keras.Input((8, 8, 1), name="image"),
        keras.layers.Conv2D(8, 3, activation="relu", name="conv"),
        keras.layers.MaxPool2D(2, name="pool"),
        keras.layers.Flatten(name="flatten"),
        keras.layers.Dense(10, name="classes"),
    ])  # fmt: skip
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(), loss, metrics=["accuracy"])
    model.fit(x, y, batch_size=16, epochs=50, verbose=0)
    return model, x


def article_networks() -> tuple[bytes, bytes]:
    """Return the article's network as int8, inputs and outputs included, and as float32."""
    from tinyml_kit.compress.quantize import to_tflite

    model, x = article_network()
    return to_tflite(model, "int8", x, len(x))[0], to_tflite(model, "float32")[0]


def bragg_network() -> bytes:
    """Convert the shipped Bragg network to int8; the twin's training part sets the ranges."""
    from tinyml_kit.compress.quantize import to_tflite
    from tinyml_kit.datasets import bragg
    from tinyml_kit.learning import shipped
    from tinyml_kit.learning.split import split

    twin = bragg.load()
    part = split(twin.labels)
    return to_tflite(shipped.bragg_classifier().model, "int8", twin.images[part.train])[0]


# Networks that are trained together: the function and the names of the files that it returns.
MAKERS = {
    "two_sensor_and": (sensor_network, ("two_sensor_and",)),
    "sine_potentiometer_led": (sine_network, ("sine_potentiometer_led",)),
    "digits_uno": (digits_network, ("digits_uno",)),
    "drawn_digits": (drawn_network, ("drawn_digits",)),
    "digits_article": (article_networks, ("digits_article_int8", "digits_article_float32")),
    "bragg": (bragg_network, ("bragg_100px_int8",)),
}


def write_sketches(folder: Path = sketches.ROOT) -> None:
    """Write the model of every sketch below `folder`, from the shipped networks."""
    for sketch, network in SKETCHES.items():
        board = None if sketch in ANYWHERE else "uno"
        c99.export(_data(network), Path(folder) / sketch, target=target_of(board))
    for sketch, network in NANO_SKETCHES.items():
        place = Path(folder) / sketch
        if sketch.endswith("_tflm"):
            write_folder(place, sketch_tflm.files(_data(network), BOARD, BRAGG_ARENA))
        else:
            c99.export(_data(network), place, target=target_of(BOARD), board=BOARD)
    for sketch, (network, rule) in LISTENERS.items():
        place = Path(folder) / sketch
        listener.export(_data(network), place, rule=rule, target=target_of(BOARD), board=BOARD)


def _data(name):
    return resources.data_dir() / name


def main() -> None:
    """Train networks, write them and record their checksums; or write only the sketches' C."""
    wanted = sys.argv[1:]
    if wanted != ["sketches"]:
        from tinyml_kit.learning.keras_backend import one_thread

        one_thread()
        for name in wanted or MAKERS:
            make, names = MAKERS[name]
            trained = make()
            contents = trained if len(names) > 1 else [trained]
            for file, content in zip(names, contents, strict=True):
                path = _data(f"{file}.tflite")
                with files.write_atomically(path) as temporary:
                    temporary.write_bytes(content)
                files.record_checksum(path)
    write_sketches()


if __name__ == "__main__":
    main()
