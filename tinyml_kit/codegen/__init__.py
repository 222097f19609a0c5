"""From a Graph to files: C99, an array for TFLM, a sketch."""
