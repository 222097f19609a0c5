// A timer that is called less often does what avr8js's own does: seen by programs and by pins.

import assert from "node:assert/strict";
import { test } from "node:test";
import { AVRIOPort, AVRTimer, CPU } from "avr8js";
import { portAt, timerAt, PERIPHERALS } from "../src/board/chips.js";
import { timer } from "../src/board/timer.js";
import { random } from "../tools/random_program.js";

/**
 * Return a processor with ports and one timer, and every change of a pin with its cycle.
 * @param {string} name
 * @param {number} number
 * @param {(cpu: CPU, config: import("avr8js").AVRTimerConfig) => AVRTimer} make
 */
function made(name, number, make) {
  const cpu = new CPU(new Uint16Array(64), 0x2100);
  const { ports, timers } = PERIPHERALS[name];
  /** @type {[string, number, number][]} */
  const pins = [];
  for (const letter of ports) {
    new AVRIOPort(cpu, portAt(letter)).addListener((value) => pins.push([letter, value, cpu.cycles]));
    cpu.writeData(portAt(letter).DDR, 0xff);
  }
  make(cpu, timerAt(timers[number]));
  let calls = 0;
  return {
    cpu, pins,
    calls: () => calls,
    /** Let one cycle after the other pass. */
    pass(/** @type {number} */ cycles) {
      for (const end = cpu.cycles + cycles; cpu.cycles < end; ) {
        cpu.cycles++;
        for (let event = cpu["nextClockEvent"]; event && event.cycles <= cpu.cycles; ) {
          cpu["nextClockEvent"] = event.next;
          calls++;
          event.callback();
          event = cpu["nextClockEvent"];
        }
      }
    },
  };
}

for (const [name, number] of /** @type {[string, number][]} */ ([
  ["atmega328p", 0], ["atmega328p", 1], ["atmega328p", 2], ["atmega2560", 3],
]))
  test(`timer ${number} of the ${name}: the same counter, flags and pins, whatever is written`, () => {
    const next = random(number + 10);
    const config = timerAt(PERIPHERALS[name].timers[number]);
    const wide = config.bits === 16;
    const pair = [
      made(name, number, (cpu, place) => new AVRTimer(cpu, place)),
      made(name, number, timer),
    ];
    for (let step = 0; step < 1500; step++) {
      /** @type {[number, number][]} what is written where */
      const writes = [];
      /** @param {number} register @param {number} value */
      const put = (register, value) => {
        if (!register) return;
        if (wide) writes.push([register + 1, value >> 8]);
        writes.push([register, value & 0xff]);
      };
      const range = [4, 40, 256, wide ? 2000 : 256][next(4)];
      switch (next(9)) {
        case 0: writes.push([config.TCCRA, next(256)]); break;
        // Dividers of 1, 8 and 64 most of the time, so that something happens.
        case 1: writes.push([config.TCCRB, (next(wide ? 4 : 2) << 3) | [0, 1, 2, 3, 3, 1][next(6)]]); break;
        case 2: put(config.OCRA, next(range)); break;
        case 3: put(config.OCRB, next(range)); break;
        case 4: put(config.OCRC, next(range)); break;
        case 5: put(config.ICR, next(range)); break;
        case 6: put(config.TCNT, next(range)); break;
        case 7: writes.push([config.TIFR, 0xff]); break;
        case 8: writes.push([config.TIMSK, 7]); break;
      }
      const cycles = 1 + next([3, 100, 5000][next(3)]);
      const read = next(2);
      const seen = pair.map(({ cpu, pins, pass }) => {
        for (const [register, value] of writes) cpu.writeData(register, value);
        pass(cycles);
        const counter = read ? cpu.readData(config.TCNT) : 0;
        return [counter, cpu.data[config.TIFR], cpu.nextInterrupt, pins.length, pins.at(-1)];
      });
      assert.deepEqual(seen[1], seen[0], `step ${step}: ${JSON.stringify(writes)}, ${cycles} cycles`);
    }
    assert.deepEqual(pair[1].pins, pair[0].pins);
    assert.ok(pair[0].pins.length > 100);
    assert.ok(pair[1].calls() < pair[0].calls() / 3, `${pair[1].calls()} of ${pair[0].calls()}`);
  });
