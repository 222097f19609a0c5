"""A function of a reader's is called on a simulated AVR; what cannot be called is refused."""

import numpy as np
import pytest

from tinyml_kit.course import avr_function
from tinyml_kit.course.avr_function import Flash, FunctionError
from tinyml_kit.rungs import harness, toolchain
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.protocol import DeviceError, RungMissing, TooLarge

NEXT = "#include <stdint.h>\nint8_t next(const int8_t *byte) { return *byte + 1; }"
X = np.int8([[126], [127], [-1]])


@pytest.fixture
def tools():
    try:
        toolchain.find("avr-gcc")
        harness.simavr(simavr.SIMULATOR)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


@pytest.mark.usefixtures("tools")
def test_a_byte_goes_round_on_the_chip():
    found = avr_function.call(NEXT, "next", [X], np.int8)
    assert found.made.tolist() == [127, -128, 0] and found.label == "simulated"
    assert found.cycles.shape == (3,)


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize("kind", ["int8", "uint8", "int16", "uint16", "int32", "uint32"])
def test_every_type_of_integer_goes_in_and_comes_out(kind):
    most = np.iinfo(kind)
    x = np.array([[most.min, most.max], [1, 2]], kind)
    source = f"#include <stdint.h>\n{kind}_t f(const {kind}_t *x) {{ return x[1]; }}"
    assert avr_function.call(source, "f", [x], np.dtype(kind)).made.tolist() == [most.max, 2]


@pytest.mark.usefixtures("tools")
def test_arguments_are_ram_flash_and_numbers_and_results_may_be_written():
    source = """
    #include <avr/pgmspace.h>
    #include <stdint.h>
    void f(const int8_t *x, const uint16_t *table, uint16_t n, int16_t *out) {
        out[0] = x[1] + pgm_read_word(table + 1);
        out[1] = n;
    }"""
    given = [np.int8([[1, 2], [3, -4]]), Flash(np.uint16([7, 900])), 300]
    found = avr_function.call(source, "f", given, np.int16, writes=2)
    assert found.made.tolist() == [[902, 300], [896, 300]]


@pytest.mark.usefixtures("tools")
def test_cycles_are_those_of_the_call_the_function_and_the_return():
    how = {"language": "assembly"}
    bare, longer = (
        avr_function.call(f".global f\nf:\n{body} ret", "f", [X], np.int8, **how).cycles
        for body in ("", "again: nop\n lpm r0, Z\n mul r22, r23\n clr r1\n")
    )
    assert bare.tolist() == [8] * 3 and longer.tolist() == [8 + 1 + 3 + 2 + 1] * 3


@pytest.mark.usefixtures("tools")
def test_each_call_has_its_own_cycles():
    source = ".global f\nf: movw r30, r24\n ld r24, Z\nagain: dec r24\n brne again\n ret"
    x = np.uint8([[1], [2], [200]])
    found = avr_function.call(source, "f", [x], np.uint8, language="assembly")
    assert found.cycles.tolist() == [8 + 1 + 2 + 3 * rounds - 1 for rounds in (1, 2, 200)]


@pytest.mark.usefixtures("tools")
def test_a_product_is_counted_without_what_happens_once_and_compared_with_numpy():
    source = """
    #include <avr/pgmspace.h>
    long dot(const signed char *x, const signed char *weights, unsigned n) {
        long sum = 0;
        while (n--) sum += *x++ * (signed char)pgm_read_byte(weights++);
        return sum;
    }"""
    assert avr_function.a_product(source, np.int8, optimize="-O2") == (23.0, True)
    count_less = source.replace("n--", "--n")
    assert avr_function.a_product(count_less, np.int8, optimize="-O2") == (23.0, False)


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize(
    "source, error, said",
    [
        (NEXT.replace("byte + 1", "bite"), DeviceError, "avr-gcc failed: .*bite"),
        (NEXT.replace("next", "other"), DeviceError, "undefined reference to .next"),
        (NEXT.replace("return", "for (;;); return"), DeviceError, "did not end within 2000000"),
    ],
)
def test_code_that_does_not_work_is_refused_in_a_sentence(source, error, said):
    with pytest.raises(error, match=said):
        avr_function.call(source, "next", [X], np.int8)


@pytest.mark.usefixtures("tools")
def test_tables_that_do_not_fit_are_too_large():
    big = Flash(np.zeros(32_200, np.int8))
    source = "signed char f(const signed char *x, const signed char *t) { return *x; }"
    with pytest.raises(TooLarge, match="flash"):
        avr_function.call(source, "f", [X, big], np.int8)


@pytest.mark.parametrize(
    "change, said",
    [
        ({"function": "a b"}, "'a b' is no name of a function"),
        ({"language": "Pascal"}, "language 'Pascal'; take 'C' or 'assembly'"),
        ({"arguments": []}, "at least one array"),
        ({"arguments": [X, X[:2]]}, "the same n in each"),
        ({"arguments": [X.astype(float)]}, "argument 1 is neither an array"),
        ({"arguments": [X, X[:, 0]]}, "argument 2 is neither an array"),
        ({"arguments": [X, Flash(X)]}, "argument 2 is neither an array"),
        ({"arguments": [X, 65_536]}, "argument 2 is neither an array"),
        ({"arguments": [X, "3"]}, "argument 2 is neither an array"),
        ({"arguments": [X] * 10}, "10 arguments; registers hold 9 of them"),
        ({"arguments": [X] * 9, "writes": 1}, "9 arguments; registers hold 8 of them"),
        ({"board": "pico"}, "Pico has no AVR that can be simulated; take .*uno"),
    ],
)
def test_what_cannot_be_called_is_refused_before_anything_is_compiled(change, said):
    how = {"function": "next", "arguments": [X], "returns": np.int8} | change
    with pytest.raises(FunctionError, match=said):
        avr_function.call(NEXT, how.pop("function"), how.pop("arguments"), **how)
