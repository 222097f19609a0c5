/**
 * Asks the sketch on a board over its serial port, inside the simulation: the next request leaves
 * at the cycle at which the answer has come. A promise would wait for the page instead, and the
 * board's clock would run on by chance.
 */

import { after, checksum, crc32, encode, little, number, Receiver } from "./frames.js";

const [IDENTIFY, WRITE, PREDICT, READ] = [1, 2, 3, 4];
const ANSWER = 0x80;
const VERSION = 2;
const STATUS = [
  "done", "unknown command", "out of range", "other input", "no result", "other model",
  "other state",
];
/** What an answer to IDENTIFY has before the sizes of the tensors, and the least of a payload. */
const [FIXED, LEAST_PAYLOAD] = [14, 16];
const [MOST_TENSORS, MOST_BYTES] = [4, 2 ** 24];
/** Cycles after which a request is repeated: 0.5 s at 16 MHz. */
const PATIENCE = 8_000_000;
const ATTEMPTS = 3;

/**
 * What a network on a board is like.
 * @typedef {object} Identity
 * @property {string} board
 * @property {string} model - the first bytes of the .tflite's SHA-256
 * @property {number} payload - bytes that one request can carry
 * @property {number} ticks - per second
 * @property {number[]} inputs - bytes of each
 * @property {number[]} outputs - bytes of each
 * @property {boolean} stateful - whether the network remembers earlier inputs
 */

/** @typedef {(problem: string | null, answer: Uint8Array) => void} Answered */

export class Link {
  /** @param {import("./board.js").Board} board */
  constructor(board) {
    this.board = board;
    this.receiver = new Receiver();
    this.sequence = 0;
    /** What the network remembers, in one number: see `after`. */
    this.history = 0;
    /** @type {{command: number, tag: number, request: number[], left: number, size: number | null,
     *   done: Answered} | null} */
    this.waiting = null;
    /** Called with text for a person. @type {(text: string) => void} */
    this.onText = () => {};
    board.uart.onByte = (byte) => this.#take(byte);
  }

  /** @param {number} byte */
  #take(byte) {
    const { frame, text } = this.receiver.feed(byte);
    if (text) this.onText(text);
    const { waiting } = this;
    if (!frame || !waiting) return;
    if (frame.tag !== waiting.tag || frame.command !== (waiting.command | ANSWER)) return;
    this.waiting = null;
    const [status = 1, ...answer] = frame.payload;
    const odd = status ? answer.length > 0 : waiting.size !== null && answer.length !== waiting.size;
    const problem = status ? (STATUS[status] ?? `status ${status}`) : null;
    waiting.done(odd ? "an answer of another length" : problem, new Uint8Array(answer));
  }

  /**
   * Send a request.
   * @param {number} command
   * @param {number[]} payload
   * @param {number | null} size - bytes of the answer; null: any
   * @param {Answered} done
   */
  ask(command, payload, size, done) {
    this.sequence = (this.sequence + 1) % 2 ** 32;
    const frame = { tag: this.sequence, command, payload: new Uint8Array(payload) };
    const [tag, request] = [checksum(frame), encode(frame)];
    this.waiting = { command, tag, request, left: ATTEMPTS, size, done };
    this.#send();
  }

  #send() {
    const { waiting } = this;
    if (!waiting) return;
    if (waiting.left-- === 0) {
      this.waiting = null;
      waiting.done("no answer", new Uint8Array());
      return;
    }
    this.board.uart.send(waiting.request);
    const again = () => this.waiting === waiting && this.#send();
    this.board.chip.cpu.addClockEvent(again, PATIENCE);
  }

  /**
   * Ask who is there.
   * @param {(problem: string | null, identity?: Identity) => void} done
   */
  identify(done) {
    this.ask(IDENTIFY, [], null, (problem, answer) => {
      if (problem) return done(problem);
      if (answer[0] !== VERSION)
        return done("another version of the frames; compile the kit's present sketch");
      const [, payload, element, inputs, outputs] = answer;
      /** @type {number[]} */
      const sizes = [];
      const counts = [inputs, outputs].every((count) => count >= 1 && count <= MOST_TENSORS);
      for (let at = FIXED; counts && sizes.length < inputs + outputs; at += 4)
        sizes.push(number(answer.slice(at, at + 4)));
      const fits = sizes.every((size) => size > 0 && size <= MOST_BYTES && size % element === 0);
      const whole = answer.length >= FIXED + 4 * sizes.length;
      if (!counts || !fits || !whole || ![1, 2, 4].includes(element) || payload < LEAST_PAYLOAD)
        return done("an identity that no board has");
      done(null, {
        board: String.fromCharCode(...answer.slice(FIXED + 4 * sizes.length)),
        model: number(answer.slice(6, 10)).toString(16).padStart(8, "0"),
        payload,
        ticks: number(answer.slice(10, 14)),
        inputs: sizes.slice(0, inputs),
        outputs: sizes.slice(inputs),
        stateful: answer[5] === 1,
      });
    });
  }

  /**
   * Run the network for one input tensor, and return its first output.
   * @param {Identity} identity
   * @param {Uint8Array} input
   * @param {(problem: string | null, output?: Uint8Array, ticks?: number) => void} done
   */
  predict(identity, input, done) {
    const step = identity.payload - 5;
    /** @param {number} offset */
    const write = (offset) => {
      if (offset >= input.length) return start();
      const piece = [...input.subarray(offset, offset + step)];
      this.ask(WRITE, [0, ...little(offset, 4), ...piece], 0, (problem) =>
        problem ? done(problem) : write(offset + step),
      );
    };
    const crc = little(crc32(input), 4);
    const result = after(this.history, crc);
    const model = little(parseInt(identity.model, 16), 4);
    const start = () =>
      this.ask(PREDICT, [...model, ...crc, ...little(this.history, 4)], 4, (problem, ticks) => {
        if (problem) return done(problem);
        if (identity.stateful) this.history = result;
        read([], number(ticks));
      });
    /** @param {number[]} output @param {number} ticks */
    const read = (output, ticks) => {
      if (output.length >= identity.outputs[0])
        return done(null, new Uint8Array(output), ticks);
      const count = Math.min(identity.payload - 1, identity.outputs[0] - output.length);
      this.ask(READ, [...little(result, 4), 0, ...little(output.length, 4), count], count, (problem, piece) =>
        problem ? done(problem) : read([...output, ...piece], ticks),
      );
    };
    write(0);
  }
}
