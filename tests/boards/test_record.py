"""Records in TOML: whatever stands in one, it is a dataclass or a sentence."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.boards.record import BoardError, parse

PATH = Path("some.toml")


@dataclass(frozen=True)
class Inner:
    """A table in a table."""

    text: str
    sizes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Outer:
    """One field of each kind that a record may have."""

    number: int
    share: float = 1.0
    switch: bool = False
    name: str | None = None
    inner: Inner | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self):
        if self.number < 0:
            raise ValueError("number must not be less than 0")


def test_every_kind_of_field_is_read():
    content = {
        "number": 3,
        "share": 2,
        "switch": True,
        "name": "x",
        "inner": {"text": "y", "sizes": [1, 2]},
        "counts": {"a": 1},
    }
    found = parse(content, Outer, PATH)
    assert found == Outer(3, 2.0, True, "x", Inner("y", (1, 2)), {"a": 1})
    assert isinstance(found.share, float)


def test_what_is_left_out_has_its_default():
    assert parse({"number": 0}, Outer, PATH) == Outer(0)


def test_what_is_given_is_no_key_of_the_file():
    assert parse({}, Outer, PATH, number=4) == Outer(4)
    with pytest.raises(BoardError, match="some.toml: there is no key number; take one of counts"):
        parse({"number": 3}, Outer, PATH, number=4)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({}, "some.toml: the key number is missing; add it"),
        ({"number": 1.0}, "some.toml: number has to be an integer"),
        ({"number": True}, "some.toml: number has to be an integer"),
        ({"number": 1, "share": "1"}, "some.toml: share has to be a number"),
        ({"number": 1, "switch": 1}, "some.toml: switch has to be true or false"),
        ({"number": 1, "inner": {}}, "some.toml: the key inner.text is missing"),
        ({"number": 1, "inner": {"text": "", "x": 1}}, "there is no key inner.x; take one of si"),
        ({"number": 1, "inner": {"text": "", "sizes": ["a"]}}, r"inner.sizes\[0\] has to be an i"),
        ({"number": 1, "counts": {"a": "b"}}, "some.toml: counts.a has to be an integer"),
        ({"number": -1}, "some.toml: number must not be less than 0"),
    ],
)
def test_a_mistake_is_named_with_file_and_key(content, message):
    with pytest.raises(BoardError, match=message):
        parse(content, Outer, PATH)


plain = st.one_of(st.booleans(), st.integers(), st.floats(), st.text(max_size=3))
anything = st.recursive(
    plain,
    lambda inside: st.one_of(
        st.lists(inside, max_size=3), st.dictionaries(st.text(max_size=3), inside, max_size=3)
    ),
    max_leaves=6,
)
keys = st.sampled_from(["number", "share", "switch", "name", "inner", "counts", "other"])


@given(st.dictionaries(keys, anything))
def test_any_content_is_a_record_or_a_sentence(content):
    try:
        assert isinstance(parse(content, Outer, PATH), Outer)
    except BoardError as problem:
        assert str(problem).startswith("some.toml: ")
