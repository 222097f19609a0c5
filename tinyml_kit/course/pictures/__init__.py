"""Pictures that one chapter needs, one module for each."""
