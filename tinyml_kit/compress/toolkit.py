"""TensorFlow's model optimisation toolkit, imported without its log lines.

Importing it sets TF_USE_LEGACY_KERAS=1 in this process: it works on tf_keras networks only.
"""

import contextlib
import logging

from tinyml_kit.learning.quiet import silence

__all__ = ["quietly", "tfmot"]

with silence():
    import tensorflow_model_optimization as tfmot


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
