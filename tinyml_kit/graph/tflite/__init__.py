"""From the bytes of a .tflite file to a Graph; nothing in the file is trusted."""

from tinyml_kit.graph.tflite.reader import content_of, read

__all__ = ["content_of", "read"]
