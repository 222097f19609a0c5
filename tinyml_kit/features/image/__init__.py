"""From a raw diffraction frame to the pixels that a network sees."""
