"""From a Graph to files: C99, or an array for TFLM."""
