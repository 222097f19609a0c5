"""TensorFlow's Model Optimization Toolkit, imported without its log lines.

Importing it sets TF_USE_LEGACY_KERAS=1 in this process: it works on tf_keras networks only.
"""

import contextlib
import logging
from collections.abc import Iterator
from importlib import import_module

from tinyml_kit.learning.keras_backend import silence

__all__ = ["cluster_registry", "cluster_utils", "quietly", "sparse_clustering", "tfmot"]

_CORE = "tensorflow_model_optimization.python.core"
_PRESERVE = f"{_CORE}.quantization.keras.collab_opts.cluster_preserve"

with silence():
    import tensorflow_model_optimization as tfmot

    # Its guides use these modules, but its public names leave them out.
    sparse_clustering = import_module(f"{_CORE}.clustering.keras.experimental.cluster")
    cluster_registry = import_module(f"{_PRESERVE}.cluster_preserve_quantize_registry")
    cluster_utils = import_module(f"{_PRESERVE}.cluster_utils")


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Keep the toolkit's warnings out of a chapter's output.

    It warns that a kernel has no gradient where clusters are trained in its place, and that a
    layer without zeros has none to keep. Both are intended.
    """
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)
