"""The same inputs on every rung, each compared with the oracle; and what a model costs."""

from typing import Any

__all__ = ["predict", "prediction", "run"]


def __getattr__(name: str) -> Any:
    """Import what runs models when it is first used; what a model costs is told without it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    from tinyml_kit.ladder import climb

    return getattr(climb, name)
