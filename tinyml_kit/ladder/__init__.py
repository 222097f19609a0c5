"""The same inputs on every rung, each held against the oracle; what a model costs."""

from tinyml_kit.ladder.climb import predict, prediction, run

__all__ = ["predict", "prediction", "run"]
