/** A simulated board: a chip, its peripherals, and what is wired to its pins. */

import { AVRIOPort } from "avr8js";
import { Chip } from "../chip/chip.js";
import { MEMORIES } from "../chip/memories.js";
import { Adc } from "./adc.js";
import { PERIPHERALS, portAt, timerAt } from "./chips.js";
import { timer } from "./timer.js";
import { Uart } from "./uart.js";

/** What RAM holds that nobody has written to: the kit's sketches paint it so themselves. */
const UNTOUCHED = 0xc5;
/** Edges of a pin that are kept until somebody asks for them. */
const EDGES = 2000;

/** For how long a pin was high, in cycles, and since when it has its level. */
class Watch {
  constructor() {
    /** @type {number[]} the cycles of its last changes */
    this.edges = [];
    this.level = 0;
    this.since = 0;
    this.high = 0;
    this.asked = 0;
  }
}

export class Board {
  /**
   * @param {string} name - the chip, a name in MEMORIES
   * @param {Uint8Array} image - the program, from address 0
   */
  constructor(name, image) {
    const { ports, timers, adc, analogue, uart } = PERIPHERALS[name];
    this.chip = new Chip(MEMORIES[name], image);
    const { cpu } = this.chip;
    /** @type {Record<string, AVRIOPort>} */
    this.ports = Object.fromEntries(
      [...ports].map((letter) => [letter, new AVRIOPort(cpu, portAt(letter))]),
    );
    this.timers = timers.map((place) => timer(cpu, timerAt(place)));
    this.adc = new Adc(cpu, adc, analogue);
    this.uart = new Uart(cpu, uart);
    /** @type {Record<string, Watch>} */
    this.watches = {};
  }

  get cycles() {
    return this.chip.cpu.cycles;
  }

  /**
   * Run until a number of cycles since the start. A chip that sleeps is woken by an interrupt.
   * @param {number} until
   */
  run(until) {
    const { chip } = this;
    while (chip.run(until) === "asleep") this.#sleep(until);
  }

  /** @param {number} until */
  #sleep(until) {
    const { chip } = this;
    const { cpu } = chip;
    while (cpu.nextInterrupt < 0 && cpu.cycles < until) {
      cpu.cycles = Math.min(until, cpu["nextClockEvent"]?.cycles ?? until);
      chip.clocks();
    }
  }

  /**
   * Watch a pin from now on, for `duty`.
   * @param {string} pin - port and bit, e.g. "B5"
   */
  watch(pin) {
    const watch = new Watch();
    const mask = 1 << Number(pin[1]);
    watch.since = watch.asked = this.cycles;
    this.watches[pin] = watch;
    const { DDR } = portAt(pin[0]);
    this.ports[pin[0]].addListener((value) => {
      const level = value & mask & this.chip.cpu.data[DDR]; // a pull-up lights nothing
      if (level === watch.level) return;
      if (watch.level) watch.high += this.cycles - watch.since;
      if (!watch.level !== !level) watch.edges.push(this.cycles);
      if (watch.edges.length > EDGES) watch.edges.shift();
      watch.since = this.cycles;
      watch.level = level;
    });
  }

  /**
   * Return the share of time for which a watched pin was high since the last call.
   * @param {string} pin
   */
  duty(pin) {
    const watch = this.watches[pin];
    const now = this.cycles;
    const high = watch.high + (watch.level ? now - watch.since : 0);
    const duty = now > watch.asked ? high / (now - watch.asked) : Number(watch.level > 0);
    watch.high = 0;
    watch.since = watch.asked = now;
    return duty;
  }

  /**
   * Return what a watched pin did since the last call; of many changes the last ones.
   * @param {string} pin
   * @returns {import("../page/scope.js").Trace}
   */
  trace(pin) {
    const watch = this.watches[pin];
    const { edges } = watch;
    watch.edges = [];
    return { level: (watch.level ? 1 : 0) ^ (edges.length & 1), edges };
  }

  /**
   * Let the stack be measured, and a stack that reaches variables be a crash.
   * @param {number} end - the address behind the variables
   */
  watchStack(end) {
    const { chip } = this;
    chip.floor = end;
    chip.cpu.data.fill(UNTOUCHED, end, chip.size);
  }

  /** Return the most bytes that the stack has taken; 0 if it is not watched. */
  get stack() {
    const { floor, size, cpu } = this.chip;
    if (!floor) return 0;
    let at = floor;
    while (at < size && cpu.data[at] === UNTOUCHED) at++;
    return size - at;
  }

  /**
   * Put a level on a pin that is an input.
   * @param {string} pin
   * @param {boolean} high
   */
  press(pin, high) {
    this.ports[pin[0]].setPin(Number(pin[1]), high);
  }
}
