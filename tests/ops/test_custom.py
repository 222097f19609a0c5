"""Settings of custom operators: flexbuffers, which may be damaged or hostile."""

import numpy as np
import pytest
from flatbuffers import flexbuffers

from tests.support.one_operator import refusal, with_many
from tinyml_kit.graph.model import GraphError
from tinyml_kit.ops import custom

STORED = flexbuffers.Dumps({"shift": 12})


def windowed(name="SignalWindow", **options):
    side = dict(shape=(1, 4), dtype=np.int16)
    return with_many(name, [side, dict(data=np.ones(4, np.int16))], side, **options)


def said(content, **limits):
    with pytest.raises(GraphError) as caught:
        custom.integers(content, **(limits or {"shift": (0, 31)}))
    assert str(caught.value).isprintable()
    return str(caught.value)


def test_settings_are_integers_by_their_names():
    assert custom.integers(STORED, shift=(0, 31)) == {"shift": 12}
    content = flexbuffers.Dumps({"b": -70_000, "a": True})
    assert custom.integers(content, a=(0, 1), b=(-(2**31), 0)) == {"a": 1, "b": -70_000}
    assert custom.integers(flexbuffers.Dumps({})) == {}


def test_missing_settings_are_refused():
    assert said(None) == "its settings are missing"
    assert "its settings are missing" in refusal(windowed(content=b""))


def test_other_names_are_refused_because_the_interpreter_counts_places():
    more = flexbuffers.Dumps({"shift": 1, "bias": 2})
    assert said(more) == "its settings are bias, shift, expected shift"
    assert said(flexbuffers.Dumps({})) == "its settings are nothing, expected shift"
    assert "expected shift" in said(flexbuffers.Dumps({"a\nb": 2}))


def test_values_outside_the_limits_and_other_types_are_refused():
    assert said(flexbuffers.Dumps({"shift": 32})) == "its shift is 32, expected 0 to 31"
    assert said(flexbuffers.Dumps({"shift": -1})) == "its shift is -1, expected 0 to 31"
    for value in (1.5, "12", [1], None, {"a": 1}):
        assert said(flexbuffers.Dumps({"shift": value})) == "its shift is no integer"


def test_large_settings_are_refused_unread():
    assert said(bytes(4097)) == "its settings take 4097 bytes, more than 4096"


def test_many_settings_are_refused():
    many = flexbuffers.Dumps({f"s{number}": number for number in range(50)})
    assert "its settings are damaged" in said(many)


def test_damaged_settings_are_refused_or_read_within_the_limits():
    rng = np.random.default_rng(0)
    kept = 0
    for _ in range(3000):
        content = bytearray(STORED)
        for place in rng.integers(0, len(content), rng.integers(1, 4)):
            content[place] = rng.integers(256)
        content = bytes(content[: rng.integers(0, len(content) + 1)])
        try:
            assert 0 <= custom.integers(content, shift=(0, 31))["shift"] <= 31
            kept += 1
        except GraphError as error:
            assert str(error).isprintable()
    assert kept < 1000
    assert "its settings are damaged; convert or copy the file again." in refusal(
        windowed(content=b"\1\2\3")
    )


def test_an_unknown_custom_operator_is_refused_by_its_name():
    assert "(custom Signal version 1): is not supported" in refusal(windowed("Signal"))
    # One that is called like an operator of the schema or of the kit is not that operator.
    assert "(custom SIGNAL_WINDOW version 1)" in refusal(windowed("SIGNAL_WINDOW"))
    hostile = refusal(windowed("Signal\x1b[31m\nWindow"))
    assert "\x1b" not in hostile and "is not supported" in hostile
