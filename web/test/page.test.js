// What the page does without a browser: the worker's runner, comparing, and the examples.

import assert from "node:assert/strict";
import { test } from "node:test";
import { referenceOf } from "../src/page/examples.js";
import { inputOf } from "../src/page/input.js";
import { Kernel } from "../src/page/ports.js";
import { outline } from "../src/page/scope.js";
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
    variablesEnd: 0, ...more,
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

test("a step is one instruction, told with its address and what it does", () => {
  const { made, reports } = runner(LIGHT);
  made.take({ do: "run", running: false });
  for (let i = 0; i < 3; i++) made.take({ do: "step" });
  const steps = reports.filter((report) => report.say === "step");
  assert.deepEqual(steps.map(({ address, assembly, cycles }) => [address, assembly, cycles]), [
    [0, "SBI A, b", 2], [2, "SBI A, b", 2], [4, "RJMP k", 2],
  ]);
  assert.equal(steps[0].effect, "bit b of peripheral A = 1");
  const last = reports.at(-1);
  assert.ok(last?.say === "status" && last.cycles === 6);
  assert.deepEqual(last.traces.B5, { level: 1, edges: [] });
});

test("a step into nowhere is a crash", () => {
  const { made, reports } = runner([0x940b]);
  made.take({ do: "run", running: false });
  made.take({ do: "step" });
  made.take({ do: "step" });
  assert.deepEqual(reports.map(({ say }) => say), ["status", "crash"]);
});

// LDI R16, 0xff; OUT SPL, R16; LDI R16, 8; OUT SPH, R16; three times PUSH R16; a jump to itself.
const PUSHES = [0xef0f, 0xbf0d, 0xe008, 0xbf0e, 0x930f, 0x930f, 0x930f, 0xcfff];

test("the stack is measured from where the variables end", () => {
  const { reports, pass } = runner(PUSHES, { variablesEnd: 0x200 });
  pass(50);
  const last = reports.at(-1);
  assert.ok(last?.say === "status" && last.stack === 3);
  const unknown = runner(PUSHES);
  unknown.pass(50);
  const other = unknown.reports.at(-1);
  assert.ok(other?.say === "status" && other.stack === 0);
});

test("a stack that reaches the variables is a crash", () => {
  // The jump goes back to a PUSH.
  const { reports, pass } = runner([...PUSHES.slice(0, 7), 0xcffe], { variablesEnd: 0x200 });
  pass(50);
  assert.equal(reports.at(-1)?.say, "crash");
});

test("a pin's edges are told once, with the level before them", () => {
  // SBI DDRB, 5; SBI PORTB, 5; CBI PORTB, 5; RJMP to the SBI.
  const { made, reports } = runner([0x9a25, 0x9a2d, 0x982d, 0xcffd]);
  made.take({ do: "run", running: false });
  for (let i = 0; i < 3; i++) made.take({ do: "step" });
  const traces = reports.flatMap((one) => (one.say === "status" ? [one.traces.B5] : []));
  assert.deepEqual(traces.map(({ level }) => level), [0, 0, 1]);
  assert.deepEqual(traces.map(({ edges }) => edges.length), [0, 1, 1]);
});

test("a scope draws the level before, between and after the edges", () => {
  assert.equal(outline({ level: 0, edges: [] }, 0, 100, 0), "M0 23H320");
  assert.equal(outline({ level: 0, edges: [50] }, 0, 100, 0), "M0 23H160.0V11H320");
  // The first edge is older than what is shown.
  assert.equal(outline({ level: 0, edges: [10, 150] }, 100, 200, 26), "M0 37H160.0V49H320");
});

const NETWORK = { ink: 127, paper: -128, sides: [8], labels: [], scale: 1, zeroPoint: 0 };

test("a small drawing is enlarged, and of a large one its share of ink is taken", () => {
  const enlarged = inputOf({ ...NETWORK, rows: 4, columns: 4, examples: [] }, [1, 0, 0, 1]);
  assert.deepEqual([...enlarged].map((byte) => (byte === 127 ? 1 : 0)),
    [1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1]);
  // Each of 2 x 2 pixels covers 1.5 x 1.5 of 3 x 3: the one in the middle belongs to all.
  const middle = [0, 0, 0, 0, 1, 0, 0, 0, 0];
  const shares = inputOf({ ...NETWORK, rows: 2, columns: 2, examples: [] }, middle);
  assert.deepEqual([...new Int8Array(shares.buffer)], Array(4).fill(-128 + Math.round(255 / 9)));
});

test("without Python the ready-made drawings are known, of any size", () => {
  for (const [rows, side] of [[28, 8], [8, 8], [9, 4], [8, 28]]) {
    const pixels = Array.from({ length: side * side }, (_, i) => ((i * 7) % 3 ? "0" : "1")).join("");
    const network = {
      ...NETWORK, rows, columns: rows, examples: [{ name: "one", pixels, output: [5] }],
    };
    const scene = /** @type {any} */ ({ network });
    const input = inputOf(network, [...pixels].map(Number));
    assert.deepEqual(referenceOf(scene, input), { output: [5] });
    input[0] ^= 1;
    assert.equal(referenceOf(scene, input), null);
    assert.equal(referenceOf({ ...scene, network: null }, input), null);
  }
});

test("a board in the kernel gets what it can do, and tells what it did", () => {
  /** @type {object[]} */
  const sent = [];
  /** @type {((message: any) => void)[]} */
  const listening = [];
  const port = new Kernel({
    get: () => null,
    send: (message) => sent.push(message),
    on: (_, heard) => listening.push(heard),
    off: (_, heard) => listening.splice(listening.indexOf(heard), 1),
  });
  /** @type {any[]} */
  const heard = [];
  port.onmessage = ({ data }) => heard.push(data);
  port.postMessage({ do: "predict", id: 3, input: new Uint8Array([1, 255]) });
  port.postMessage({ do: "type", text: "?" });
  port.postMessage({ do: "step" });
  assert.deepEqual(sent, [
    { do: "predict", id: 3, input: [1, 255] }, { do: "type", text: "?" },
  ]);
  // The kernel's other messages are for the scores.
  for (const message of [{ id: 3, output: [] }, { report: { say: "crash" } }])
    listening.forEach((one) => one(message));
  assert.deepEqual(heard, [{ say: "crash" }]);
  port.terminate();
  assert.equal(listening.length, 0);
});

test("while a kernel is at work, only the last turn of each knob and button waits", () => {
  /** @type {any[]} */
  const sent = [];
  /** @type {(message: any) => void} */
  let report = () => {};
  const port = new Kernel({
    get: () => null, send: (message) => sent.push(message), on: (_, heard) => (report = heard), off: () => {},
  });
  for (const counts of [5, 6, 7]) port.postMessage({ do: "knob", channel: 0, counts });
  port.postMessage({ do: "knob", channel: 1, counts: 8 });
  for (const high of [false, true]) port.postMessage({ do: "press", pin: "2", high });
  assert.deepEqual(sent, [{ do: "knob", channel: 0, counts: 5 }]);
  for (let times = 0; times < 5; times++) report({ report: { say: "status" } });
  assert.deepEqual(sent.slice(1), [
    { do: "knob", channel: 0, counts: 7 }, { do: "knob", channel: 1, counts: 8 },
    { do: "press", pin: "2", high: true },
  ]);
});
