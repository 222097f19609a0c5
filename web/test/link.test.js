// The serial protocol: frames, and questions to a board that answers, late, wrongly, or not.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Board } from "../src/board/board.js";
import { checksum, crc32, decode, encode, little, number, Receiver, stuff, unstuff } from "../src/board/frames.js";
import { Link } from "../src/board/link.js";
import { random } from "../tools/random_program.js";

test("CRC-32 is that of zip files", () => {
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
});

test("numbers come back from their bytes", () => {
  for (const value of [0, 1, 255, 256, 0xfffffffe])
    assert.equal(number(new Uint8Array(little(value, 4))), value);
});

/** @type {[number[], number[]][]} */
const STUFFED = [
  // From the article: Cheshire & Baker 1999.
  [[], [1]],
  [[0], [1, 1]],
  [[0x11, 0x22, 0, 0x33], [3, 0x11, 0x22, 2, 0x33]],
  [[0x11, 0, 0, 0], [2, 0x11, 1, 1, 1]],
];

for (const [body, stuffed] of STUFFED)
  test(`[${body}] is stuffed as [${stuffed}]`, () => {
    assert.deepEqual(stuff(body), stuffed);
    assert.deepEqual(unstuff(stuffed), body);
  });

test("stuffed bytes hold no zero and come back, full blocks too", () => {
  const next = random(1);
  for (let length = 250; length < 264; length++)
    for (const zeros of [0, 1, 50]) {
      const body = Array.from({ length }, () => 1 + next(255));
      for (let i = 0; i < zeros; i++) body[next(length)] = 0;
      const stuffed = stuff(body);
      assert.ok(!stuffed.includes(0));
      assert.deepEqual(unstuff(stuffed), body);
    }
});

const FRAME = { tag: 0x80000007, command: 0x83, payload: new Uint8Array([0, 1, 2]) };

test("a frame comes back, and a damaged one does not", () => {
  const line = encode(FRAME).slice(1, -1);
  assert.deepEqual(decode(line), FRAME);
  for (let at = 0; at < line.length; at++)
    assert.equal(decode(line.with(at, line[at] ^ 0x10)), null);
  assert.equal(decode([]), null);
});

test("text for a person is told from frames, also right behind one and after a broken one", () => {
  const receiver = new Receiver();
  const bytes = [..."hi", ...encode(FRAME), ..."ok\n", ...encode(FRAME).slice(0, 5), ...encode(FRAME)];
  let [text, frames] = ["", 0];
  for (const byte of bytes) {
    const told = receiver.feed(typeof byte === "string" ? byte.charCodeAt(0) : byte);
    text += told.text ?? "";
    if (told.frame) frames++;
  }
  assert.deepEqual([text, frames], ["hiok\n", 2]);
});

/** A board whose program does nothing, and what stands for its sketch. */
function talking(/** @type {(frame: import("../src/board/frames.js").Frame) => number[] | null} */ answer) {
  const board = new Board("atmega328p", new Uint8Array([0xff, 0xcf]));
  const link = new Link(board);
  const receiver = new Receiver();
  let requests = 0;
  board.uart.send = (bytes) => {
    for (const byte of bytes) {
      const { frame } = receiver.feed(byte);
      if (!frame) continue;
      requests++;
      const payload = answer(frame);
      if (!payload) continue;
      const [tag, command] = [checksum(frame), frame.command | 0x80];
      const line = encode({ tag, command, payload: new Uint8Array(payload) });
      board.chip.cpu.addClockEvent(() => line.forEach((one) => board.uart.onByte(one)), 1000);
    }
  };
  return { board, link, asked: () => requests };
}

const IDENTITY = [0, 2, 49, 1, 1, 1, 0, ...little(0x12345678, 4), ...little(1e6, 4), ...little(60, 4),
  ...little(3, 4), ...new TextEncoder().encode("uno")];

test("an input goes in pieces, and the output comes back with its ticks", () => {
  const memory = new Uint8Array(60);
  const { board, link } = talking(({ command, payload }) => {
    if (command === 1) return IDENTITY;
    if (command === 2) memory.set(payload.slice(5), number(payload.slice(1, 5)));
    if (command === 3) {
      const [model, crc] = [number(payload.slice(0, 4)), number(payload.slice(4, 8))];
      return model === 0x12345678 && crc === crc32(memory) ? [0, ...little(1234, 4)] : [3];
    }
    return command === 4 ? [0, 7, 8, 9] : [0];
  });
  const input = Uint8Array.from({ length: 60 }, (_, i) => i * 3);
  /** @type {unknown[]} */
  let got = [];
  link.identify((problem, identity) => {
    assert.deepEqual([problem, identity?.board, identity?.model], [null, "uno", "12345678"]);
    if (identity) link.predict(identity, input, (...told) => (got = told));
  });
  board.run(20_000);
  assert.deepEqual(got, [null, new Uint8Array([7, 8, 9]), 1234]);
  assert.deepEqual(memory, input);
});

test("a status of the board ends the question with its words", () => {
  const { board, link } = talking(() => [4]);
  /** @type {string | null} */
  let said = null;
  link.ask(4, [], 0, (problem) => (said = problem));
  board.run(2000);
  assert.equal(said, "no result");
});

test("a board that does not answer is asked three times, and then that is said", () => {
  const { board, link, asked } = talking(() => null);
  /** @type {string | null} */
  let said = null;
  link.ask(1, [], null, (problem) => (said = problem));
  board.run(24_000_010);
  assert.deepEqual([said, asked()], ["no answer", 3]);
});

test("an answer to an earlier question is dropped", () => {
  const { board, link } = talking(() => null);
  /** @type {string | null} */
  let said = "nothing yet";
  link.ask(1, [], null, (problem) => (said = problem));
  /** @param {number} sequence */
  const answered = (sequence) => {
    const tag = checksum({ tag: sequence, command: 1, payload: new Uint8Array() });
    const answer = { tag, command: 0x81, payload: new Uint8Array([0]) };
    for (const byte of encode(answer)) board.uart.onByte(byte);
  };
  answered(0);
  assert.equal(said, "nothing yet");
  answered(1);
  assert.equal(said, null);
});

for (const [what, identity] of /** @type {[string, number[]][]} */ ([
  ["version 1", [0, 1, ...IDENTITY.slice(2)]],
  ["nothing but the version", [0, 2]],
  ["payloads of one byte", [0, 2, 1, ...IDENTITY.slice(3)]],
  ["no output", [...IDENTITY.slice(0, 5), 0, ...IDENTITY.slice(6)]],
  ["200 inputs", [...IDENTITY.slice(0, 4), 200, ...IDENTITY.slice(5)]],
  ["4 GB of output", [...IDENTITY.slice(0, 19), 255, 255, 255, 255, ...IDENTITY.slice(23)]],
]))
  test(`a board that claims ${what} is refused`, () => {
    const { board, link } = talking(() => identity);
    /** @type {unknown[]} */
    let told = [];
    link.identify((...answer) => (told = answer));
    board.run(2000);
    assert.match(String(told[0]), /another version|no board/);
    assert.equal(told.length, 1);
  });

test("an answer of another length than was asked for is refused", () => {
  for (const [status, size] of [[0, 3], [0, 5], [3, 1]]) {
    const { board, link } = talking(() => [status, ...Array(size).fill(0)]);
    /** @type {string | null} */
    let said = null;
    link.ask(3, [], 4, (problem) => (said = problem));
    board.run(2000);
    assert.equal(said, "an answer of another length");
  }
});
