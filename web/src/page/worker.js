/**
 * A simulated board in a thread of its own, so that the page stays quick. It keeps to the chip's
 * own clock, or to a fraction of it; where the computer is too slow, the board is late, and its
 * cycles are the same.
 */

import { Board } from "../board/board.js";
import { Link } from "../board/link.js";
import { inWords } from "../chip/decode.js";
import { Fault } from "../chip/fault.js";

/**
 * What the page asks for.
 * @typedef {{do: "start", chip: string, clock: number, image: Uint8Array, watch: string[],
 *     counts: [number, number][], speed: number, variablesEnd: number}} Start
 * @typedef {{do: "knob", channel: number, counts: number}} Knob
 * @typedef {{do: "press", pin: string, high: boolean}} Press
 * @typedef {{do: "type", text: string}} Type
 * @typedef {{do: "predict", id: number, input: Uint8Array}} Predict
 * @typedef {{do: "run", running: boolean}} Run
 * @typedef {{do: "speed", speed: number}} Speed
 * @typedef {{do: "step"}} Step
 * @typedef {Start | Knob | Press | Type | Predict | Run | Speed | Step} Request
 */

/**
 * What the page is told.
 * @typedef {{say: "status", cycles: number, duties: Record<string, number>, text: string,
 *     megahertz: number, traces: Record<string, import("./scope.js").Trace>,
 *     stack: number}} Status
 * @typedef {{say: "answer", id: number, problem: string | null, output: Uint8Array,
 *     ticks: number, identity: import("../board/link.js").Identity | null}} Answer
 * @typedef {{say: "step", address: number, assembly: string, effect: string, cycles: number}} Stepped
 * @typedef {{say: "crash", message: string, address: number}} Crash
 * @typedef {Status | Answer | Stepped | Crash} Report
 */

/** Milliseconds: how long the board runs before messages are read, and between two reports. */
const [SLICE, REPORT] = [8, 33];
/** A board that is later than this many milliseconds does not try to catch up. */
const LATE = 100;
/** Cycles between two looks at the computer's clock. */
const STRIDE = 20_000;
/** Cycles that a sketch gets to open its serial port: 20 ms at 16 MHz. */
const START_UP = 320_000;

/** Runs a board for a page. */
export class Runner {
  /** @param {(report: Report) => void} tell */
  constructor(tell) {
    this.tell = tell;
    /** @type {Board | null} */
    this.board = null;
    /** @type {Link | null} */
    this.link = null;
    /** @type {import("../board/link.js").Identity | null} */
    this.identity = null;
    /** @type {Predict[]} drawings that wait for the one before */
    this.queue = [];
    this.busy = false;
    this.running = true;
    this.clock = 16e6;
    this.speed = 1;
    this.text = "";
    /** Where the board's time and the computer's were equal. */
    this.base = { cycles: 0, time: 0 };
    this.reported = { cycles: 0, time: 0 };
  }

  /** @param {Request} request */
  take(request) {
    const { board } = this;
    if (request.do === "start") this.#start(request);
    else if (request.do === "run") this.running = request.running;
    else if (request.do === "speed") this.speed = request.speed;
    else if (board && request.do === "knob") board.adc.counts[request.channel] = request.counts;
    else if (board && request.do === "press") board.press(request.pin, request.high);
    else if (board && request.do === "type") board.uart.send(new TextEncoder().encode(request.text));
    else if (board && request.do === "step") this.#step(board);
    else if (board && request.do === "predict") {
      this.queue.push(request);
      this.#next();
    }
    this.base.time = 0; // whatever was asked, begin to measure time anew
  }

