/**
 * Asks the sketch on a board over its serial port, inside the simulation: the next request leaves
 * at the cycle at which the answer has come. A promise would wait for the page instead, and the
 * board's clock would run on by chance.
 */

import { encode, little, number, Receiver, crc32 } from "./frames.js";

const [IDENTIFY, WRITE, PREDICT, READ] = [1, 2, 3, 4];
const ANSWER = 0x80;
const STATUS = ["done", "unknown command", "out of range", "other input", "no result"];
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
 */

/** @typedef {(problem: string | null, answer: Uint8Array) => void} Answered */

export class Link {
  /** @param {import("./board.js").Board} board */
  constructor(board) {
    this.board = board;
    this.receiver = new Receiver();
    this.sequence = 0;
    /** @type {{command: number, request: number[], left: number, done: Answered} | null} */
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
    if (frame.sequence !== this.sequence || frame.command !== (waiting.command | ANSWER)) return;
    this.waiting = null;
    const [status = 1, ...answer] = frame.payload;
    waiting.done(status ? STATUS[status] ?? `status ${status}` : null, new Uint8Array(answer));
  }

  /**
   * Send a request.
   * @param {number} command
   * @param {number[]} payload
   * @param {Answered} done
   */
  ask(command, payload, done) {
    this.sequence = (this.sequence + 1) % 256;
    const frame = { sequence: this.sequence, command, payload: new Uint8Array(payload) };
    this.waiting = { command, request: encode(frame), left: ATTEMPTS, done };
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
    this.ask(IDENTIFY, [], (problem, answer) => {
      if (problem) return done(problem);
      const [, payload, , inputs, outputs] = answer;
      const sizes = [];
      for (let i = 0; i < inputs + outputs; i++) {
        const at = 13 + 4 * i;
        sizes.push(number(answer.slice(at, at + 4)));
      }
      done(null, {
        board: String.fromCharCode(...answer.slice(13 + 4 * sizes.length)),
        model: number(answer.slice(5, 9)).toString(16).padStart(8, "0"),
        payload,
        ticks: number(answer.slice(9, 13)),
        inputs: sizes.slice(0, inputs),
        outputs: sizes.slice(inputs),
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
      this.ask(WRITE, [0, ...little(offset, 4), ...piece], (problem) =>
        problem ? done(problem) : write(offset + step),
      );
    };
    const start = () =>
      this.ask(PREDICT, little(crc32(input), 4), (problem, ticks) =>
        problem ? done(problem) : read([], number(ticks)),
      );
    /** @param {number[]} output @param {number} ticks */
    const read = (output, ticks) => {
      if (output.length >= identity.outputs[0])
        return done(null, new Uint8Array(output), ticks);
      const count = Math.min(identity.payload - 1, identity.outputs[0] - output.length);
      this.ask(READ, [0, ...little(output.length, 4), count], (problem, piece) =>
        problem ? done(problem) : read([...output, ...piece], ticks),
      );
    };
    write(0);
  }
}
