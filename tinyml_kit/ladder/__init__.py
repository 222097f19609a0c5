"""The same inputs on every rung, each held against the oracle; what a model costs."""

__all__ = ["predict", "prediction", "run"]


def __getattr__(name):
    """Import what runs models when it is first wanted: what a model costs is told without."""
    if name not in __all__:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    from tinyml_kit.ladder import climb

    return getattr(climb, name)
