"""`python -m tinyml_kit.cli` is the same as `tinyml-kit`."""

from tinyml_kit.cli import main

main()
