"""C and assembly for Cortex-M."""
