// What the page does without a browser: the worker's runner, comparing, and the examples.

import assert from "node:assert/strict";
import { test } from "node:test";
import { referenceOf } from "../src/page/examples.js";
import { said } from "../src/page/scores.js";
import { Runner } from "../src/page/worker.js";

/** A runner on a clock that a test moves, with what it told. */
function runner(/** @type {number[]} */ words, more = {}) {
  /** @type {import("../src/page/worker.js").Report[]} */
  const reports = [];
  const made = new Runner((report) => reports.push(report));
  const image = new Uint8Array(new Uint16Array(words).buffer);
  made.take({
    do: "start", chip: "atmega328p", clock: 16e6, image, watch: ["B5"], counts: [[0, 300]], speed: 1,
    ...more,
  });
  let time = 1000;
  return {
    made, reports,
    /** Let milliseconds pass; each look at the clock takes a hundredth of one. */
    pass(/** @type {number} */ milliseconds) {
      const end = time + milliseconds;
      while (time < end) {
        time += 4;
        made.run(() => time);
      }
    },
  };
}

// SBI DDRB, 5; SBI PORTB, 5; a jump to itself.
const LIGHT = [0x9a25, 0x9a2d, 0xcfff];

test("a board keeps to its clock, and tells what its light does", () => {
  const { made, reports, pass } = runner(LIGHT);
  pass(500);
  const cycles = made.board?.cycles ?? 0;
  assert.ok(Math.abs(cycles - 0.5 * 16e6) < 0.02 * 16e6, `${cycles}`);
  const last = reports.at(-1);
  assert.ok(last?.say === "status" && last.duties.B5 === 1 && Math.abs(last.megahertz - 16) < 1);
  assert.equal(made.board?.adc.counts[0], 300);
});

test("slow motion is a fraction of the clock", () => {
  const { made, pass } = runner(LIGHT, { speed: 0.001 });
  pass(1000);
  const cycles = made.board?.cycles ?? 0;
  assert.ok(Math.abs(cycles - 16e3) < 1e3, `${cycles}`);
});

test("a board that stood still does not catch up", () => {
  const { made, pass } = runner(LIGHT);
  pass(100);
  made.take({ do: "run", running: false });
  const before = made.board?.cycles ?? 0;
  pass(5000);
  assert.equal(made.board?.cycles, before);
  made.take({ do: "run", running: true });
  pass(100);
  assert.ok((made.board?.cycles ?? 0) - before < 0.13 * 16e6);
});

test("a crash is told once, with the address", () => {
  const { made, reports, pass } = runner([0, 0x940b]);
  pass(100);
  const crashes = reports.filter(({ say }) => say === "crash");
  assert.equal(crashes.length, 1);
  assert.ok(crashes[0].say === "crash" && crashes[0].address === 2);
  assert.equal(made.board, null);
});

test("a sketch that answers nothing ends a drawing with a sentence, and the next one waits", () => {
  const { made, reports, pass } = runner(LIGHT);
  made.take({ do: "predict", id: 1, input: new Uint8Array(4) });
  made.take({ do: "predict", id: 2, input: new Uint8Array(4) });
  pass(3500);
  const answers = reports.filter((report) => report.say === "answer");
  assert.deepEqual(answers.map(({ id, problem }) => [id, problem]), [[1, "no answer"], [2, "no answer"]]);
});

test("equal is said to the bit, and a difference with its layer", () => {
  const output = new Int8Array([1, -2]);
  assert.match(said(output, { output: [1, -2] }), /equal to the bit/);
  assert.match(said(output, { output: [1, 2] }), /^Python's scores are different\.$/);
  assert.match(said(output, { output: [1, 2], layer: "operator 1 CONV_2D" }), /is operator 1 CONV_2D/);
  assert.match(said(output, null), /Python is not here/);
});

test("without Python the ready-made drawings are known, enlarged or not", () => {
  for (const [rows, side] of [[28, 8], [8, 8], [9, 4]]) {
    const pixels = Array.from({ length: side * side }, (_, i) => ((i * 7) % 3 ? "0" : "1")).join("");
    const network = {
      rows, columns: rows, side, ink: 127, paper: -128, labels: [], scale: 1, zeroPoint: 0,
      examples: [{ name: "one", pixels, output: [5] }],
    };
    const scene = /** @type {any} */ ({ network });
    const input = new Uint8Array(rows * rows);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < rows; column++) {
        const at = Math.floor((row * side) / rows) * side + Math.floor((column * side) / rows);
        input[row * rows + column] = pixels[at] === "1" ? 127 : 128;
      }
    assert.deepEqual(referenceOf(scene, input), { output: [5] });
    input[0] = input[0] === 127 ? 128 : 127;
    assert.equal(referenceOf(scene, input), null);
    assert.equal(referenceOf({ ...scene, network: null }, input), null);
  }
});
