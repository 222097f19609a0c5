/**
 * The rung `browser` on the command line. Its arguments, files and answer are those of
 * `tinyml_kit/rungs/avr/simulate.c`, in whose place Python starts it:
 *
 *     node simulate.js CHIP PROGRAM TAKE START END TENSOR TRACE HEAP LIMIT INPUTS OUTPUTS TRACES
 */

import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { bench } from "./bench.js";

const [chip, program, take, start, end, tensor, trace, heap, limit, inputs, outputs, traces] =
  process.argv.slice(2);
const places = {
  take: Number(take),
  start: Number(start),
  end: Number(end),
  tensor: Number(tensor),
  trace: Number(trace),
  heap: Number(heap),
};
// Python watches the file of outputs grow, so each inference is written at once.
const files = [openSync(outputs, "w"), openSync(traces, "w")];
const ended = bench(chip, readFileSync(program), places, Number(limit), readFileSync(inputs), {
  output: (bytes) => writeSync(files[0], bytes),
  trace: (bytes) => writeSync(files[1], bytes),
});
files.forEach(closeSync);
const { word, counter, caller, inferences, stack } = ended;
console.log(word, counter, caller, inferences, stack);
