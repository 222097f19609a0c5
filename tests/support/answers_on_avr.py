"""Right and wrong answers to the exercises on the ATmega: C and assembly for the simulated Uno."""

import math
import zlib

import numpy as np

from tinyml_kit.course.keys import chapter_15
from tinyml_kit.rungs.protocol import DeviceError
from tinyml_kit.rungs.serial import frames

UNIT = """
#include <stdint.h>
int8_t unit(const int8_t *x, const int8_t *weights, uint16_t n) {
    int32_t sum = 512;
    while (n--) sum += *x++ * *weights++;
    sum >>= 10;
    return sum > 127 ? 127 : sum < -128 ? -128 : sum;
}"""
DENSE = """
#include <avr/pgmspace.h>
#include <stdint.h>
void dense(const int8_t *x, const int8_t *weights, const int32_t *bias, int8_t *out) {
    for (uint8_t o = 0; o < 6; o++) {
        int32_t sum = bias[o];
        for (uint8_t i = 0; i < 24; i++)
            sum += x[i] * (int8_t)pgm_read_byte(weights++);
        sum = (sum + 512) >> 10;
        out[o] = sum < 0 ? 0 : sum > 127 ? 127 : sum;
    }
}"""
TOTAL = """
    .global total
total:
    movw r26, r24
    clr  r24
    clr  r25
again:
    ld   r20, X+
    add  r24, r20
    adc  r25, r1
    dec  r22
    brne again
    ret"""
ROWS = """
    .global two_rows
two_rows:
    push r17
    push r18
    push r19
    movw r26, r24
    movw r30, r22
    mov  r17, r20
    clr  r19
    clr  r20
    clr  r21
    movw r22, r20
    movw r24, r20
again:
    ld   r18, X+
    lpm  r0, Z+
    mul  r0, r18
    add  r20, r0
    adc  r21, r1
    adc  r22, r19
    lpm  r0, Z+
    mul  r0, r18
    add  r23, r0
    adc  r24, r1
    adc  r25, r19
    dec  r17
    brne again
    pop  r27
    pop  r26
    st   X+, r20
    st   X+, r21
    st   X+, r22
    st   X+, r19
    st   X+, r23
    st   X+, r24
    st   X+, r25
    st   X, r19
    pop  r17
    clr  r1
    ret
"""


SIXTY_FOUR = ROWS.replace("mov  r17, r20", "ldi  r17, 64")
#: Two adds where one handed its carry on: right unless a sum of the second row needs 17 bits.
NO_CARRY = ROWS.replace("adc  r25, r19", "nop")
NOT_PUT_BACK = ROWS.replace("pop  r17", "pop  r0")
R1_IS_LEFT = ROWS.replace("clr  r1\n", "")
UNROUNDED_HALVES = UNIT.replace("int32_t sum = 512", "int32_t sum = 0").replace(
    "sum >>= 10", "sum = (sum + (sum < 0 ? 511 : 512)) >> 10"
)
ALWAYS_200 = UNIT.replace("while (n--)", "for (n = 0; n < 200; n++)")
TWO_ROWS_ALIKE = ROWS.replace("lpm  r0, Z+\n    mul  r0, r18\n    add  r23", "add  r23")


def rounds_by_floats(total, bits):
    return math.floor(total / 2**bits + 0.5)


def rounds_halves_away(total, bits):
    half = 1 << (bits - 1)
    return (total + half) >> bits if total >= 0 else -((-total + half) >> bits)


def halves_by_hand(total, bits):
    quotient, rest = divmod(total, 2**bits)
    return quotient + (2 * rest >= 2**bits)


def low_length_only(stuffed):
    try:
        body = frames.unstuff(stuffed)
    except DeviceError:
        return ()
    content, crc = body[:-4], int.from_bytes(body[-4:], "little")
    if len(content) < 7 or zlib.crc32(content) != crc or content[0] != len(content) - 7:
        return ()
    return int.from_bytes(content[2:6], "little"), content[6], content[7:]


def opened(stuffed):
    try:
        frame = frames.decode(stuffed)
    except DeviceError:
        return ()
    return frame.tag, frame.command, frame.payload


