/**
 * The instruction loop: one case for each kind of instruction in `opcodes.js`.
 *
 * Registers, memory and peripherals are avr8js's, whose CPU object holds them. Its own loop asks
 * every instruction what it is each time; this one runs what `decode.js` has found out before. It
 * also differs from it where the data sheets do: the half-carry flag, CBI's two cycles, FMULSU's
 * zero flag, the cycles of an interrupt, and one instruction that always runs after SEI and RETI.
 */

import { Fault } from "./fault.js";
import { OP } from "./opcodes.js";
import { WORDS } from "./decode.js";

// Registers among the peripherals, by their address in memory.
const [RAMPZ, EIND, SPL, SPH, SREG] = [0x5b, 0x5c, 0x5d, 0x5e, 0x5f];
// The flags: bits of SREG.
const [C, Z, N, V, S, H, T, I] = [1, 2, 4, 8, 16, 32, 64, 128];
// What is left of SREG by instructions that change these flags.
const ALL_BUT_HSVNZC = I | T;
const ALL_BUT_SVNZC = I | T | H;
const ALL_BUT_SVNZ = I | T | H | C;
const ALL_BUT_ZC = ~(Z | C);

/**
 * The flags Z, N, V and S of a result: index R, plus 256 if it overflowed. S is the sign that the
 * result would have had with more bits.
 */
const SIGNS = Uint8Array.from({ length: 512 }, (_, index) => {
  const [result, overflow] = [index & 0xff, index >> 8];
  const negative = result >> 7;
  return (result ? 0 : Z) | (negative ? N : 0) | (overflow ? V : 0) | (negative ^ overflow ? S : 0);
});

/**
 * Return H, S, V, N, Z and C of a sum R = d + r, with or without a carry into it.
 * @param {number} d
 * @param {number} r
 * @param {number} R - the sum's lower 8 bits
 */
function flagsOfSum(d, r, R) {
  const carries = (d & r) | ((d | r) & ~R); // the carry out of each bit
  const overflow = (d ^ R) & (r ^ R) & 0x80;
  return SIGNS[R | (overflow << 1)] | ((carries >> 7) & C) | ((carries << 2) & H);
}

/**
 * Return H, S, V, N, Z and C of a difference R = d - r, with or without a borrow from it.
 * @param {number} d
 * @param {number} r
 * @param {number} R - the difference's lower 8 bits
 */
function flagsOfDifference(d, r, R) {
  const borrows = (~d & r) | ((~d | r) & R);
  const overflow = (d ^ r) & (d ^ R) & 0x80;
  return SIGNS[R | (overflow << 1)] | ((borrows >> 7) & C) | ((borrows << 2) & H);
}

/**
 * Return S, V, N and Z, and C as given, of a register that was shifted to the right. V is N ^ C.
 * @param {number} R - the result
 * @param {number} carry - the bit that was shifted out
 */
function flagsOfShift(R, carry) {
  return SIGNS[R | (((R >> 7) ^ carry) << 8)] | carry;
}

/**
 * Return S, V, N, Z and C of a sum or difference of 16 bits.
 * @param {number} R - the result's lower 16 bits
 * @param {number} overflow - 0x8000 if the sign is wrong
 * @param {number} carry - 0x8000 if there was a carry
 */
function flagsOf16(R, overflow, carry) {
  const signs = SIGNS[(R >> 8) | (overflow >> 7)] & ~Z;
  return signs | (R ? 0 : Z) | (carry >> 15);
}

/**
 * @typedef {import("./chip.js").Chip} Chip
 * @typedef {"time" | "mark" | "asleep"} Pause
 */

/**
 * Run until a number of cycles has passed since the start of the chip.
 * @param {Chip} chip
 * @param {number} until - the instruction that reaches this number of cycles is the last
 * @returns {Pause} why it paused: "mark" where an instruction is marked, before it runs
 * @throws {Fault}
 */
