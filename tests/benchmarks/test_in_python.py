"""Each kind of fault in Python gives exactly this text, and what is no behaviour stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.mutants import in_python
from benchmarks.mutants.edit import apply
from tinyml_kit.base import resources

SOURCES = sorted((resources.CHECKOUT / "tinyml_kit").rglob("*.py"))


def made(kind, text):
    return [apply(text, edit) for edit in in_python.edits(text) if edit.kind == kind]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("comparison", "a < b <= c", ["a <= b <= c", "a < b < c"]),
        ("comparison", "(a) == (b)", ["(a) != (b)"]),
        ("comparison", "a is not b", ["a is b"]),
        ("comparison", "a not  in b", ["a in b"]),
        ("comparison", "'ä' != a", ["'ä' == a"]),
        ("logic", "a and b or c", ["a and b and c", "a or b or c"]),
        ("condition", "a or (b or c)", ["a", "(b or c)", "a or (b)", "a or (c)"]),
        ("condition", "(a) and b and c", ["(a) and c", "(a) and b", "b and c"]),
        ("condition", "[a for a in b if (a)]", ["[a for a in b ]"]),
        ("arithmetic", "a + b * c", ["a - b * c", "a + b // c"]),
        ("arithmetic", "a -= b", ["a += b"]),
        ("arithmetic", "a << 3", ["a >> 3"]),
        ("arithmetic", "SENT | RECEIVED", ["SENT & RECEIVED"]),
        ("arithmetic", "a / 'b' + f'{c}' % d", []),
        ("not", "not (a)", ["(a)"]),
        ("not", "if a:\n    b", ["if not a:\n    b"]),
        ("not", "if a := b():\n    c", []),
        ("sign", "-a", ["a"]),
        ("constant", "a = 7", ["a = 8", "a = 6"]),
        ("constant", "a = 0.5", ["a = 0.55"]),
        ("flag", "a(b=True)", ["a(b=False)"]),
        ("bound", "a[1:]", ["a[2:]", "a[0:]"]),
        ("bound", "a[:-2]", ["a[:-1]", "a[:-3]"]),
        ("bound", "a[..., b:]", ["a[..., b + 1:]", "a[..., b - 1:]"]),
        ("bound", "a[b - c :]", ["a[(b - c) + 1 :]", "a[(b - c) - 1 :]"]),
        ("bound", "range(n)", ["range(n + 1)", "range(n - 1)"]),
        ("axis", "a.sum(axis=0)", ["a.sum(axis=1)"]),
        ("axis", "a.sum(axis=-1)", ["a.sum(axis=-2)"]),
        ("axis", "a.sum(axis=(1, 2))", ["a.sum(axis=(0, 2))", "a.sum(axis=(1, 1))"]),
        ("keyword", "a(b, c=1, d=(2))", ["a(b, d=(2))", "a(b, c=1)"]),
        ("keyword", "a(b=1, c=2)", ["a(c=2)", "a(b=1)"]),
        ("keyword", "a(b=1)", ["a()"]),
        ("keyword", "a(**b)", []),
        ("swapped", "a(b, c, 1)", ["a(c, b, 1)"]),
        ("swapped", "a(b, int)", []),
        ("name", "any(a)", ["all(a)"]),
        ("name", "np.minimum(a.max(), 0)", ["np.maximum(a.max(), 0)", "np.minimum(a.min(), 0)"]),
        ("order", "sorted(a)", ["sorted(a)[::-1]", "list(a)"]),
        ("order", "sorted(a, key=b)", ["sorted(a, key=b)[::-1]"]),
        ("order", "a.sort()", ["a.sort(reverse=True)"]),
        ("keyword", "sorted(a, key=b)", ["sorted(a)"]),
        ("similar", "def f(row_a, row_b):\n    return row_a", [
            "def f(row_a, row_b):\n    return row_b"]),
        ("similar", "def f(width, height):\n    return g(width)", [
            "def f(width, height):\n    return g(height)"]),
        ("similar", "def f(width, g):\n    return width", []),
        ("loop", "while a:\n    break", ["while a:\n    continue"]),
        ("loop", "while a:\n    continue", ["while a:\n    break"]),
        ("call", "check(a)\nb = c()", ["pass\nb = c()"]),
    ],
)  # fmt: skip
def test_a_kind_of_fault_gives_exactly_these_texts(kind, text, expected):
    assert made(kind, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        '"""1 < 2, not any."""',
        "# a < 1",
        'raise a("1 < 2")',
        'f"{1 + b:.3f} < 2"',
        "def f(a: b[0] | c, d: e[1]) -> g[2]: ...",
        "a: b[0] | c",
        "if TYPE_CHECKING:\n    import a",
        "if sys.version_info >= (3, 11):\n    import a",
        "a = zip(b, int, strict=True)",
        "a = b.astype(c, copy=False)",
        "@lru_cache(maxsize=8)\ndef f(): ...",
        "PATIENCE, PATIENCE_PER_INPUT = 60, 1",
        "Layer = Convolution | int | None",
        "key = sha256(a).hexdigest()[:12]",
        "a = b(delay=2, timeout=c)",
    ],
)
def test_texts_comments_annotations_and_what_nobody_observes_are_left_alone(text):
    assert in_python.edits(text) == []


def test_a_fault_has_other_bytecode_and_can_be_compiled():
    assert in_python.differs("a < b", "a <= b")
    assert in_python.differs("def f(): return 1", "def f(): return 1.0")
    assert in_python.differs("def f(a, b): pass", "def f(b, a): pass")
    assert not in_python.differs("a = 1 + 1", "a = 2")
    assert not in_python.differs("a = b", "a = (\n    b\n)")
    assert not in_python.differs("a < b", "a < < b")


@settings(max_examples=30)
@given(st.data())
def test_every_fault_of_the_kit_itself_is_python_and_changes_one_place(data):
    text = data.draw(st.sampled_from(SOURCES)).read_text(encoding="utf-8")
    edits = in_python.edits(text)
    if edits:
        edit = data.draw(st.sampled_from(edits))
        assert 0 <= edit.start <= edit.end <= len(text)
        assert text[edit.start : edit.end] != edit.new
        compile(apply(text, edit), "mutant", "exec", dont_inherit=True)
