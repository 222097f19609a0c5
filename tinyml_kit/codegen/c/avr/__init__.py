"""C and assembly for AVR."""
