"""From a Graph to files: C99, Verilog, or an array for TFLM."""
