/**
 * A program is decoded once, before it runs: what each word of flash does, and with what.
 *
 * Real chips decode each instruction when they come to it. Doing that in JavaScript, by asking one
 * mask after the other, would take most of the time.
 */

import { OP, TABLE } from "./opcodes.js";

/** The registers that hold the pointers X, Y and Z, lower half first. */
const POINTERS = { X: 26, Y: 28, Z: 30 };

/** What has no address of its own: which of two operands comes first. */
const ORDER = ["d", "r", "A", "s", "b", "K", "q", "k"];

/**
 * A row of the table, made ready for decoding.
 * @typedef {object} Pattern
 * @property {number} kind - the number of the case
 * @property {string} bits - the pattern without spaces: 16 or 32 characters
 * @property {number} mask - 1 for every fixed bit of the first word
 * @property {number} fixed - those bits
 * @property {number} pointer - the register of X, Y or Z, or 0
 */

/** @type {Pattern[]} */
export const PATTERNS = TABLE.map(([name, assembly, spaced]) => {
  const bits = spaced.replaceAll(" ", "");
  const first = bits.slice(0, 16);
  const pointer = /[XYZ]/.exec(assembly)?.[0] ?? "";
  return {
    kind: OP[name],
    bits,
    mask: parseInt(first.replace(/[01]/g, "1").replace(/[^1]/g, "0"), 2),
    fixed: parseInt(first.replace(/[^01]/g, "0"), 2),
    pointer: POINTERS[/** @type {"X" | "Y" | "Z"} */ (pointer)] ?? 0,
  };
});

/** For each of the 65,536 values of a word, the number of its row; -1 if it is no instruction. */
const ROWS = rowsOfWords();

/**
 * Return an instruction in assembly, with letters for its operands, and what it does.
 * @param {number} word - its first word
 * @returns {[string, string]}
 */
export function inWords(word) {
  const row = ROWS[word];
  return row < 0 ? ["no instruction", "nothing"] : [TABLE[row][1], TABLE[row][4]];
}

/** For each kind, how many words of flash it takes. */
export const WORDS = new Uint8Array(256).fill(1);
for (const { kind, bits } of PATTERNS) WORDS[kind] = bits.length / 16;

function rowsOfWords() {
  const rows = new Int16Array(0x10000).fill(-1);
  PATTERNS.forEach(({ mask, fixed }, row) => {
    // Count through the bits that are not fixed: (free - mask) & ~mask is the next such number.
    const open = ~mask & 0xffff;
    let free = 0;
    do {
      rows[fixed | free] = row;
      free = (free - open) & open;
    } while (free);
  });
  return rows;
}

/**
 * A decoded program. Every array has one element for each word of flash.
 * @typedef {object} Program
 * @property {Uint8Array} bytes - the flash, erased (0xff) behind the program
 * @property {Uint8Array} kinds - which case of `run.js` comes here, marks included
 * @property {Uint8Array} decoded - the same without marks
 * @property {Int32Array} first - the first operand
 * @property {Int32Array} second - the second operand
 * @property {Uint8Array} pointers - the register of X, Y or Z
 */

/**
 * Decode a program.
 * @param {Uint8Array} image - what is written into flash, from address 0
 * @param {number} flash - bytes of flash that the chip has, a power of 2
 * @returns {Program}
 */
export function decode(image, flash) {
  const bytes = new Uint8Array(flash).fill(0xff);
  bytes.set(image.subarray(0, flash));
  const size = flash / 2;
  const used = Math.min((image.length + 1) >> 1, size);
  const decoded = new Uint8Array(size).fill(OP.OUTSIDE);
  const [first, second] = [new Int32Array(size), new Int32Array(size)];
  const pointers = new Uint8Array(size);
  for (let at = 0; at < used; at++) {
    const word = bytes[2 * at] | (bytes[2 * at + 1] << 8);
    const row = ROWS[word];
    if (row < 0) {
      decoded[at] = OP.UNKNOWN;
      continue;
    }
    const next = at + 1 < size ? bytes[2 * at + 2] | (bytes[2 * at + 3] << 8) : 0;
    const pattern = PATTERNS[row];
    decoded[at] = pattern.kind;
    [first[at], second[at]] = operands(pattern, word, next, at, size - 1);
    pointers[at] = pattern.pointer;
  }
  return { bytes, kinds: decoded.slice(), decoded, first, second, pointers };
}

/**
 * Return an instruction's two operands, 0 where it has fewer.
 * @param {Pattern} pattern
 * @param {number} word - the instruction
 * @param {number} next - the word behind it
 * @param {number} at - its address in words
 * @param {number} last - the last address of flash in words, all ones
 */
function operands(pattern, word, next, at, last) {
  const { bits, kind } = pattern;
  const code = bits.length === 32 ? word * 0x10000 + next : word;
  /** @type {Record<string, number>} */
  const values = {};
  /** @type {Record<string, number>} */
  const widths = {};
  for (let i = 0; i < bits.length; i++) {
    const letter = bits[i];
    if (letter === "0" || letter === "1") continue;
    const bit = Math.floor(code / 2 ** (bits.length - 1 - i)) % 2;
    values[letter] = (values[letter] ?? 0) * 2 + bit;
    widths[letter] = (widths[letter] ?? 0) + 1;
  }
  const meant = ORDER.filter((letter) => letter in values).map((letter) => {
    const [value, width] = [values[letter], widths[letter]];
    switch (letter) {
      case "d":
      case "r":
        return kind === OP.MOVW ? 2 * value : register(value, width);
      case "A":
        return value + 0x20;
      case "b":
      case "s":
        return 1 << value;
      case "k":
        // Jumps of two words name a place, the others say how far it is.
        if (bits.length === 32) return kind === OP.JMP || kind === OP.CALL ? value & last : value;
        return (at + 1 + value - (value >> (width - 1)) * 2 ** width) & last;
      default:
        return value;
    }
  });
  return [meant[0] ?? 0, meant[1] ?? 0];
}

/**
 * Return which register is meant: with fewer than five bits, only some can be.
 * @param {number} value
 * @param {number} width - bits
 */
function register(value, width) {
  if (width === 5) return value;
  return width === 2 ? 24 + 2 * value : 16 + value;
}
