/** Programs of random instructions that stay in their own memory, to compare simulators with. */

import { OP, TABLE } from "../src/chip/opcodes.js";
import { PATTERNS } from "../src/chip/decode.js";

/** How many random steps a program has before it begins again, with other registers. */
const STEPS = 2000;
/** Peripherals that only store what is written: GPIOR0 to GPIOR2, as IN and OUT number them. */
const STORES = [0x1e, 0x2a, 0x2b];
/** What a program cannot do by chance: go elsewhere, or use memory at an unknown address. */
const GOES = "RJMP JMP IJMP EIJMP RCALL CALL ICALL EICALL RET RETI SLEEP".split(" ");
const KEPT = new Set([...GOES, "BSET", "LDS", "STS", "PUSH", "POP", "IN", "OUT"]);
const MEMORY = new Set(["LDD", "LD_INC", "LD_DEC", "STD", "ST_INC", "ST_DEC"]);

/**
 * Return a generator of numbers (Mulberry32), so that a seed always gives the same program.
 * @param {number} seed
 * @returns {(below: number) => number} a whole number from 0 to below - 1
 */
export function random(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/**
 * Return the words of an instruction.
 * @param {string} assembly - as in the table, e.g. "LDI Rd, K"
 * @param {(letter: string, width: number) => number} choose - what each field holds
 */
export function encode(assembly, choose) {
  const row = TABLE.findIndex((one) => one[1] === assembly);
  const { bits } = PATTERNS[row];
  /** @type {Record<string, string>} */
  const fields = {};
  for (const letter of new Set(bits.replace(/[01]/g, ""))) {
    const width = bits.split(letter).length - 1;
    fields[letter] = choose(letter, width).toString(2).padStart(width, "0");
  }
  const taken = /** @type {Record<string, number>} */ ({});
  const filled = bits.replace(/[^01]/g, (letter) => {
    taken[letter] = (taken[letter] ?? 0) + 1;
    return fields[letter][taken[letter] - 1];
  });
  return filled.match(/.{16}/g)?.map((word) => parseInt(word, 2)) ?? [];
}

/**
 * Return a program that never ends.
 * @param {number} seed
 * @param {import("../src/chip/chip.js").Memory} memory - of the chip that will run it
 */
export function randomProgram(seed, memory) {
  const next = random(seed);
  const long = memory.flash > 0x20000;
  /** @type {number[]} */
  const words = [];
  /** @param {string} assembly @param {Record<string, number>} [fixed] */
  const put = (assembly, fixed = {}) => {
    words.push(...encode(assembly, (letter, width) => fixed[letter] ?? next(2 ** width)));
  };
  /** Let a pointer point into the middle of RAM. @param {string} name */
  const point = (name) => {
    const upper = { X: 27, Y: 29, Z: 31 }[name] ?? 31;
    put("LDI Rd, K", { d: upper - 16, K: (memory.ramStart >> 8) + 1 + next(4) });
  };
  const rows = TABLE.filter(([name]) => !KEPT.has(name) && (long || !/EL?PM|EI/.test(name)));
  // A routine that everybody calls: it changes a register and returns.
  put("RJMP k", { k: 2 });
  put("INC Rd", { d: 20 });
  put("RET");
  for (let step = 0; step < STEPS; step++) {
    const [name, assembly] = rows[next(rows.length)];
    switch (next(12)) {
      case 0: // The stack, in pairs.
        put("PUSH Rr");
        put("POP Rd");
        break;
      case 1: // A call that returns to the next instruction.
        if (words.length > 2000 || next(2)) put("CALL k", { k: 1 }); // or too far for the other
        else put("RCALL k", { k: (1 - (words.length + 1)) & 0xfff });
        break;
      case 2: { // A peripheral that only stores, and the flags; interrupts stay off.
        const A = STORES[next(STORES.length)];
        put("OUT A, Rr", { A });
        put("IN Rd, A", { A: next(2) ? A : 0x3f });
        break;
      }
      case 3: { // RAM at an address in the program.
        const k = memory.ramStart + 0x100 + next(0x400);
        if (next(2)) put("LDS Rd, k", { k });
        else put("STS k, Rr", { k });
        break;
      }
      case 4: // Any flag but the one that allows interrupts.
        put("BSET s", { s: next(7) });
        break;
      case 5: // Jumps of one and two words, to what comes next.
        if (next(2)) put("RJMP k", { k: 0 });
        else put("JMP k", { k: words.length + 2 });
        break;
      default:
        if (MEMORY.has(name)) {
          point(/[XYZ]/.exec(assembly)?.[0] ?? "Z");
          // A pointer that is loaded or stored while it moves: the manual says undefined.
          put(assembly, { d: next(26), r: next(26) });
        } else if (name.startsWith("BR")) put(assembly, { k: 0 });
        else if (/^SB(I|IC|IS)$|^CBI$/.test(name)) put(assembly, { A: STORES[0] });
        else if (name.startsWith("ELPM")) {
          put("LDI Rd, K", { d: 4, K: next(4) });
          put("OUT A, Rr", { A: 0x3b, r: 20 });
          put(assembly, { d: next(26) });
        } else if (name.startsWith("LPM")) {
          // Flash that the chip has: what lies beyond it, nobody says.
          put("LDI Rd, K", { d: 15, K: next(Math.min(memory.flash >> 9, 0x80)) });
          put(assembly, { d: next(26) });
        } else put(assembly);
        // What is skipped has one word or two.
        if (OP[name] >= OP.CPSE && OP[name] <= OP.SBIS) {
          if (next(2)) put("LDS Rd, k", { k: memory.ramStart + next(0x400) });
          else put("INC Rd");
        }
    }
  }
  put("JMP k", { k: 0 });
  return new Uint8Array(new Uint16Array(words).buffer);
}
