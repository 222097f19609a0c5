"""From files to numbers: every target builds, runs on inputs, and reports."""
