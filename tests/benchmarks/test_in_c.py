"""Each kind of fault in C and assembly gives exactly this text, and what is no code stays."""

import pytest

from benchmarks.mutants import in_c
from benchmarks.mutants.edit import apply
from tinyml_kit.base import resources

ROOT = resources.CHECKOUT


def made(kind, text, edits=in_c.edits):
    return [apply(text, edit) for edit in edits(text) if edit.kind == kind]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("comparison", "a < b;", ["a <= b;"]),
        ("comparison", "a >= b == c;", ["a > b == c;", "a >= b != c;"]),
        ("arithmetic", "a + b * c;", ["a - b * c;", "a + b / c;"]),
        ("arithmetic", "a += b;", ["a -= b;"]),
        ("arithmetic", "i++;", ["i--;"]),
        ("arithmetic", "a <<= b & c;", ["a >>= b & c;", "a <<= b | c;"]),
        ("shift", "a >> 31;", ["a >> 32;", "a >> 30;"]),
        ("start", "int32_t sum = 0;", ["int32_t sum = 1;", "int32_t sum = -1;"]),
        ("start", "for (int y = top; y; y--)", ["for (int y = top + 1; y; y--)"]),
        ("start", "int8_t *p = here, q = 1;", [
            "int8_t *p = here + 1, q = 1;"]),
        ("constant", "a = 0x40u;", ["a = 0x41u;", "a = 0x3fu;"]),
        ("constant", "a = 0.5f;", ["a = 0.55f;"]),
        ("constant", "int8_t a[4]; a[4] = 0;", [
            "int8_t a[3]; a[4] = 0;", "int8_t a[4]; a[5] = 0;", "int8_t a[4]; a[3] = 0;",
            "int8_t a[4]; a[4] = 1;", "int8_t a[4]; a[4] = -1;"]),
        ("constant", "#define SIZE 16", ["#define SIZE 17", "#define SIZE 15"]),
        ("logic", "a && b || c;", ["a || b || c;", "a && b && c;"]),
        ("condition", "if (a == f(b, 1) && !c)", ["if (!c)", "if (a == f(b, 1))"]),
        ("condition", "return a || b[1];", ["return b[1];", "return a;"]),
        ("condition", "x = (a && b) ? c : d;", ["x = (b) ? c : d;", "x = (a) ? c : d;"]),
        ("condition", "#if A && !B\na\n#endif", ["#if !B\na\n#endif", "#if A\na\n#endif"]),
        ("not", "#if !A\n#endif", ["#if A\n#endif"]),
        ("not", "return !a;", ["return a;"]),
        ("flag", "bool a = true;", ["bool a = false;"]),
        ("name", "int low, high; a(low);", ["int low, low; a(low);", "int low, high; a(high);"]),
        ("name", "a = even_bytes(b); c = odd_bytes(b);", [
            "a = odd_bytes(b); c = odd_bytes(b);", "a = even_bytes(b); c = even_bytes(b);"]),
        ("name", "static int min(int a)", []),
    ],
)  # fmt: skip
def test_a_kind_of_fault_gives_exactly_these_texts(kind, text, expected):
    assert made(kind, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "/* a < 1 && b */",
        "// a + 1",
        'puts("1 < 2 && 3");',
        "a = '1';",
        "#include <a1.h>",
        '#include "common/dot_2.c"',
        "#error a < 1",
        "#pragma GCC unroll 4",
        "#ifndef A\n#define A\n#endif",
        "const int8_t *a, &b;",
        "static_cast<int>(a);",
        "enum { $numbers };",
    ],
)
def test_comments_texts_pointers_and_other_directives_are_left_alone(text):
    assert in_c.edits(text) == []


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("mnemonic", r'__asm("smlatt %0, %1\n\tadd r1, r2");', [
            r'__asm("smlatb %0, %1\n\tadd r1, r2");', r'__asm("smlatt %0, %1\n\tadc r1, r2");']),
        ("mnemonic", '__asm__ volatile("sxtb16 %0, %1, ror #8" : "=r"(add));', [
            '__asm__ volatile("uxtb16 %0, %1, ror #8" : "=r"(add));']),
        ("constant", '__asm("ldr %0, [%1], #4" : "+r"(a) : "0"(1));', [
            '__asm("ldr %0, [%1], #5" : "+r"(a) : "0"(1));',
            '__asm("ldr %0, [%1], #3" : "+r"(a) : "0"(1));']),
        ("register", '__asm("clr r31" PAIR("r0"));', [
            '__asm("clr r30" PAIR("r0"));', '__asm("clr r31" PAIR("r1"));']),
        ("pointer", '__asm("ld r0, X+" "ldd r0, Z+1");', ['__asm("ld r0, X" "ldd r0, Z+1");']),
        ("mnemonic", '#define PAIR(a) "mul " a "\\n\\tadd " a', [
            '#define PAIR(a) "muls " a "\\n\\tadd " a', '#define PAIR(a) "mul " a "\\n\\tadc " a']),
        ("mnemonic", '#define TEXT "add to it"', []),
        ("mnemonic", 'puts("add"); __asm("inc r1"); puts("sub");', [
            'puts("add"); __asm("dec r1"); puts("sub");']),
    ],
)  # fmt: skip
def test_strings_are_changed_where_they_hold_assembly(kind, text, expected):
    assert made(kind, text) == expected


def test_a_file_of_assembly_is_changed_outside_of_its_comments():
    text = '#include "a2.h"\n add r1, r2 ; add\n/* add */ ldi r16, 0x40 // add\n.ascii "add"\n'
    assert made("mnemonic", text, in_c.assembly_edits) == [text.replace(" add r1", " adc r1")]
    assert made("constant", text, in_c.assembly_edits) == [
        text.replace("0x40", "0x41"),
        text.replace("0x40", "0x3f"),
    ]


@pytest.mark.parametrize("folder", ["tinyml_kit", "arduino/libraries"])
def test_every_fault_of_the_kits_own_c_changes_one_place(folder):
    for path in (ROOT / folder).rglob("*.[ch]"):
        text = path.read_text(encoding="utf-8")
        for edit in in_c.edits(text):
            assert 0 <= edit.start <= edit.end <= len(text)
            assert text[edit.start : edit.end] != edit.new
