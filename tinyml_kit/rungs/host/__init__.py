"""The generated C on this computer."""
