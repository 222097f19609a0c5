/** One microcontroller with a program in its flash: memory, stack, and what happens in between. */

import { CPU } from "avr8js";
import { decode } from "./decode.js";
import { Fault } from "./fault.js";
import { NAMES, OP, TABLE } from "./opcodes.js";
import { run } from "./run.js";

const [SPL, SPH, SREG] = [0x5d, 0x5e, 0x5f];
const I = 0x80;
/**
 * Two instructions, with one between them, write the two halves of the stack pointer: only what
 * lasts longer is a collision.
 */
const LASTS = 4;

/**
 * What a chip of the family has.
 * @typedef {object} Memory
 * @property {number} flash - bytes
 * @property {number} ramStart - address of the first byte of RAM, behind the peripherals
 * @property {number} ram - bytes
 */

export class Chip {
  /**
   * @param {Memory} memory
   * @param {Uint8Array} image - the program, from address 0
   */
  constructor(memory, image) {
    this.program = decode(image, memory.flash);
    // avr8js counts RAM from 0x100 on.
    const size = memory.ramStart + memory.ram;
    this.cpu = new CPU(new Uint16Array(this.program.bytes.buffer), size - 0x100);
    this.size = size;
    this.ramStart = memory.ramStart;
    /** Whether a return address has three bytes. */
    this.long = this.cpu.pc22Bits;
    this.cyclesOf = cyclesOf(this.long);
    /** Address of the last instruction that ran, in words. */
    this.last = 0;
    /** Whether one more instruction runs before any interrupt. */
    this.held = false;
    /** The stack must stay at or above this address; 0 if nobody knows where variables end. */
    this.floor = 0;
    this.below = 0;
  }

  /**
   * Run until a number of cycles since the start; see `run.js`.
   * @param {number} until
   */
  run(until) {
    return run(this, until);
  }

  /** Run one instruction, marked or not. */
  step() {
    const { kinds, decoded } = this.program;
    const { pc, cycles } = this.cpu;
    const marked = kinds[pc];
    kinds[pc] = decoded[pc];
    try {
      return run(this, cycles + 1);
    } finally {
      kinds[pc] = marked;
    }
  }

  /**
   * Pause before an instruction whenever the program comes to it.
   * @param {number} address - in bytes
   */
  mark(address) {
    this.program.kinds[address >> 1] = OP.MARK;
  }

  /**
   * Do what is due between two instructions: clocks of peripherals, then one interrupt.
   * @returns {number} the cycle at which something is due again; 0 for after one instruction
   * @throws {Fault} if the stack has been too low for some instructions
   */
  attend() {
    const { cpu, held } = this;
    this.held = false;
    this.clocks();
    this.below = this.stackPointer < this.floor ? this.below + 1 : 0;
    if (this.below === LASTS) throw new Fault("collision", 2 * this.last);
    const wanted = cpu.nextInterrupt >= 0 && (cpu.data[SREG] & I) !== 0;
    if (wanted && !held) this.#interrupt();
    if (this.below || (wanted && held)) return 0;
    return cpu["nextClockEvent"]?.cycles ?? Infinity;
  }

  /** Call what peripherals wanted to do by now. */
  clocks() {
    const { cpu } = this;
    for (let event = cpu["nextClockEvent"]; event && event.cycles <= cpu.cycles; ) {
      cpu["nextClockEvent"] = event.next;
      event.callback();
      event = cpu["nextClockEvent"];
    }
  }

  /** Enter the interrupt that waits; the highest priority is the lowest address. */
  #interrupt() {
    const { cpu } = this;
    const interrupt = cpu["pendingInterrupts"][cpu.nextInterrupt];
    this.pushAddress(cpu.pc, this.last);
    cpu.data[SREG] &= ~I;
    cpu.pc = interrupt.address;
    // Data sheets: four cycles, five where a return address has three bytes.
    cpu.cycles += this.long ? 5 : 4;
    if (!interrupt.constant) cpu.clearInterrupt(interrupt);
  }

  get stackPointer() {
    return this.cpu.data[SPL] | (this.cpu.data[SPH] << 8);
  }

  /**
   * Push a return address and return the new stack pointer.
   * @param {number} address - in words
   * @param {number} last - the instruction that does it
   */
  pushAddress(address, last) {
    const { data } = this.cpu;
    const count = this.long ? 3 : 2;
    const top = data[SPL] | (data[SPH] << 8);
    if (top < this.ramStart + count || top >= this.size) throw new Fault("memory", 2 * last);
    data[top] = address;
    data[top - 1] = address >> 8;
    if (this.long) data[top - 2] = address >> 16;
    data[SPL] = top - count;
    data[SPH] = (top - count) >> 8;
    return top - count;
  }

  /**
   * Pop a return address, in words.
   * @param {number} last - the instruction that does it
   */
  popAddress(last) {
    const { data } = this.cpu;
    const top = (data[SPL] | (data[SPH] << 8)) + (this.long ? 3 : 2);
    if (top < this.ramStart || top >= this.size) throw new Fault("memory", 2 * last);
    data[SPL] = top;
    data[SPH] = top >> 8;
    return data[top] | (data[top - 1] << 8) | (this.long ? data[top - 2] << 16 : 0);
  }

  /**
   * Return a byte of memory: a register, a peripheral or RAM.
   * @param {number} address
   * @param {number} last - the instruction that reads it
   */
  load(address, last) {
    if (address >= this.size) throw new Fault("memory", 2 * last);
    return address < this.ramStart ? this.cpu.readData(address) : this.cpu.data[address];
  }

  /**
   * Write a byte of memory: a register, a peripheral or RAM.
   * @param {number} address
   * @param {number} value
   * @param {number} last - the instruction that writes it
   */
  store(address, value, last) {
    if (address >= this.size) throw new Fault("memory", 2 * last);
    if (address < this.ramStart) this.cpu.writeData(address, value);
    else this.cpu.data[address] = value;
  }

  /**
   * Return a word of flash.
   * @param {number} address - in words
   */
  wordAt(address) {
    return this.cpu.progMem[address];
  }

  /** Return the byte address that a return would go to, if the program came here by a call. */
  caller() {
    let address = 0;
    for (let i = 1; i <= (this.long ? 3 : 2); i++) {
      const at = this.stackPointer + i;
      if (at < this.size) address = (address << 8) | this.cpu.data[at];
    }
    return 2 * address;
  }
}

/**
 * Return the cycles of each kind of instruction.
 * @param {boolean} long - whether a return address has three bytes
 */
function cyclesOf(long) {
  const cycles = new Uint8Array(NAMES.length);
  for (const [name, , , column] of TABLE) {
    const [short, other = short] = column.split("/");
    cycles[OP[name]] = Number(long ? other : short);
  }
  return cycles;
}