export function run(chip, until) {
  const { cpu, ramStart, floor, cyclesOf } = chip;
  const { data } = cpu;
  const { bytes, kinds, decoded, first, second, pointers } = chip.program;
  const size = data.length;
  let pc = cpu.pc;
  let cycles = cpu.cycles;
  // The instruction that runs, and the one before it.
  let last = chip.last;
  let before = last;
  // When something else than the next instruction may have to happen; 0 is at once.
  let wake = 0;

  for (;;) {
    if (cycles >= wake) {
      cpu.pc = pc;
      cpu.cycles = cycles;
      chip.last = last;
      if (cycles >= until) return "time";
      wake = Math.min(until, chip.attend());
      pc = cpu.pc;
      cycles = cpu.cycles;
    }
    const kind = kinds[pc];
    const a = first[pc];
    const b = second[pc];
    before = last;
    last = pc;
    pc++;

    switch (kind) {
      case OP.ADD: {
        const d = data[a];
        const r = data[b];
        const R = (d + r) & 0xff;
        data[a] = R;
        data[SREG] = (data[SREG] & ALL_BUT_HSVNZC) | flagsOfSum(d, r, R);
        break;
      }
      case OP.ADC: {
        const d = data[a];
        const r = data[b];
        const R = (d + r + (data[SREG] & C)) & 0xff;
        data[a] = R;
        data[SREG] = (data[SREG] & ALL_BUT_HSVNZC) | flagsOfSum(d, r, R);
        break;
      }
      case OP.ADIW: {
        const d = data[a] | (data[a + 1] << 8);
        const R = (d + b) & 0xffff;
        data[a] = R;
        data[a + 1] = R >> 8;
        data[SREG] = (data[SREG] & ALL_BUT_SVNZC) | flagsOf16(R, ~d & R & 0x8000, d & ~R & 0x8000);
        break;
      }
      case OP.SUB: {
        const d = data[a];
        const r = data[b];
        const R = (d - r) & 0xff;
        data[a] = R;
        data[SREG] = (data[SREG] & ALL_BUT_HSVNZC) | flagsOfDifference(d, r, R);
        break;
      }
      case OP.SUBI: {
        const d = data[a];
        const R = (d - b) & 0xff;
        data[a] = R;
        data[SREG] = (data[SREG] & ALL_BUT_HSVNZC) | flagsOfDifference(d, b, R);
        break;
      }
      // With a borrow, Z stays 0 once it is: it then tells of all bytes of a long number.
      case OP.SBC: {
        const d = data[a];
        const r = data[b];
        const sreg = data[SREG];
        const R = (d - r - (sreg & C)) & 0xff;
        data[a] = R;
        data[SREG] = (sreg & ALL_BUT_HSVNZC) | (flagsOfDifference(d, r, R) & (sreg | ~Z));
        break;
      }
      case OP.SBCI: {
        const d = data[a];
        const sreg = data[SREG];
        const R = (d - b - (sreg & C)) & 0xff;
        data[a] = R;
        data[SREG] = (sreg & ALL_BUT_HSVNZC) | (flagsOfDifference(d, b, R) & (sreg | ~Z));
        break;
      }
      case OP.SBIW: {
        const d = data[a] | (data[a + 1] << 8);
        const R = (d - b) & 0xffff;
        data[a] = R;
        data[a + 1] = R >> 8;
        data[SREG] = (data[SREG] & ALL_BUT_SVNZC) | flagsOf16(R, d & ~R & 0x8000, ~d & R & 0x8000);
        break;
      }
      case OP.INC: {
        const R = (data[a] + 1) & 0xff;
        data[a] = R;
        data[SREG] = (data[SREG] & ALL_BUT_SVNZ) | SIGNS[R | (R === 0x80 ? 0x100 : 0)];
        break;
      }
      case OP.DEC: {
        const R = (data[a] - 1) & 0xff;
        data[a] = R;
        data[SREG] = (data[SREG] & ALL_BUT_SVNZ) | SIGNS[R | (R === 0x7f ? 0x100 : 0)];
        break;
      }
      case OP.NEG: {
        const d = data[a];
        const R = -d & 0xff;
        data[a] = R;
        data[SREG] = (data[SREG] & ALL_BUT_HSVNZC) | flagsOfDifference(0, d, R);
        break;
      }
      case OP.MUL: {
        const R = data[a] * data[b];
        data[0] = R;
        data[1] = R >> 8;
        data[SREG] = (data[SREG] & ALL_BUT_ZC) | (R ? 0 : Z) | (R >> 15);
        break;
      }
      case OP.MULS: {
        const R = (((data[a] << 24) >> 24) * ((data[b] << 24) >> 24)) & 0xffff;
        data[0] = R;
        data[1] = R >> 8;
        data[SREG] = (data[SREG] & ALL_BUT_ZC) | (R ? 0 : Z) | (R >> 15);
        break;
      }
      case OP.MULSU: {
        const R = (((data[a] << 24) >> 24) * data[b]) & 0xffff;
        data[0] = R;
        data[1] = R >> 8;
        data[SREG] = (data[SREG] & ALL_BUT_ZC) | (R ? 0 : Z) | (R >> 15);
        break;
      }
      // The product of two fractions is shifted to the left; C is the bit that falls out.
      case OP.FMUL: {
        const R = data[a] * data[b];
        data[0] = R << 1;
        data[1] = R >> 7;
        data[SREG] = (data[SREG] & ALL_BUT_ZC) | (R & 0x7fff ? 0 : Z) | ((R >> 15) & C);
        break;
      }
      case OP.FMULS: {
        const R = ((data[a] << 24) >> 24) * ((data[b] << 24) >> 24);
        data[0] = R << 1;
        data[1] = R >> 7;
        data[SREG] = (data[SREG] & ALL_BUT_ZC) | (R & 0x7fff ? 0 : Z) | ((R >> 15) & C);
        break;
      }
      case OP.FMULSU: {
        const R = ((data[a] << 24) >> 24) * data[b];
        data[0] = R << 1;
        data[1] = R >> 7;
        data[SREG] = (data[SREG] & ALL_BUT_ZC) | (R & 0x7fff ? 0 : Z) | ((R >> 15) & C);
        break;
      }

      case OP.AND: {
        const R = data[a] & data[b];
        data[a] = R;
        data[SREG] = (data[SREG] & ALL_BUT_SVNZ) | SIGNS[R];
        break;
      }
      case OP.ANDI: {
        const R = data[a] & b;
        data[a] = R;
        data[SREG] = (data[SREG] & ALL_BUT_SVNZ) | SIGNS[R];
        break;
      }
      case OP.OR: {
        const R = data[a] | data[b];
        data[a] = R;
        data[SREG] = (data[SREG] & ALL_BUT_SVNZ) | SIGNS[R];
        break;
      }
      case OP.ORI: {
        const R = data[a] | b;
        data[a] = R;
        data[SREG] = (data[SREG] & ALL_BUT_SVNZ) | SIGNS[R];
        break;
      }
      case OP.EOR: {
        const R = data[a] ^ data[b];
        data[a] = R;
        data[SREG] = (data[SREG] & ALL_BUT_SVNZ) | SIGNS[R];
        break;
      }
      case OP.COM: {
        const R = data[a] ^ 0xff;
        data[a] = R;
        data[SREG] = (data[SREG] & ALL_BUT_SVNZC) | SIGNS[R] | C;
        break;
      }
      case OP.LSR: {
        const d = data[a];
        const R = d >> 1;
        data[a] = R;
        data[SREG] = (data[SREG] & ALL_BUT_SVNZC) | flagsOfShift(R, d & 1);
        break;
      }
      case OP.ROR: {
        const d = data[a];
        const R = (d >> 1) | ((data[SREG] & C) << 7);
        data[a] = R;
        data[SREG] = (data[SREG] & ALL_BUT_SVNZC) | flagsOfShift(R, d & 1);
        break;
      }
      case OP.ASR: {
        const d = data[a];
        const R = (d >> 1) | (d & 0x80);
        data[a] = R;
        data[SREG] = (data[SREG] & ALL_BUT_SVNZC) | flagsOfShift(R, d & 1);
        break;
      }
      case OP.SWAP:
        data[a] = (data[a] >> 4) | (data[a] << 4);
        break;
      case OP.BSET:
        data[SREG] |= a;
        if (a === I) {
          chip.held = true;
          wake = 0;
        }
        break;
      case OP.BCLR:
        data[SREG] &= ~a;
        break;
      case OP.BST:
        data[SREG] = (data[SREG] & ~T) | (data[a] & b ? T : 0);
        break;
      case OP.BLD:
        data[a] = (data[a] & ~b) | (data[SREG] & T ? b : 0);
        break;
      case OP.SBI:
        cpu.cycles = cycles;
        cpu.writeData(a, cpu.readData(a) | b, b);
        wake = 0;
        break;
      case OP.CBI:
        cpu.cycles = cycles;
        cpu.writeData(a, cpu.readData(a) & ~b, b);
        wake = 0;
        break;

      case OP.CP: {
        const d = data[a];
        const r = data[b];
        data[SREG] = (data[SREG] & ALL_BUT_HSVNZC) | flagsOfDifference(d, r, (d - r) & 0xff);
        break;
      }
      case OP.CPC: {
        const d = data[a];
        const r = data[b];
        const sreg = data[SREG];
        const R = (d - r - (sreg & C)) & 0xff;
        data[SREG] = (sreg & ALL_BUT_HSVNZC) | (flagsOfDifference(d, r, R) & (sreg | ~Z));
        break;
      }
      case OP.CPI: {
        const d = data[a];
        data[SREG] = (data[SREG] & ALL_BUT_HSVNZC) | flagsOfDifference(d, b, (d - b) & 0xff);
        break;
      }
      case OP.BRBS:
        if (data[SREG] & a) {
          pc = b;
          cycles++;
        }
        break;
      case OP.BRBC:
        if (!(data[SREG] & a)) {
          pc = b;
          cycles++;
        }
        break;
      case OP.CPSE:
        if (data[a] === data[b]) {
          const words = WORDS[decoded[pc]];
          pc += words;
          cycles += words;
        }
        break;
      case OP.SBRC:
        if (!(data[a] & b)) {
          const words = WORDS[decoded[pc]];
          pc += words;
          cycles += words;
        }
        break;
      case OP.SBRS:
        if (data[a] & b) {
          const words = WORDS[decoded[pc]];
          pc += words;
          cycles += words;
        }
        break;
      case OP.SBIC:
        cpu.cycles = cycles;
        if (!(cpu.readData(a) & b)) {
          const words = WORDS[decoded[pc]];
          pc += words;
          cycles += words;
        }
        wake = 0;
        break;
      case OP.SBIS:
        cpu.cycles = cycles;
        if (cpu.readData(a) & b) {
          const words = WORDS[decoded[pc]];
          pc += words;
          cycles += words;
        }
        wake = 0;
        break;
      case OP.RJMP:
      case OP.JMP:
        pc = a;
        break;
      case OP.IJMP:
        pc = data[30] | (data[31] << 8);
        break;
      case OP.EIJMP:
        pc = data[30] | (data[31] << 8) | (data[EIND] << 16);
        break;
      case OP.RCALL:
        if (chip.pushAddress(pc, last) < floor) wake = 0;
        pc = a;
        break;
      case OP.CALL:
        if (chip.pushAddress(pc + 1, last) < floor) wake = 0;
        pc = a;
        break;
      case OP.ICALL:
        if (chip.pushAddress(pc, last) < floor) wake = 0;
        pc = data[30] | (data[31] << 8);
        break;
      case OP.EICALL:
        if (chip.pushAddress(pc, last) < floor) wake = 0;
        pc = data[30] | (data[31] << 8) | (data[EIND] << 16);
        break;
      case OP.RET:
        pc = chip.popAddress(last);
        break;
      case OP.RETI:
        pc = chip.popAddress(last);
        data[SREG] |= I;
        chip.held = true;
        wake = 0;
        break;

      case OP.MOV:
        data[a] = data[b];
        break;
      case OP.MOVW:
        data[a] = data[b];
        data[a + 1] = data[b + 1];
        break;
      case OP.LDI:
        data[a] = b;
        break;
      // Peripherals may look at the clock, which stands at the instruction's second cycle when
      // they are read, and may change it: hence `cpu.cycles`, and `wake` afterwards.
      case OP.LDS:
        pc++;
        cpu.cycles = cycles + 1;
        data[a] = chip.load(b, last);
        if (b < ramStart) wake = 0;
        break;
      case OP.LDD: {
        const p = pointers[last];
        const at = (data[p] | (data[p + 1] << 8)) + b;
        cpu.cycles = cycles + 1;
        data[a] = chip.load(at, last);
        if (at < ramStart) wake = 0;
        break;
      }
      case OP.LD_INC: {
        const p = pointers[last];
        const at = data[p] | (data[p + 1] << 8);
        cpu.cycles = cycles + 1;
        data[a] = chip.load(at, last);
        data[p] = at + 1;
        data[p + 1] = (at + 1) >> 8;
        if (at < ramStart) wake = 0;
        break;
      }
      case OP.LD_DEC: {
        const p = pointers[last];
        const at = ((data[p] | (data[p + 1] << 8)) - 1) & 0xffff;
        data[p] = at;
        data[p + 1] = at >> 8;
        cpu.cycles = cycles + 1;
        data[a] = chip.load(at, last);
        if (at < ramStart) wake = 0;
        break;
      }
      case OP.STS:
        pc++;
        cpu.cycles = cycles;
        chip.store(b, data[a], last);
        if (b < ramStart) wake = 0;
        break;
      case OP.STD: {
        const p = pointers[last];
        const at = (data[p] | (data[p + 1] << 8)) + b;
        cpu.cycles = cycles;
        chip.store(at, data[a], last);
        if (at < ramStart) wake = 0;
        break;
      }
      case OP.ST_INC: {
        const p = pointers[last];
        const at = data[p] | (data[p + 1] << 8);
        cpu.cycles = cycles;
        chip.store(at, data[a], last);
        data[p] = at + 1;
        data[p + 1] = (at + 1) >> 8;
        if (at < ramStart) wake = 0;
        break;
      }
      case OP.ST_DEC: {
        const p = pointers[last];
        const value = data[a];
        const at = ((data[p] | (data[p + 1] << 8)) - 1) & 0xffff;
        data[p] = at;
        data[p + 1] = at >> 8;
        cpu.cycles = cycles;
        chip.store(at, value, last);
        if (at < ramStart) wake = 0;
        break;
      }
      case OP.PUSH: {
        const at = data[SPL] | (data[SPH] << 8);
        if (at < ramStart || at >= size) throw new Fault("memory", 2 * last);
        data[at] = data[a];
        data[SPL] = at - 1;
        data[SPH] = (at - 1) >> 8;
        if (at <= floor) wake = 0;
        break;
      }
      case OP.POP: {
        const at = (data[SPL] | (data[SPH] << 8)) + 1;
        data[SPL] = at;
        data[SPH] = at >> 8;
        if (at < ramStart || at >= size) throw new Fault("memory", 2 * last);
        data[a] = data[at];
        break;
      }
      case OP.IN:
        cpu.cycles = cycles;
        data[a] = cpu.readData(b);
        if (b < SPL) wake = 0; // the stack pointer and the flags are no peripherals
        break;
      case OP.OUT:
        cpu.cycles = cycles;
        cpu.writeData(b, data[a]);
        wake = 0;
        break;
      case OP.LPM_R0:
        data[0] = bytes[data[30] | (data[31] << 8)];
        break;
      case OP.LPM:
        data[a] = bytes[data[30] | (data[31] << 8)];
        break;
      case OP.LPM_INC: {
        const at = data[30] | (data[31] << 8);
        data[a] = bytes[at];
        data[30] = at + 1;
        data[31] = (at + 1) >> 8;
        break;
      }
      case OP.ELPM_R0:
        data[0] = bytes[data[30] | (data[31] << 8) | (data[RAMPZ] << 16)];
        break;
      case OP.ELPM:
        data[a] = bytes[data[30] | (data[31] << 8) | (data[RAMPZ] << 16)];
        break;
      case OP.ELPM_INC: {
        const at = data[30] | (data[31] << 8) | (data[RAMPZ] << 16);
        data[a] = bytes[at];
        data[30] = at + 1;
        data[31] = (at + 1) >> 8;
        data[RAMPZ] = (at + 1) >> 16;
        break;
      }

      case OP.NOP:
        break;
      case OP.WDR:
        cpu.onWatchdogReset();
        break;
      case OP.SLEEP:
        cpu.pc = pc;
        cpu.cycles = cycles + cyclesOf[kind];
        chip.last = last;
        return "asleep";
      case OP.MARK:
        cpu.pc = last;
        cpu.cycles = cycles;
        chip.last = before;
        return "mark";
      case OP.UNKNOWN:
        throw new Fault("opcode", 2 * last, `: 0x${chip.wordAt(last).toString(16)}`);
      default:
        throw new Fault("outside", 2 * before);
    }
    cycles += cyclesOf[kind];
  }
}
