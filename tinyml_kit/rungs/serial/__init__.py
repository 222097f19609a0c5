"""A board at the end of a serial line."""
