/** What a reader turns and presses at a board's pins. */

import { element } from "./elements.js";

/**
 * A knob: a voltage at an analogue input.
 * @typedef {object} Knob
 * @property {number} channel
 * @property {string} label
 * @property {number} counts - of the converter, at the start
 * @property {number} volts - at the end of its turn
 */

/** What the converter gives at the end of a turn, and how many steps it has. */
const [MOST, STEPS] = [1023, 1024];

/**
 * Return a slider that turns a knob.
 * @param {Knob} knob
 * @param {number} index - of the knob, for its name in the page
 * @param {(counts: number, share: number) => void} turned - also called at once; how far, 0 to 1
 */
export function knobOf({ label, counts, volts }, index, turned) {
  const id = `knob${index}`;
  const range = element("input", { type: "range", id, min: 0, max: MOST, step: 1, value: counts });
  const shown = element("output", { for: id });
  const show = () => {
    const now = Number(range.value);
    const real = ((now * volts) / STEPS).toFixed(2);
    shown.textContent = `${real} V`;
    range.setAttribute("aria-valuetext", `${real} volts`);
    turned(now, now / MOST);
  };
  range.addEventListener("input", show);
  range.addEventListener("keydown", (event) => event.stopPropagation()); // a notebook has keys, too
  show();
  return element("div", { class: "row" }, element("label", { for: id }, label), range, shown);
}

/**
 * Return a button that connects a pin to ground while it is pressed.
 * @param {string} label
 * @param {(pressed: boolean) => void} changed
 */
export function pressOf(label, changed) {
  const made = element("button", { type: "button", "aria-pressed": "false" }, label);
  const set = (/** @type {boolean} */ pressed) => {
    made.setAttribute("aria-pressed", String(pressed));
    changed(pressed);
  };
  made.addEventListener("pointerdown", () => set(true));
  for (const name of ["pointerup", "pointerleave", "blur"])
    made.addEventListener(name, () => set(false));
  made.addEventListener("keydown", ({ key }) => (key === " " || key === "Enter") && set(true));
  made.addEventListener("keyup", () => set(false));
  return element("div", { class: "bar" }, made);
}
