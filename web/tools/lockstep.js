/**
 * Run a program on the kit's loop and on avr8js's own, instruction by instruction, and compare.
 *
 *     node tools/lockstep.js CHIP COUNT PROGRAM TRACE      PROGRAM is a flash image
 *     node tools/lockstep.js CHIP COUNT seed:N TRACE       writes the random program to TRACE.bin
 *
 * TRACE gets a 32-bit number for each instruction, made of everything so far; another simulator
 * that makes the same numbers (`tests/support/lockstep.c` with simavr) agrees with this one. The
 * last state is printed: pc in words, cycles, r0 to r31, stack pointer, flags. Where avr8js is known
 * to differ from the data sheets, `known` lets it.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { avrInstruction } from "avr8js";
import { Chip } from "../src/chip/chip.js";
import { MEMORIES } from "../src/chip/memories.js";
import { OP } from "../src/chip/opcodes.js";
import { randomProgram } from "./random_program.js";

const SREG = 0x5f;
const [Z, V, S, H] = [0x02, 0x08, 0x10, 0x20];
/** The registers, the stack pointer and the flags: what each instruction is compared in. */
const COMPARED = [...Array(32).keys(), 0x5d, 0x5e, SREG];
const ZERO_DIFFERS = new Set([OP.FMULSU, OP.CPC, OP.SBC, OP.SBCI]);
/** All of memory is compared after so many instructions. */
const BLOCK = 1000;

/**
 * Bring avr8js's CPU to what the data sheets say, where it is known to differ.
 * @param {import("avr8js").CPU} theirs
 * @param {import("avr8js").CPU} ours
 * @param {number} kind - the instruction that both ran
 */
function known(theirs, ours, kind) {
  // It takes bit 0 for the half carry, which is bit 3.
  let flags = H;
  // Inverted in FMULSU; with a borrow, it takes the difference -256 for another result than 0.
  if (ZERO_DIFFERS.has(kind)) flags |= Z;
  if (kind === OP.NEG) flags |= V | S; // it misses the overflow of -128
  theirs.data[SREG] = (theirs.data[SREG] & ~flags) | (ours.data[SREG] & flags);
  if (kind === OP.CBI) theirs.cycles++; // one cycle there, two in the data sheet
}

/**
 * Compare both loops.
 * @param {string} name - the chip
 * @param {Uint8Array} image
 * @param {number} count - instructions
 * @returns {{trace: Uint32Array, state: number[]}} a number for each instruction; the last state
 * @throws {Error} that names the first instruction after which they differ
 */
export function lockstep(name, image, count) {
  const [chip, twin] = [new Chip(MEMORIES[name], image), new Chip(MEMORIES[name], image)];
  const [ours, theirs] = [chip.cpu, twin.cpu];
  const trace = new Uint32Array(count);
  let hash = 0x811c9dc5;
  for (let i = 0; i < count; i++) {
    const at = ours.pc;
    const kind = chip.program.decoded[at];
    chip.step();
    avrInstruction(theirs);
    known(theirs, ours, kind);
    const where = `instruction ${i} at 0x${(2 * at).toString(16)}`;
    if (ours.pc !== theirs.pc || ours.cycles !== theirs.cycles)
      throw new Error(
        `${where}: pc ${ours.pc}, cycle ${ours.cycles}; avr8js: ${theirs.pc}, ${theirs.cycles}`,
      );
    for (const address of COMPARED)
      if (ours.data[address] !== theirs.data[address])
        throw new Error(
          `${where}: [${address}] is ${ours.data[address]}; avr8js: ${theirs.data[address]}`,
        );
    if (i % BLOCK === 0 && ours.data.some((byte, address) => byte !== theirs.data[address]))
      throw new Error(`${where} or shortly before: memory differs from avr8js's`);
    hash = mixed(hash, ours.pc);
    hash = mixed(hash, ours.cycles);
    for (const address of COMPARED) hash = mixed(hash, ours.data[address]);
    trace[i] = hash;
  }
  const { pc, cycles, data } = ours;
  return { trace, state: [pc, cycles, ...COMPARED.map((address) => data[address])] };
}

/**
 * Mix a number into a hash: FNV-1a over whole numbers.
 * @param {number} hash
 * @param {number} value
 */
function mixed(hash, value) {
  return Math.imul(hash ^ value, 0x01000193) >>> 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [name, count, program, out] = process.argv.slice(2);
  const seed = /^seed:(\d+)$/.exec(program)?.[1];
  const image = seed ? randomProgram(Number(seed), MEMORIES[name]) : readFileSync(program);
  if (seed) writeFileSync(`${out}.bin`, image);
  const { trace, state } = lockstep(name, image, Number(count));
  writeFileSync(out, new Uint8Array(trace.buffer));
  console.log(...state);
}
