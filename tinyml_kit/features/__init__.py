"""What a network is given: signals turned into numbers."""
