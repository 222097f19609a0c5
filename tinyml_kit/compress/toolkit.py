"""TensorFlow's model optimisation toolkit, imported without its log lines.

Importing it sets TF_USE_LEGACY_KERAS=1 in this process: it works on tf_keras networks only.
"""

import contextlib
import logging
from importlib import import_module

from tinyml_kit.learning.keras_backend import silence

__all__ = ["cluster_registry", "cluster_utils", "quietly", "sparse_clustering", "tfmot"]

_CORE = "tensorflow_model_optimization.python.core"
_PRESERVE = f"{_CORE}.quantization.keras.collab_opts.cluster_preserve"

with silence():
    import tensorflow_model_optimization as tfmot

    # What its guides use and its public names leave out.
    sparse_clustering = import_module(f"{_CORE}.clustering.keras.experimental.cluster")
    cluster_registry = import_module(f"{_PRESERVE}.cluster_preserve_quantize_registry")
    cluster_utils = import_module(f"{_PRESERVE}.cluster_utils")


@contextlib.contextmanager
def quietly():
    """Keep the toolkit's advice out of a chapter's output.

    It warns that a kernel has no gradient where clusters are trained in its place, and that a
    layer without zeros has none to keep: both as they should be.
    """
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)
