// The table of instructions: whole, without doubt, and what avr-gcc writes.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { decode, PATTERNS, WORDS } from "../src/chip/decode.js";
import { NAMES, OP, TABLE } from "../src/chip/opcodes.js";

test("every word is at most one instruction", () => {
  const seen = new Map();
  for (let word = 0; word < 0x10000; word++)
    for (const [row, { mask, fixed }] of PATTERNS.entries())
      if ((word & mask) === fixed) {
        assert.ok(!seen.has(word), `${TABLE[row][1]} and ${TABLE[seen.get(word)]?.[1]}`);
        seen.set(word, row);
      }
  assert.ok(seen.size > 63_000);
});

test("every row of the table has 16 or 32 bits and a number of cycles", () => {
  for (const [name, assembly, bits, cycles, does] of TABLE) {
    assert.match(bits.replaceAll(" ", ""), /^[01drKqkAbs]{16}([k]{16})?$/, name);
    assert.match(cycles, /^\d(\/\d)?$/, name);
    assert.ok(assembly.startsWith(name.split("_")[0].slice(0, 2)) && does, name);
  }
});

test("the loop has a case for every name in the table, and no other", async () => {
  const loop = await readFile(new URL("../src/chip/run.js", import.meta.url), "utf8");
  const cases = [...loop.matchAll(/case OP\.(\w+):/g)].map((match) => match[1]);
  // What is outside of the program is the default.
  assert.deepEqual(cases.toSorted(), NAMES.filter((name) => name !== "OUTSIDE").toSorted());
});

/** @type {[string, number[], [number, number]][]} */
const WRITTEN = [
  // avr-as's words for each kind of operand, and the operands.
  ["ADD", [0x0fe0], [30, 16]],
  ["MOVW", [0x01f8], [30, 16]],
  ["MULSU", [0x0317], [17, 23]],
  ["LDI", [0xef0f], [16, 255]],
  ["ADIW", [0x96bf], [30, 47 - 16 + 16]],
  ["IN", [0xb7ff], [31, 0x5f]],
  ["OUT", [0xbf0d], [16, 0x5d]],
  ["SBI", [0x9afd], [0x3f, 0x20]],
  ["BSET", [0x9478], [0x80, 0]],
  ["LDS", [0x91f0, 0x0123], [31, 0x0123]],
  ["JMP", [0x940c, 0x0123], [0x0123, 0]],
  ["LDD", [0xad8f], [24, 63]],
  ["STD", [0x8208], [0, 0]],
  ["SBRS", [0xff07], [16, 0x80]],
];

for (const [name, words, operands] of WRITTEN)
  test(`${name} is decoded with its operands`, () => {
    const program = decode(new Uint8Array(new Uint16Array(words).buffer), 0x8000);
    assert.equal(NAMES[program.decoded[0]], name);
    assert.deepEqual([program.first[0], program.second[0]], operands);
    assert.equal(WORDS[OP[name]], words.length);
  });

test("jumps are relative to the next word, backwards too, and wrap around the flash", () => {
  const program = decode(new Uint8Array(new Uint16Array([0xcfff, 0xcffd, 0xf3f9]).buffer), 0x8000);
  assert.equal(program.first[0], 0); // RJMP to itself
  assert.equal(program.first[1], 0x3fff); // two words before it: the last one
  assert.deepEqual([program.first[2], program.second[2]], [2, 2]); // BREQ to itself
});

test("behind the program the flash is erased and holds no instruction", () => {
  const program = decode(new Uint8Array([0, 0]), 0x8000);
  assert.equal(NAMES[program.decoded[0]], "NOP");
  assert.equal(NAMES[program.decoded[1]], "OUTSIDE");
  assert.equal(program.bytes[2], 0xff);
});
