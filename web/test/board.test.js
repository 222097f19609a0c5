// What is around the chip: UART, converter, timers, pins. Programs are written as words.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Board } from "../src/board/board.js";

const [UCSRA, UCSRB, UBRRL, UDR] = [0xc0, 0xc1, 0xc4, 0xc6];
const [ADCL, ADCH, ADCSRA, ADMUX] = [0x78, 0x79, 0x7a, 0x7c];
const BYTE = 10 * 16 * 2; // cycles at UBRR = 1

/** A board whose program does nothing, forever. */
function idle(name = "atmega328p") {
  const board = new Board(name, new Uint8Array([0xff, 0xcf]));
  return { board, cpu: board.chip.cpu };
}

/** The same with an open serial port. */
function open() {
  const { board, cpu } = idle();
  cpu.writeData(UBRRL, 1);
  cpu.writeData(UCSRB, 0x18);
  /** @type {[number, number][]} */
  const sent = [];
  board.uart.onByte = (byte) => sent.push([byte, board.cycles]);
  return { board, cpu, sent };
}

test("two bytes can be written at once, and the second follows the first without a gap", () => {
  const { board, cpu, sent } = open();
  cpu.writeData(UDR, 65);
  assert.equal(cpu.data[UCSRA] & 0x20, 0x20); // room for one more
  cpu.writeData(UDR, 66);
  assert.equal(cpu.data[UCSRA] & 0x20, 0);
  board.run(BYTE + 2);
  assert.deepEqual(sent, [[65, BYTE]]);
  assert.equal(cpu.data[UCSRA] & 0x60, 0x20); // room again, but not all is sent
  board.run(2 * BYTE + 2);
  assert.deepEqual(sent[1], [66, 2 * BYTE]);
  assert.equal(cpu.data[UCSRA] & 0x60, 0x60);
  cpu.writeData(UCSRA, 0x40);
  assert.equal(cpu.data[UCSRA] & 0x60, 0x20); // a 1 clears the flag
});

test("three bytes wait to be read; the fourth is lost and says so", () => {
  const { board, cpu } = open();
  board.uart.send([1, 2, 3, 4]);
  board.run(3 * BYTE + 2);
  assert.equal(cpu.data[UCSRA] & 0x88, 0x80);
  board.run(4 * BYTE + 2);
  assert.equal(cpu.data[UCSRA] & 0x88, 0x88);
  assert.deepEqual([1, 2, 3].map(() => cpu.readData(UDR)), [1, 2, 3]);
  assert.equal(cpu.data[UCSRA] & 0x88, 0);
});

test("bytes come at the line's speed, and not at all while the receiver is off", () => {
  const { board, cpu } = open();
  board.uart.send([7]);
  board.run(BYTE - 2);
  assert.equal(cpu.data[UCSRA] & 0x80, 0);
  board.run(BYTE + 2);
  assert.equal(cpu.data[UCSRA] & 0x80, 0x80);
  cpu.writeData(UCSRB, 0x08);
  assert.equal(cpu.data[UCSRA] & 0x80, 0);
  board.uart.send([8]);
  board.run(2 * BYTE + 9);
  assert.equal(board.uart.received.length, 0);
});

test("a conversion takes 25 cycles of the converter at first, then 13", () => {
  const { board, cpu } = idle();
  board.adc.counts[3] = 777;
  cpu.writeData(ADMUX, 0x43);
  cpu.writeData(ADCSRA, 0xc7); // divider 128
  board.run(25 * 128 - 2);
  assert.equal(cpu.data[ADCSRA] & 0x40, 0x40);
  board.run(25 * 128 + 2);
  assert.equal(cpu.data[ADCSRA] & 0x50, 0x10);
  assert.equal(cpu.data[ADCL] | (cpu.data[ADCH] << 8), 777);
  cpu.writeData(ADCSRA, 0xd7); // clears the flag, starts again
  assert.equal(cpu.data[ADCSRA] & 0x50, 0x40);
  const start = board.cycles;
  board.run(start + 13 * 128 + 2);
  assert.equal(cpu.data[ADCSRA] & 0x50, 0x10);
});

