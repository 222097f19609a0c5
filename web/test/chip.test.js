// What happens between instructions: interrupts, the stack, and the ends of a program.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Chip } from "../src/chip/chip.js";
import { Fault } from "../src/chip/fault.js";
import { MEMORIES } from "../src/chip/memories.js";

const [SREG, RAM_END] = [0x5f, 0x8ff];

/**
 * Return a chip with a program of words.
 * @param {number[]} words
 * @param {string} name
 */
function chipWith(words, name = "atmega328p") {
  return new Chip(MEMORIES[name], new Uint8Array(new Uint16Array(words).buffer));
}

/** An interrupt of a peripheral that does not exist: its flag and its mask are GPIOR1 and 2. */
const INTERRUPT = {
  address: 4,
  flagRegister: 0x4a,
  flagMask: 1,
  enableRegister: 0x4b,
  enableMask: 1,
};

for (const [name, entry] of /** @type {[string, number][]} */ ([
  ["atmega328p", 4],
  ["atmega1284p", 4],
  ["atmega2560", 5],
]))
  test(`an interrupt takes ${entry} cycles on the ${name}, after one more instruction`, () => {
    // SEI, NOP, NOP ... and at the vector: NOP, RETI.
    const chip = chipWith([0x9478, 0, 0, 0, 0, 0x9518], name);
    const top = chip.stackPointer;
    chip.cpu.data[INTERRUPT.enableRegister] = 1;
    chip.cpu.setInterruptFlag(INTERRUPT);
    chip.step();
    assert.deepEqual([chip.cpu.pc, chip.cpu.cycles], [1, 1]);
    chip.step(); // the instruction behind SEI
    assert.deepEqual([chip.cpu.pc, chip.cpu.cycles], [2, 2]);
    chip.step(); // the interrupt, and its first instruction
    assert.deepEqual([chip.cpu.pc, chip.cpu.cycles], [5, 2 + entry + 1]);
    assert.equal(chip.cpu.data[SREG] & 0x80, 0);
    assert.equal(chip.stackPointer, top - (entry - 2));
    chip.step(); // RETI takes as many cycles
    assert.deepEqual([chip.cpu.pc, chip.cpu.cycles], [2, 2 + entry + 1 + entry]);
    assert.equal(chip.cpu.data[SREG] & 0x80, 0x80);
    assert.equal(chip.stackPointer, top);
  });

test("after RETI one instruction of the program runs before the next interrupt", () => {
  const chip = chipWith([0x9478, 0, 0, 0, 0x9518]);
  chip.cpu.data[INTERRUPT.enableRegister] = 1;
  chip.cpu.setInterruptFlag(INTERRUPT);
  for (let i = 0; i < 3; i++) chip.step(); // SEI, NOP, the interrupt with RETI
  chip.cpu.setInterruptFlag(INTERRUPT);
  assert.equal(chip.cpu.pc, 2);
  chip.step();
  assert.equal(chip.cpu.pc, 3);
  chip.step();
  assert.equal(chip.cpu.pc, 3); // at the vector, RETI, and back
});

test("runs in slices of any length pass through the same cycles", () => {
  // SEI; then INC r16, OUT GPIOR0 and a jump back, forever; at the vector, INC r17 and RETI.
  const words = [0x9478, 0x9503, 0xbb0e, 0xcffd, 0x9513, 0x9518];
  const states = [1, 7, 1000].map((slice) => {
    const chip = chipWith(words);
    chip.cpu.data[INTERRUPT.enableRegister] = 1;
    const again = () => {
      chip.cpu.setInterruptFlag(INTERRUPT);
      chip.cpu.addClockEvent(again, 13);
    };
    chip.cpu.addClockEvent(again, 13);
    while (chip.cpu.cycles < 997) chip.run(Math.min(997, chip.cpu.cycles + slice));
    return [chip.cpu.pc, chip.cpu.cycles, ...chip.cpu.data];
  });
  assert.deepEqual(states[1], states[0]);
  assert.deepEqual(states[2], states[0]);
  assert.ok(states[0][2 + 17] > 30);
});

test("a chip that sleeps says so, behind the instruction", () => {
  const chip = chipWith([0, 0x9588, 0]);
  assert.equal(chip.run(100), "asleep");
  assert.deepEqual([chip.cpu.pc, chip.cpu.cycles, chip.last], [2, 2, 1]);
});

/** @type {[string, number[], string, number][]} */
const FAULTS = [
  ["an unknown instruction", [0, 0x940b], "opcode", 2],
  ["SPM, which only boot loaders use", [0x95e8], "opcode", 0],
  ["the end of the program", [0, 0], "outside", 2],
  ["a jump to where no flash is", [0xefff, 0x9409], "outside", 2],
  ["a byte behind the RAM that is read", [0x9000, 0x0900], "memory", 0],
  ["a byte behind the RAM that is written", [0x9200, 0x0900], "memory", 0],
  ["a return without a call", [0x9508], "memory", 0],
  ["a byte taken from an empty stack", [0x900f], "memory", 0],
  ["a stack in the registers", [0xbe1e, 0x920f], "memory", 2],
];

for (const [what, words, kind, address] of FAULTS)
  test(`${what} ends the program with its address`, () => {
    const chip = chipWith(words);
    chip.cpu.data.fill(0xff, 30, 32);
    assert.throws(
      () => chip.run(100),
      (fault) => fault instanceof Fault && fault.kind === kind && fault.address === address,
    );
  });

test("a fault is a sentence", () => {
  const said = "the program met an instruction that the chip does not have, at 0x0: 0x940b";
  assert.throws(() => chipWith([0x940b]).run(9), { name: "Fault", message: said });
});

test("a stack below its floor after four instructions in a row is a collision", () => {
  const push = 0x920f;
  const chip = chipWith([push, push, push, 0, 0, 0, 0]);
  chip.floor = RAM_END - 2;
  // The third PUSH takes it below, at cycle 6; the fourth instruction has run at cycle 9.
  assert.equal(chip.run(9), "time");
  assert.throws(() => chip.run(10), { kind: "collision", address: 2 * 5 });
});

test("a stack that comes back in time is none", () => {
  const [push, pop] = [0x920f, 0x900f];
  const chip = chipWith([push, 0, 0, pop, 0xcffb]);
  chip.floor = RAM_END;
  assert.equal(chip.run(1000), "time");
});

test("a mark pauses before its instruction each time, and a step goes over it", () => {
  const chip = chipWith([0, 0xcffe]);
  chip.mark(2);
  for (let i = 0; i < 3; i++) {
    assert.equal(chip.run(1e6), "mark");
    assert.equal(chip.cpu.pc, 1);
    assert.equal(chip.step(), "time");
    assert.equal(chip.cpu.pc, 0);
  }
});
