/**
 * Run the bench program of `tinyml_kit/rungs/avr/bench.c`: inputs go in; outputs, cycles and the
 * depth of the stack come out. `simulate.c` beside it does the same with simavr.
 */

import { Chip } from "../chip/chip.js";
import { Fault } from "../chip/fault.js";
import { MEMORIES } from "../chip/memories.js";

const PAINT = 0xa5;

/**
 * Where the program's marks are, in bytes, and what follows its variables.
 * @typedef {object} Places
 * @property {number} take - here it takes the inputs of the next inference
 * @property {number} start - here an inference starts
 * @property {number} end - here it has ended
 * @property {number} tensor - here it names an input or output: place and size in registers
 * @property {number} trace - here it names what a layer wrote; 0 if it does not
 * @property {number} heap - the first byte of RAM behind the static variables
 */

/**
 * How it ended: in a word, byte addresses of the last instruction and of the caller of its
 * function, how many inferences were done, and how many bytes of stack were used.
 * @typedef {object} End
 * @property {string} word - ok, hang, reset, asleep, or what a Fault is called
 * @property {number} counter
 * @property {number} caller
 * @property {number} inferences
 * @property {number} stack
 */

/**
 * Where to write: for each inference a count of cycles of 64 bits, and the outputs; for each
 * traced layer its number and its size, 32 bits each, and its bytes.
 * @typedef {object} Sink
 * @property {(bytes: Uint8Array) => void} output
 * @property {(bytes: Uint8Array) => void} trace
 */

/**
 * Run a program until the inputs are used up.
 * @param {string} name - the chip, a name in MEMORIES
 * @param {Uint8Array} program - the image of its flash
 * @param {Places} places
 * @param {number} limit - the most cycles that one inference may take
 * @param {Uint8Array} inputs - those of all inferences, one after the other
 * @param {Sink} sink
 * @returns {End}
 */
export function bench(name, program, places, limit, inputs, sink) {
  const chip = new Chip(MEMORIES[name], program);
  const { cpu } = chip;
  for (const mark of [0, places.take, places.start, places.end, places.tensor, places.trace])
    chip.mark(mark);
  /** @type {{at: number, bytes: number}[][]} */
  const [ins, outs] = [[], []];
  let [began, used, inferences, stopsAt] = [0, 0, 0, limit];

  /** @param {string} word */
  const ended = (word, counter = 2 * chip.last) => {
    const caller = word === "ok" ? 0 : chip.caller();
    const stack = chip.floor ? usedStack(chip, places.heap) : 0;
    return { word, counter, caller, inferences, stack };
  };

  try {
    for (;;) {
      const at = 2 * cpu.pc;
      if (at === 0 && cpu.cycles > 0) return ended("reset");
      if (at === places.take) {
        for (const tensor of ins) {
          if (used + tensor.bytes > inputs.length) return ended("ok");
          cpu.data.set(inputs.subarray(used, used + tensor.bytes), tensor.at);
          used += tensor.bytes;
        }
        if (!chip.floor) {
          cpu.data.fill(PAINT, places.heap, chip.stackPointer + 1);
          chip.floor = places.heap;
        }
      } else if (at === places.start) {
        began = cpu.cycles;
        stopsAt = began + limit;
      } else if (at === places.end) {
        sink.output(new Uint8Array(new BigUint64Array([BigInt(cpu.cycles - began)]).buffer));
        for (const { at, bytes } of outs) sink.output(cpu.data.slice(at, at + bytes));
        inferences++;
        stopsAt = Infinity; // the jump back to the start is no part of it
      } else if (at === places.tensor) {
        const one = { at: argument(chip, 22, 2), bytes: argument(chip, 18, 4) };
        (argument(chip, 24, 2) ? outs : ins).push(one);
      } else if (at === places.trace && places.trace) {
        const [number, bytes] = [argument(chip, 24, 2), argument(chip, 18, 4)];
        sink.trace(new Uint8Array(new Uint32Array([number, bytes]).buffer));
        const from = argument(chip, 22, 2);
        sink.trace(cpu.data.slice(from, from + bytes));
      }
      let pause = chip.step();
      if (pause === "time" && cpu.cycles <= stopsAt) pause = chip.run(stopsAt + 1);
      if (pause === "asleep") return ended("asleep");
      if (pause === "time") return ended("hang");
    }
  } catch (problem) {
    if (problem instanceof Fault) return ended(problem.kind, problem.address);
    throw problem;
  }
}

/**
 * Return an argument of a function that has just been called.
 * @param {Chip} chip
 * @param {number} register - the first that holds it
 * @param {number} bytes
 */
function argument(chip, register, bytes) {
  let value = 0;
  for (let i = bytes - 1; i >= 0; i--) value = value * 256 + chip.cpu.data[register + i];
  return value;
}

/**
 * Return how many bytes of stack were used, found by the paint that is left.
 * @param {Chip} chip
 * @param {number} heap
 */
function usedStack(chip, heap) {
  const { data } = chip.cpu;
  let lowest = heap;
  while (lowest < data.length - 1 && data[lowest] === PAINT) lowest++;
  return data.length - lowest;
}