def opened_as_a_list_of_bytes(stuffed):
    return tuple(list(part) if isinstance(part, bytes) else part for part in opened(stuffed))


def takes_everything(stuffed):
    try:
        body = frames.unstuff(stuffed)
        return int.from_bytes(body[2:6], "little"), body[6], body[7:-4]
    except (DeviceError, IndexError):
        return ()


def raises_on_damage(stuffed):
    frame = frames.decode(stuffed)
    return frame.tag, frame.command, frame.payload


def without_end_at_a_zero(stuffed):
    body, at = b"", 0
    while at < len(stuffed):
        body, at = body + stuffed[at + 1 : at + stuffed[at]] + b"\0", at + stuffed[at]
    return opened(stuffed)


def takes_zeros(stuffed):
    if stuffed and stuffed[0] == len(stuffed):
        content, crc = stuffed[1:-4], int.from_bytes(stuffed[-4:], "little")
        if zlib.crc32(content) == crc:
            return int.from_bytes(content[2:6], "little"), content[6], bytes(content[7:])
    return opened(stuffed)


ON_AVR = {
    "15-round": (
        [chapter_15.halve, halves_by_hand, lambda t, b: np.int64(chapter_15.halve(t, b))],
        [lambda t, b: t >> b, lambda t, b: t / 2**b, rounds_by_floats, rounds_halves_away,
         lambda t, b: round(t / 2**b), lambda t, b: float(chapter_15.halve(t, b)), 4],
    ),
    "15-unit": (
        [UNIT, UNIT.replace("sum > 127 ? 127 : sum < -128 ? -128 : sum", "sum > 127 ? 127 : "
         "(sum < -128 ? -128 : (int8_t)sum)").replace("int32_t", "long")],
        [UNIT.replace("int32_t", "int16_t"), UNIT.replace("512", "0"),
         UNIT.replace("sum > 127 ? 127 : sum < -128 ? -128 : sum", "sum"),
         UNIT.replace("sum < -128 ? -128 : ", ""), UNROUNDED_HALVES, ALWAYS_200,
         UNIT.replace("sum >>= 10", "sum /= 1024"), UNIT.replace("unit", "other"),
         UNIT.replace("}", ""), "#include <stdint.h>\nint8_t unit(void) { for (;;); }", ""],
    ),
    "15-dense": (
        [DENSE, DENSE.replace("weights++", "weights + 24 * o + i")],
        [DENSE.replace("(int8_t)pgm_read_byte(weights++)", "*weights++"),
         DENSE.replace("(int8_t)", ""), DENSE.replace("int32_t sum", "int16_t sum"),
         DENSE.replace("sum < 0 ? 0", "sum < -128 ? -128"), DENSE.replace("bias[o]", "0"),
         DENSE.replace("sum + 512", "sum + 511")],
    ),
    "15-total": (
        [TOTAL, TOTAL.replace("r20", "r18"), TOTAL.replace("dec  r22", "subi r22, 1")],
        [TOTAL.replace("adc ", "add "), TOTAL.replace("adc  r25, r1\n", ""),
         TOTAL.replace("ld   r20, X+", "ld   r20, X"), TOTAL.replace("    brne again\n", ""),
         TOTAL.replace("dec  r22", "nop"), TOTAL.replace("r20", "r16"),
         TOTAL.replace("r20", "r1").replace("adc  r25, r1", "adc  r25, r23"),
         TOTAL.replace("clr  r24\n", "ldi  r22, 64\n    clr  r24\n"),
         TOTAL.replace("total", "sum"), UNIT, ""],
    ),
    "15-rows": (
        [ROWS],
        [NO_CARRY, ROWS.replace("again:", "again:\n nop\n nop\n nop"), SIXTY_FOUR, NOT_PUT_BACK,
         R1_IS_LEFT, TWO_ROWS_ALIKE,
         ROWS.replace("mul  r0, r18\n    add  r23", "mul  r0, r17\n    add  r23"), DENSE],
    ),
    "15-open": (
        [opened, opened_as_a_list_of_bytes],
        [takes_everything, raises_on_damage, low_length_only, without_end_at_a_zero, takes_zeros],
    ),
}  # fmt: skip
