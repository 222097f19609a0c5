"""The reader of TOML: the standard library's, or its twin for older versions of Python."""

import sys

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["tomllib"]
