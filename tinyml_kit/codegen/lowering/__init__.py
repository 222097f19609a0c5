"""From operators to layers: loops, constants, scalings and places, for any language."""
