"""From a Graph to files: C99, a C array, a sketch."""
