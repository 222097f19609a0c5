/** The board on the page: picture, knobs, monitor, drawing and scores around a board in a worker. */

import { knobOf, pressOf } from "./controls.js";
import { Costs } from "./costs.js";
import { drawBoard } from "./drawing.js";
import { button, element } from "./elements.js";
import { Grid } from "./grid.js";
import { inputOf } from "./input.js";
import { Monitor } from "./monitor.js";
import { Scope } from "./scope.js";
import { Scores } from "./scores.js";
import { STYLE } from "./style.js";

/**
 * A network that reads drawings: its input is a picture of bytes.
 * @typedef {object} Network
 * @property {number} rows
 * @property {number} columns
 * @property {number[]} sides - pixels of the drawing in each direction: the choices
 * @property {number} ink - the stored number of a pixel with ink
 * @property {number} paper
 * @property {string[]} labels
 * @property {number} scale - of the output
 * @property {number} zeroPoint
 * @property {{name: string, pixels: string, output: number[]}[]} examples - ready-made drawings, a
 *     character "1" for each pixel with ink, and what Python says of them
 */

/**
 * A program for the chip.
 * @typedef {object} Program
 * @property {string} image - the flash, base64
 * @property {[number, string][]} functions - where each begins, in ascending order
 * @property {import("./costs.js").Sizes} sizes
 * @property {import("./costs.js").Layer[] | null} layers
 */

/**
 * Everything that a page shows, as Python writes it.
 * @typedef {object} Shown
 * @property {string} title
 * @property {string} words - what the picture shows
 * @property {"simulated" | "emulated"} label - how its times come about
 * @property {string} chip - a name in MEMORIES; nothing where Python runs the board
 * @property {string} chipTitle
 * @property {number} clock - Hz
 * @property {import("./drawing.js").Wiring} wiring
 * @property {Network | null} network
 * @property {(Program & {name: string}) | null} other - a second program, which a button puts there
 */

/** @typedef {Shown & Program} Scene */

/**
 * The way to a board: a worker, or whatever can be spoken to like one.
 * @typedef {object} Port
 * @property {(request: import("./worker.js").Request) => void} postMessage
 * @property {() => void} terminate
 * @property {((event: MessageEvent<Report>) => void) | null} onmessage
 * @property {((event: ErrorEvent) => void) | null} onerror
 */

/** @typedef {import("./scores.js").Reference} Reference */
/** @typedef {import("./worker.js").Report} Report */

const SPEEDS = /** @type {[string, number][]} */ ([
  ["real time", 1], ["as fast as it can", 1000], ["1/10", 0.1], ["1/1000", 0.001], ["1/100000", 0.00001],
]);

/** The number of the next drawing that is sent, on all boards of a page. */
let drawings = 0;

export class View {
  /**
   * @param {HTMLElement} host - an empty element
   * @param {Scene} scene
   * @param {Port} port - where the board is
   * @param {(input: Uint8Array, output: Uint8Array, swapped: boolean) => Promise<Reference | null>}
   *     ask - asks Python; of the other program, if it is on the chip
   * @param {"h1" | "h2"} heading - the level of the title, by what surrounds the board
   */
  constructor(host, scene, port, ask, heading = "h2") {
    this.scene = scene;
    this.heading = heading;
    this.ask = ask;
    this.running = true;
    this.visible = true;
    this.speed = 1;
    /** @type {Program} what is on the chip */
    this.program = scene;
    this.counts = scene.wiring.knobs.map(({ counts }) => counts);
    /** @type {{id: number, input: Uint8Array} | null} the last drawing that was sent */
    this.sent = null;
    this.port = port;
    port.onmessage = ({ data }) => this.#hear(data);
    port.onerror = ({ message }) => this.#stop(`The board ended: ${message}`);
    this.#build(host.shadowRoot ?? host.attachShadow({ mode: "open" }));
    this.#watch(host);
    this.reset();
  }

