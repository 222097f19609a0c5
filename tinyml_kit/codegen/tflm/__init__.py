"""A model as an array for the TFLM interpreter."""
