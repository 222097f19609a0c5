"""From operators to layers: sizes and constants."""