test("a free-running converter goes on by itself", () => {
  const { board, cpu } = idle();
  cpu.writeData(ADMUX, 0x60); // the upper eight bits in ADCH
  cpu.writeData(ADCSRA, 0xe2); // divider 4
  board.adc.counts[0] = 1023;
  board.run(25 * 4 + 2);
  board.adc.counts[0] = 512;
  board.run(25 * 4 + 3 * 13 * 4);
  assert.equal(cpu.data[ADCH], 128);
  assert.equal(cpu.data[ADCSRA] & 0x40, 0x40);
});

test("the larger chip has 16 inputs, and each has ground and a reference of 1.1 V", () => {
  const { board, cpu } = idle("atmega2560");
  board.adc.counts[12] = 99;
  cpu.data[0x7b] = 0x08;
  cpu.data[ADMUX] = 0x44;
  assert.equal(board.adc.selected, 99);
  cpu.data[0x7b] = 0;
  cpu.data[ADMUX] = 0x5e;
  assert.equal(board.adc.selected, 225); // 1.1 V of 5 V, of 1024
  cpu.data[ADMUX] = 0x5f;
  assert.equal(board.adc.selected, 0);
});

/** @type {[string, string, number, number, number][]} */
const PWM = [
  // chip, pin, DDR, control and compare registers
  ["atmega328p", "B1", 0x24, 0x80, 0x88],
  ["atmega328p", "D3", 0x2a, 0xb0, 0xb4],
  ["atmega1284p", "B3", 0x24, 0x44, 0x47],
  ["atmega2560", "E3", 0x2d, 0x90, 0x98],
  ["atmega2560", "L3", 0x10a, 0x120, 0x128],
];

for (const [name, pin, DDR, control, compare] of PWM)
  test(`the duty of pin ${pin} of the ${name} is what its timer makes`, () => {
    const { board, cpu } = idle(name);
    board.watch(pin);
    cpu.writeData(DDR, 1 << Number(pin[1]));
    // Fast PWM of 8 bits, high up to the compare value; the slowest that this test can wait for.
    const second = compare - control === 4; // output B
    cpu.writeData(control, (second ? 0x20 : 0x80) | (control < 0x80 || control === 0xb0 ? 3 : 1));
    cpu.writeData(control + 1, control < 0x80 || control === 0xb0 ? 1 : 9);
    cpu.writeData(compare, 63);
    board.run(256 * 3);
    board.duty(pin);
    board.run(256 * 103);
    assert.ok(Math.abs(board.duty(pin) - 64 / 256) < 0.01);
  });

test("a button is read where the pin is an input, and a pull-up lights nothing", () => {
  const { board, cpu } = idle();
  board.watch("D2");
  board.press("D2", true);
  assert.equal(cpu.readData(0x29) & 4, 4);
  board.press("D2", false);
  assert.equal(cpu.readData(0x29) & 4, 0);
  cpu.writeData(0x2b, 4); // PORT of an input
  board.run(100);
  assert.equal(board.duty("D2"), 0);
});

test("a chip that sleeps is woken by its timer, at the right cycle", () => {
  // SEI, SLEEP, then INC r16 forever; at the vector of timer 0's overflow, RETI.
  const words = new Uint16Array(40).fill(0);
  words.set([0x9478, 0x9588, 0x9503, 0xcffe]);
  words[32] = 0x9518;
  const board = new Board("atmega328p", new Uint8Array(words.buffer));
  const { cpu } = board.chip;
  cpu.writeData(0x6e, 1);
  cpu.writeData(0x45, 2); // divider 8
  board.run(8 * 256 - 10);
  assert.equal(cpu.data[16], 0);
  board.run(8 * 256 + 40);
  assert.ok(cpu.data[16] > 3);
  assert.equal(board.cycles >= 8 * 256 + 40, true);
});
