/** The picture of the board and what is wired to it: SVG of our own, with nobody's mark on it. */

import body from "./board.svg";
import { svg } from "./elements.js";

/**
 * What is wired to the board.
 * @typedef {object} Wiring
 * @property {import("./controls.js").Knob[]} knobs
 * @property {{pin: string, label: string}[]} lights
 * @property {{pin: string, label: string}[]} buttons
 */

/**
 * Draw a board with what is wired to it.
 * @param {string} chip - what is written on the chip
 * @param {Wiring} wiring
 * @param {string} words - what the picture shows, for readers who do not see it
 */
export function drawBoard(chip, { knobs, lights }, words) {
  const lamps = lights.map(({ label }, index) => {
    const x = 225 + 34 * index;
    const glow = svg("circle", { cx: x, cy: 24, r: 13, class: "glow", opacity: 0 });
    const wire = svg("path", { d: `M${x} 33V44H${150 + 9 * index}V50`, class: "wire" });
    const body = svg("circle", { cx: x, cy: 24, r: 7, class: "lamp" });
    const name = svg("text", { x, y: 9, class: "label" }, label);
    return { glow, parts: [wire, glow, body, name] };
  });
  const dials = knobs.map(({ label }, index) => {
    const x = 225 + 40 * index;
    const pointer = svg("path", { d: `M${x} 152V142`, class: "pointer" });
    const wire = svg("path", { d: `M${x} 138V130H${118 + 9 * index}V124`, class: "wire" });
    const body = svg("circle", { cx: x, cy: 152, r: 13, class: "dial" });
    const name = svg("text", { x, y: 178, class: "label" }, label);
    const turn = (/** @type {number} */ share) =>
      pointer.setAttribute("transform", `rotate(${270 * share - 135} ${x} 152)`);
    return { turn, parts: [wire, body, pointer, name] };
  });
  // The board itself is a picture of its own, which Python shows, too.
  const parsed = new DOMParser().parseFromString(body, "image/svg+xml").documentElement;
  const picture = svg(
    "svg",
    { viewBox: "0 0 320 184", role: "img", "aria-label": words },
    ...parsed.children,
    svg("text", { x: 138, y: 96, class: "print" }, chip),
    ...lamps.flatMap(({ parts }) => parts),
    ...dials.flatMap(({ parts }) => parts),
  );
  return {
    picture,
    /** Let a light shine: its number, and the share of time for which it is on. */
    shine: (/** @type {number} */ index, /** @type {number} */ duty) =>
      lamps[index].glow.setAttribute("opacity", duty.toFixed(3)),
    /** Turn a knob: its number, and how far, from 0 to 1. */
    turn: (/** @type {number} */ index, /** @type {number} */ share) => dials[index].turn(share),
  };
}
