"""The generated C on simulated ATmegas."""
