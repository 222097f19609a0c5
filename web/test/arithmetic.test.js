// The flags of every instruction that computes, for all operands, from their meaning: what the
// result would be without the limits of 8 or 16 bits.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Chip } from "../src/chip/chip.js";
import { MEMORIES } from "../src/chip/memories.js";
import { encode } from "../tools/random_program.js";

const SREG = 0x5f;
const [C, Z, N, V, S, H, T, I] = [1, 2, 4, 8, 16, 32, 64, 128];

/** @param {number} byte */
const signed = (byte) => (byte << 24) >> 24;

/**
 * Return what an instruction makes of two registers and the flags, for r18 and r20.
 * @param {string} assembly
 */
function instruction(assembly) {
  const words = encode(assembly, (letter, width) => ({ d: width === 5 ? 18 : 2, r: width === 5 ? 20 : 4 })[letter] ?? 0);
  const chip = new Chip(MEMORIES.atmega328p, new Uint8Array(new Uint16Array(words).buffer));
  const { data } = chip.cpu;
  return (/** @type {number} */ d, /** @type {number} */ r, /** @type {number} */ sreg) => {
    chip.cpu.pc = 0;
    [data[18], data[20], data[SREG]] = [d, r, sreg];
    chip.step();
    return { R: data[18], product: data[0] | (data[1] << 8), flags: data[SREG] };
  };
}

/**
 * Return flags from the whole results, unsigned and signed, of an operation on 8 bits.
 * @param {number} unsigned
 * @param {number} whole - the signed result, without limits
 * @param {number} half - the result of the lower four bits
 */
function flagsOf(unsigned, whole, half) {
  const R = unsigned & 0xff;
  return (
    (unsigned < 0 || unsigned > 255 ? C : 0) |
    (R ? 0 : Z) |
    (R > 127 ? N : 0) |
    (whole < -128 || whole > 127 ? V : 0) |
    (whole < 0 ? S : 0) |
    (half < 0 || half > 15 ? H : 0)
  );
}

/** @type {[string, (d: number, r: number, c: number) => [number, number, number]][]} */
const TWO = [
  ["ADD Rd, Rr", (d, r) => [d + r, signed(d) + signed(r), (d & 15) + (r & 15)]],
  ["ADC Rd, Rr", (d, r, c) => [d + r + c, signed(d) + signed(r) + c, (d & 15) + (r & 15) + c]],
  ["SUB Rd, Rr", (d, r) => [d - r, signed(d) - signed(r), (d & 15) - (r & 15)]],
  ["SBC Rd, Rr", (d, r, c) => [d - r - c, signed(d) - signed(r) - c, (d & 15) - (r & 15) - c]],
  ["NEG Rd", (d) => [-d, -signed(d), -(d & 15)]],
];

for (const [assembly, meaning] of TWO)
  test(`${assembly}: results and flags`, () => {
    const run = instruction(assembly);
    for (let d = 0; d < 256; d++)
      for (let r = 0; r < 256; r += assembly.startsWith("NEG") ? 255 : 1)
        for (const sreg of [0, C | Z, Z | I | T]) {
          const whole = meaning(d, r, sreg & C);
          let flags = flagsOf(...whole) | (sreg & (I | T));
          if (assembly.startsWith("SBC") && !(sreg & Z)) flags &= ~Z; // only ever cleared
          const got = run(d, r, sreg);
          if (got.R !== (whole[0] & 0xff) || got.flags !== flags)
            assert.deepEqual([d, r, sreg, got.R, got.flags], [d, r, sreg, whole[0] & 0xff, flags]);
        }
  });

/** @type {[string, (d: number, r: number) => number, number][]} */
const PRODUCTS = [
  ["MUL Rd, Rr", (d, r) => d * r, 0],
  ["MULS Rd, Rr", (d, r) => signed(d) * signed(r), 0],
  ["MULSU Rd, Rr", (d, r) => signed(d) * r, 0],
  ["FMUL Rd, Rr", (d, r) => d * r, 1],
  ["FMULS Rd, Rr", (d, r) => signed(d) * signed(r), 1],
  ["FMULSU Rd, Rr", (d, r) => signed(d) * r, 1],
];

for (const [assembly, meaning, shift] of PRODUCTS)
  test(`${assembly}: products and flags`, () => {
    const run = instruction(assembly);
    for (let d = 0; d < 256; d++)
      for (let r = 0; r < 256; r++) {
        const product = (meaning(d, r) << shift) & 0xffff;
        const flags = (meaning(d, r) & 0x8000 ? C : 0) | (product ? 0 : Z) | H;
        const got = run(d, r, H);
        if (got.product !== product || got.flags !== flags)
          assert.deepEqual([d, r, got.product, got.flags], [d, r, product, flags]);
      }
  });

/** @type {[string, (d: number, c: number) => [number, number]][]} */
const SHIFTS = [
  ["LSR Rd", (d) => [d >> 1, d & 1]],
  ["ROR Rd", (d, c) => [(d >> 1) | (c << 7), d & 1]],
  ["ASR Rd", (d) => [(signed(d) >> 1) & 0xff, d & 1]],
];

for (const [assembly, meaning] of SHIFTS)
  test(`${assembly}: results and flags`, () => {
    const run = instruction(assembly);
    for (let d = 0; d < 256; d++)
      for (const c of [0, 1]) {
        const [R, carry] = meaning(d, c);
        const [n, v] = [R >> 7, (R >> 7) ^ carry];
        const flags = carry * C + (R ? 0 : Z) + n * N + v * V + (n ^ v) * S + H;
        assert.deepEqual(run(d, 0, H | c), { ...run(d, 0, H | c), R, flags });
      }
  });

test("INC and DEC: overflow at the sign, and the carry stays", () => {
  const [inc, dec] = [instruction("INC Rd"), instruction("DEC Rd")];
  for (let d = 0; d < 256; d++) {
    const up = flagsOf((d + 1) & 0xff, signed(d) + 1, 0) | C;
    const down = flagsOf((d - 1) & 0xff, signed(d) - 1, 0) | C;
    assert.deepEqual([inc(d, 0, C).R, inc(d, 0, C).flags], [(d + 1) & 0xff, up]);
    assert.deepEqual([dec(d, 0, C).R, dec(d, 0, C).flags], [(d - 1) & 0xff, down]);
  }
});
