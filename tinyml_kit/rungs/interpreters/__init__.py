"""Interpreters on this computer: the NumPy reference, LiteRT, TFLM."""
