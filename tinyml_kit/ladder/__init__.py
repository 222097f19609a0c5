"""The same inputs on every rung, each compared with the oracle; and what a model costs."""

import importlib
from typing import Any

__all__ = ["predict", "prediction", "profile", "run"]


def __getattr__(name: str) -> Any:
    """Import what runs models when it is first used; what a model costs is told without it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    module = "profiling" if name == "profile" else "climb"
    return getattr(importlib.import_module(f"tinyml_kit.ladder.{module}"), name)
