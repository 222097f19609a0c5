"""The answer keys, one module per chapter. Reading on spoils the exercises."""
