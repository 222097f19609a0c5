"""From the bytes of a .tflite to a Graph, trusting nothing."""

from tinyml_kit.graph.tflite.reader import content_of, read

__all__ = ["content_of", "read"]
