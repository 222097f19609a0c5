"""Simulated FPGAs, and the way to a bitstream."""
