"""Where examples come from: simulated and real diffraction frames, labels, small image sets."""
