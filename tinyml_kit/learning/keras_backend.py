"""TensorFlow and tf_keras without the page of log lines that importing them prints.

Every module gets them by `from tinyml_kit.learning.keras_backend import keras, tf`.

Some of those lines come from C++ before any log level is read, so they can only be stopped
where they leave the process: file descriptor 2 points at the null device while TensorFlow
loads. Python exceptions are not affected: they are raised after it has been restored. A graphics
card is not used unless CUDA_VISIBLE_DEVICES names one: the networks here are too small.
"""

import contextlib
import os
from collections.abc import Iterator

from tinyml_kit.base.errors import BadInput

__all__ = ["ThreadsError", "keras", "one_thread", "silence", "tf"]

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")


class ThreadsError(BadInput):
    """TensorFlow has started with another number of threads."""


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Send what is written to file descriptor 2 (by C and C++ too) to the null device."""
    kept = os.dup(2)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(null)


with silence():
    import tensorflow as tf
    import tf_keras as keras

    tf.config.list_physical_devices()
    # Converters announce every temporary folder; real problems reach the reader as exceptions.
    tf.get_logger().setLevel("ERROR")


def one_thread() -> None:
    """Let TensorFlow compute in one thread, so that weights repeat to the bit.

    A sum over threads depends on how many there are. One thread is slower: use it where a checked
    output depends on trained weights, and call it before the first computation.

    Raises
    ------
    ThreadsError
        If TensorFlow has already computed something with more threads.
    """
    threading = tf.config.threading
    if threading.get_intra_op_parallelism_threads() == 1:
        return
    try:
        threading.set_intra_op_parallelism_threads(1)
        threading.set_inter_op_parallelism_threads(1)
    except RuntimeError:
        raise ThreadsError(
            "one_thread: TensorFlow has already computed with several threads; "
            "restart the kernel and call it before the first network is built."
        ) from None