  /** @param {ShadowRoot} root */
  #build(root) {
    const { scene } = this;
    const { knobs, lights, buttons } = scene.wiring;
    this.drawing = drawBoard(scene.chipTitle, scene.wiring, scene.words);
    this.monitor = new Monitor((text) => this.#send({ do: "type", text }));
    this.pause = button("Pause", () => this.#toggle());
    const speed = element("select", { "aria-label": "speed" },
      ...SPEEDS.map(([name, value]) => element("option", { value }, name)));
    speed.addEventListener("change", () => {
      this.speed = Number(speed.value);
      this.#send({ do: "speed", speed: this.speed });
    });
    this.clock = element("span", { class: "clock" });
    this.crash = element("p", { class: "crash", role: "alert", hidden: "" });
    this.stepped = element("p", { class: "stepped", role: "status", hidden: "" });
    this.step = button("Step", () => this.#send({ do: "step" }));
    this.step.disabled = true;
    this.costs = new Costs(scene.sizes, scene.layers);
    if (lights.length) this.scope = new Scope(lights, scene.clock);
    const shares = lights.map(() => element("span", { class: "share" }));
    this.shares = shares;
    const board = element("div", { class: "part" },
      this.drawing.picture, this.crash,
      ...knobs.map((_, index) => this.#knob(index)),
      ...lights.map(({ label }, index) =>
        element("div", { class: "row" }, `LED at ${label}: `, shares[index])),
      ...buttons.map((wired) => this.#press(wired)),
      element("div", { class: "bar" }, ...(scene.chip ? [this.pause, this.step] : []),
        button("Reset", () => this.reset()), ...(scene.chip ? [speed] : [])),
      ...(scene.other && !scene.network ? [element("div", { class: "bar" }, this.#swap(scene.other))] : []),
      this.clock, this.stepped, this.monitor.element,
      ...(this.scope ? [this.scope.element] : []), this.costs.element,
    );
    // Who came to draw finds the drawing first.
    const parts = scene.network ? [this.#network(scene.network), board] : [board];
    const all = element("section", { class: "all", "aria-label": scene.title },
      element(this.heading, {}, scene.title), ...parts);
    root.replaceChildren(element("style", {}, STYLE), all);
  }

  /** @param {number} index */
  #knob(index) {
    const knob = this.scene.wiring.knobs[index];
    return knobOf(knob, index, (counts, share) => {
      this.counts[index] = counts;
      this.drawing?.turn(index, share);
      this.#send({ do: "knob", channel: knob.channel, counts });
    });
  }

  /** @param {{pin: string, label: string}} wired */
  #press({ pin, label }) {
    return pressOf(label, (pressed) => this.#send({ do: "press", pin, high: !pressed }));
  }

  /**
   * A button that puts the other program on the chip; pressed again, it takes it off.
   * @param {Program & {name: string}} other
   */
  #swap(other) {
    const made = button(other.name, () => {
      const swapped = this.program !== other;
      this.program = swapped ? other : this.scene;
      made.setAttribute("aria-pressed", String(swapped));
      const costs = new Costs(this.program.sizes, this.program.layers);
      this.costs?.element.replaceWith(costs.element);
      this.costs = costs;
      this.reset();
      // What was drawn is read anew, so that both answers can be compared.
      if (this.scene.network && this.sent) this.#predict(this.scene.network);
    });
    made.setAttribute("aria-pressed", "false");
    return made;
  }

  /** @param {Network} network */
  #network(network) {
    const grids = network.sides.map((side) => new Grid(side, () => this.#predict(network)));
    const [coarse] = grids;
    this.grid = coarse;
    const place = element("div", {}, coarse.element);
    const choose = (/** @type {Grid} */ grid) => {
      this.grid = grid;
      place.replaceChildren(grid.element);
    };
    const size = element("select", { "aria-label": "size of the drawing" },
      ...network.sides.map((side, index) =>
        element("option", { value: index }, `${side} × ${side}`)));
    size.addEventListener("change", () => choose(grids[Number(size.value)]));
    this.scores = new Scores(network);
    const examples = network.examples.map(({ name, pixels }) =>
      button(name, () => {
        size.value = "0";
        choose(coarse);
        coarse.show([...pixels].map(Number));
        this.#predict(network);
      }));
    const clear = button("Clear", () => this.grid?.clear());
    const ready = element("div", { class: "bar", role: "group", "aria-label": "ready-made drawings" },
      ...examples, clear, ...(grids.length > 1 ? [size] : []));
    const { other } = this.scene;
    const swap = other ? [element("div", { class: "bar" }, this.#swap(other))] : [];
    return element("div", { class: "part" }, place, ready, ...swap, this.scores.element);
  }

  /** @param {Network} network */
  #predict(network) {
    if (!this.grid) return;
    this.sent = { id: ++drawings, input: inputOf(network, this.grid.pixels) };
    this.scores?.say("The chip is reading.");
    this.#send({ do: "predict", ...this.sent });
  }

  /** Start the program anew, as the button on a board does. */
  reset() {
    const { scene, program, speed } = this;
    const image = Uint8Array.from(atob(program.image), (letter) => letter.charCodeAt(0));
    if (this.crash) this.crash.hidden = true;
    if (this.stepped) this.stepped.hidden = true;
    this.monitor?.clear();
    this.scope?.clear();
    this.#send({
      do: "start", chip: scene.chip, clock: scene.clock, image, speed,
      variablesEnd: program.sizes.variablesEnd,
      watch: scene.wiring.lights.map(({ pin }) => pin),
      counts: scene.wiring.knobs.map(({ channel }, index) => [channel, this.counts[index]]),
    });
    for (const { pin } of scene.wiring.buttons) this.#send({ do: "press", pin, high: true });
  }

  #toggle() {
    this.running = !this.running;
    if (this.pause) this.pause.textContent = this.running ? "Pause" : "Run";
    if (this.step) this.step.disabled = this.running;
    if (this.stepped && this.running) this.stepped.hidden = true;
    this.#run();
  }

  #run() {
    const running = this.running && this.visible && !document.hidden;
    this.#send({ do: "run", running });
  }

  /**
   * Let the board stand still while nobody can see it.
   * @param {HTMLElement} host
   */
  #watch(host) {
    this.seen = new IntersectionObserver(([entry]) => {
      this.visible = entry.isIntersecting;
      this.#run();
    });
    this.seen.observe(host);
    this.hide = () => this.#run();
    document.addEventListener("visibilitychange", this.hide);
  }

  /** Stop for good, when the page has no more use for it. */
  destroy() {
    this.seen?.disconnect();
    if (this.hide) document.removeEventListener("visibilitychange", this.hide);
    this.port.terminate();
  }

  /** @param {import("./worker.js").Request} request */
  #send(request) {
    this.port.postMessage(request);
  }

  /** @param {Report} report */
  #hear(report) {
    if (report.say === "status") {
      const { cycles, duties, text, megahertz, traces, stack } = report;
      this.scene.wiring.lights.forEach(({ pin }, index) => {
        this.drawing?.shine(index, duties[pin]);
        if (this.shares) this.shares[index].textContent = `${(100 * duties[pin]).toFixed(1)} % on`;
      });
      this.monitor?.print(text);
      this.scope?.add(traces, cycles);
      this.costs?.show(stack);
      const seconds = (cycles / this.scene.clock).toFixed(2);
      if (this.clock && megahertz > 0)
        this.clock.textContent = `${seconds} s simulated, ${megahertz.toFixed(1)} MHz`;
    } else if (report.say === "answer") this.#answer(report);
    else if (report.say === "step") this.#tell(report);
    else this.#stop(`${sentence(report.message)} ${this.#function(report.address)}`);
  }

  /** @param {import("./worker.js").Answer} answer */
  async #answer({ id, problem, output, ticks, identity }) {
    const { sent, scores } = this;
    if (!scores || sent?.id !== id) return; // another drawing has come since
    if (problem) {
      scores.say(`The board did not answer: ${problem}. Reset it and draw again.`);
      return;
    }
    const milliseconds = ((1000 * ticks) / (identity?.ticks ?? 1e6)).toFixed(1);
    const took = `computed in ${milliseconds} ms, ${this.scene.label}`;
    const reference = await this.ask(sent.input, output, this.program !== this.scene);
    if (this.sent?.id === id) scores.show(new Int8Array(output), took, reference);
  }

  /** @param {import("./worker.js").Stepped} step */
  #tell({ address, assembly, effect, cycles }) {
    if (!this.stepped) return;
    const inside = this.program.functions.findLast(([start]) => start <= address);
    const where = `0x${address.toString(16).padStart(4, "0")}${inside ? ` in ${inside[1]}` : ""}`;
    const took = cycles === 1 ? "1 cycle" : `${cycles} cycles`;
    this.stepped.textContent = `${where}: ${assembly} (${effect}), ${took}`;
    this.stepped.hidden = false;
  }

  /** @param {number} address */
  #function(address) {
    const inside = this.program.functions.findLast(([start]) => start <= address);
    return inside ? `It was in ${inside[1]}.` : "";
  }

  /** @param {string} text */
  #stop(text) {
    if (!this.crash) return;
    this.crash.textContent = text;
    this.crash.hidden = false;
  }
}

/** @param {string} text */
function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}