  /** @param {Start} start */
  #start({ chip, clock, image, watch, counts, speed, variablesEnd }) {
    this.board = new Board(chip, image);
    if (variablesEnd) this.board.watchStack(variablesEnd);
    this.link = new Link(this.board);
    this.link.onText = (text) => (this.text += text);
    [this.identity, this.queue, this.busy, this.text] = [null, [], false, ""];
    [this.clock, this.speed] = [clock, speed];
    this.reported = { cycles: 0, time: 0 };
    watch.forEach((pin) => this.board?.watch(pin));
    for (const [channel, value] of counts) this.board.adc.counts[channel] = value;
  }

  /** Begin with the drawing that has waited longest, unless one is under way. */
  #next() {
    const { board, link } = this;
    const request = this.queue[0];
    if (!request || !board || !link || this.busy) return;
    this.busy = true;
    /** @param {string | null} problem @param {Uint8Array} [output] @param {number} [ticks] */
    const done = (problem, output = new Uint8Array(), ticks = 0) => {
      this.queue.shift();
      this.busy = false;
      const { id } = request;
      this.tell({ say: "answer", id, problem, output, ticks, identity: this.identity });
      this.#next();
    };
    const predict = () => {
      if (!this.identity) return;
      link.predict(this.identity, request.input, done);
    };
    if (this.identity) return predict();
    const ask = () =>
      link.identify((problem, identity) => {
        if (problem || !identity) return done(problem);
        this.identity = identity;
        predict();
      });
    // A sketch has to open its port before it can be asked.
    if (board.cycles > START_UP) ask();
    else board.chip.cpu.addClockEvent(ask, START_UP - board.cycles);
  }

  /**
   * Run up to the computer's present time, for a slice at most.
   * @param {() => number} now - milliseconds
   * @returns {boolean} whether it is late
   */
  run(now) {
    const { board, base } = this;
    const began = now();
    if (!board || !this.running) {
      base.time = 0;
      return false;
    }
    const perMillisecond = (this.clock * this.speed) / 1000;
    if (!base.time || began - base.time - (board.cycles - base.cycles) / perMillisecond > LATE)
      this.base = { cycles: board.cycles, time: began - SLICE };
    const until = this.base.cycles + (began - this.base.time) * perMillisecond;
    const survived = this.#guarded(began, () => {
      while (board.cycles < until && now() - began < SLICE)
        board.run(Math.min(until, board.cycles + STRIDE));
    });
    if (!survived) return false;
    if (began - this.reported.time >= REPORT) this.#report(began);
    return board.cycles < until;
  }

  /**
   * Do something with the board, and tell of it if the program crashes.
   * @param {number} time - milliseconds, now
   * @param {() => void} work
   * @returns {boolean} whether it goes on
   */
  #guarded(time, work) {
    try {
      work();
      return true;
    } catch (problem) {
      if (!(problem instanceof Fault)) throw problem;
      this.#report(time);
      this.board = null;
      this.tell({ say: "crash", message: problem.message, address: problem.address });
      return false;
    }
  }

  /**
   * Run one instruction, with the interrupt that is due before it.
   * @param {Board} board
   */
  #step(board) {
    const before = board.cycles;
    const time = this.reported.time + REPORT;
    if (!this.#guarded(time, () => board.run(before + 1))) return;
    const { chip } = board;
    const [assembly, effect] = inWords(chip.wordAt(chip.last));
    const cycles = board.cycles - before;
    this.tell({ say: "step", address: 2 * chip.last, assembly, effect, cycles });
    this.#report(time);
  }

  /** @param {number} time */
  #report(time) {
    const { board, text, reported } = this;
    if (!board) return;
    const { cycles } = board;
    const megahertz = (cycles - reported.cycles) / (time - reported.time) / 1000;
    const duties = Object.fromEntries(
      Object.keys(board.watches).map((pin) => [pin, board.duty(pin)]),
    );
    this.reported = { cycles, time };
    this.text = "";
    const traces = Object.fromEntries(
      Object.keys(board.watches).map((pin) => [pin, board.trace(pin)]),
    );
    this.tell({ say: "status", cycles, duties, text, megahertz, traces, stack: board.stack });
  }
}

// In a worker, messages come and go; a test of the class has no such thing.
if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) {
  const runner = new Runner((report) => self.postMessage(report));
  self.onmessage = ({ data }) => runner.take(data);
  // A timer waits for 4 ms at least; who is late sends itself a message, which waits for nothing
  // but the page's messages.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => again();
  const again = () => {
    if (runner.run(() => performance.now())) port2.postMessage(null);
    else setTimeout(again, 4);
  };
  again();
}
