"""The answer keys, a module a chapter. Who reads on spoils the exercises for himself."""
