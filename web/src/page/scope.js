/** A scope: the levels of pins over the last moments of the board's time, one line for each pin. */

import { element, svg } from "./elements.js";

/**
 * What happened at a pin between two reports.
 * @typedef {object} Trace
 * @property {number} level - 0 or 1, at the beginning
 * @property {number[]} edges - the cycles at which it changed, in ascending order
 */

const WINDOWS = /** @type {[string, number][]} */ ([
  ["1 ms", 0.001], ["10 ms", 0.01], ["100 ms", 0.1], ["1 s", 1],
]);
/** Width of the picture, and height of one line, in its own units. */
const [WIDTH, HEIGHT] = [320, 26];
/** Edges that are kept of a pin: more than a second of the quickest PWM of an Uno's default. */
const KEPT = 4000;

export class Scope {
  /**
   * @param {{pin: string, label: string}[]} pins
   * @param {number} clock - Hz
   */
  constructor(pins, clock) {
    this.clock = clock;
    this.window = 0.01;
    this.lines = pins.map(({ pin, label }, index) => {
      const path = svg("path", { class: "trace", fill: "none" });
      const name = svg("text", { x: 2, y: HEIGHT * index + 9, class: "name" }, label);
      return { pin, path, name, level: 0, edges: /** @type {number[]} */ ([]) };
    });
    const choice = element("select", { "aria-label": "time that the scope shows" },
      ...WINDOWS.map(([text, value]) => element("option", { value }, text)));
    choice.value = String(this.window);
    choice.addEventListener("change", () => (this.window = Number(choice.value)));
    this.picture = svg("svg", {
      viewBox: `0 0 ${WIDTH} ${HEIGHT * pins.length}`, role: "img", class: "scope",
      "aria-label": `scope of ${pins.map(({ label }) => label).join(", ")}`,
    }, ...this.lines.flatMap(({ path, name }) => [path, name]));
    this.element = element("details", {}, element("summary", {}, "Scope"),
      element("div", { class: "row" }, "the last ", choice, " of the board's time"), this.picture);
  }

  /** Forget everything: the board starts anew. */
  clear() {
    for (const line of this.lines) [line.level, line.edges] = [0, []];
  }

  /**
   * Take what happened since the last time, and draw.
   * @param {Record<string, Trace>} traces - for each pin
   * @param {number} now - the board's cycles
   */
  add(traces, now) {
    const begin = now - this.window * this.clock;
    this.lines.forEach((line, index) => {
      const { level, edges } = traces[line.pin];
      if (!line.edges.length) line.level = level;
      line.edges.push(...edges);
      const dropped = line.edges.splice(0, Math.max(0, line.edges.length - KEPT)).length;
      line.level ^= dropped & 1;
      if (/** @type {HTMLDetailsElement} */ (this.element).open)
        line.path.setAttribute("d", outline(line, begin, now, HEIGHT * index));
    });
  }
}

/**
 * Return the path of a pin's level.
 * @param {Trace} trace
 * @param {number} begin - cycles
 * @param {number} end - cycles
 * @param {number} top - of the line
 */
export function outline({ level, edges }, begin, end, top) {
  const y = (/** @type {number} */ high) => top + (high ? 11 : HEIGHT - 3);
  let high = level;
  let path = "";
  for (const edge of edges) {
    if (edge >= begin) {
      const x = (((edge - begin) / (end - begin)) * WIDTH).toFixed(1);
      path += path ? "" : `M0 ${y(high)}`;
      path += `H${x}V${y(high ^ 1)}`;
    }
    high ^= 1;
  }
  return `${path || `M0 ${y(high)}`}H${WIDTH}`;
}
