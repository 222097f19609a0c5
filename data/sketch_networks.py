"""Train the networks of the sketches: run `python data/sketch_networks.py` in the environment.

Writes two_sensor_and.tflite, potentiometer_led.tflite and digits_uno.tflite beside this file,
and then their C into the sketches' folders, as `write_sketches` alone does:
`python data/sketch_networks.py sketches`. A few minutes on two cores; the weights are the same
to the bit on one machine.
"""

import sys
from pathlib import Path

import numpy as np

from tinyml_kit import files
from tinyml_kit.devices import arduino
from tinyml_kit.export import c99
from tinyml_kit.export.targets import target_of

# Folder of the sketch: the network in it.
SKETCHES = {
    "two_sensor_and": "two_sensor_and.tflite",
    "potentiometer_led": "potentiometer_led.tflite",
    "digits_uno": "digits_uno.tflite",
    # A bench for any network needs one to start with: the smallest.
    "serial_bench": "two_sensor_and.tflite",
}


def two_sensors():
    """Return the data set of two movement sensors, with its published balance.

    Lofstad, master thesis (2021), listing of the sensor set: 10,500 rows, of which 500, or
    4.76 %, are positive; 64 stands for movement and -64 for none.
    """
    rows = [([64, 64], 1, 500), ([64, -64], 0, 500), ([-64, 64], 0, 500), ([-64, -64], 0, 9000)]
    x = np.concatenate([np.tile(np.float32(pair), (count, 1)) for pair, _, count in rows])
    y = np.concatenate([np.full(count, label, np.float32) for _, label, count in rows])
    return x, y


def sensor_network():
    """Train the published 2-4-4-1 network; its int8 inputs are the readings themselves."""
    from tinyml_kit.compress.quantize import to_tflite
    from tinyml_kit.learning.quiet import keras

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
    # All that a byte can say: then one step of the input is one step of a sensor.
    readings = np.random.default_rng(0).integers(-128, 128, (198, 2)).astype(np.float32)
    ends = np.float32([[-128, -128], [127, 127]])
    calibration = np.concatenate([ends, readings])
    return to_tflite(model, "int8", calibration, len(calibration))[0]


def sine_network():
    """Train 1-8-16-1 on y = sin(pi x), x from 0 to 1: half a turn up and half a turn down."""
    from tinyml_kit.compress.quantize import to_tflite
    from tinyml_kit.learning.quiet import keras

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


def enlarge(images):
    """Return (n, 8, 8) images as (n, 28, 28), each pixel repeated three or four times."""
    source = np.arange(28) * 8 // 28
    return images[:, source][:, :, source]


def digits_network():
    """Train 784-16-10 on scikit-learn's digits, enlarged to the size of MNIST's."""
    from sklearn.datasets import load_digits

    from tinyml_kit.compress.quantize import to_tflite
    from tinyml_kit.learning.quiet import keras

    digits = load_digits()
    # The order of the file: by writers; the last fifth is left for judging.
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


def write_sketches(folder=arduino.ROOT):
    """Write model.c and model.h of every sketch below `folder`, from the shipped networks."""
    for sketch, network in SKETCHES.items():
        place = Path(folder) / sketch
        place.mkdir(parents=True, exist_ok=True)
        c99.export(files.data_dir() / network, place, target=target_of("uno"))


def main():
    """Train, write, record the checksums; or only write the sketches' C."""
    if sys.argv[1:] != ["sketches"]:
        from tinyml_kit.learning.quiet import one_thread

        one_thread()
        makers = {"two_sensor_and": sensor_network, "potentiometer_led": sine_network,
                  "digits_uno": digits_network}  # fmt: skip
        for name, make in makers.items():
            path = files.data_dir() / f"{name}.tflite"
            with files.write_atomically(path) as temporary:
                temporary.write_bytes(make())
            files.record_checksum(path)
    write_sketches()


if __name__ == "__main__":
    main()
