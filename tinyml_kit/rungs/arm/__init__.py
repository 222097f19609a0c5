"""The generated C on an emulated Cortex-M4."""
