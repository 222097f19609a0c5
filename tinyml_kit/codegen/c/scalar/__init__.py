"""C for 32-bit chips that multiply one pair of numbers at a time."""
