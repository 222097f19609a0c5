/** The board in a notebook, as anywidget shows it: Python is there, and compares. */

import worker from "worker-source";
import { referenceOf } from "./examples.js";
import { Kernel, workerOf } from "./ports.js";
import { View } from "./view.js";

/** @typedef {import("./scores.js").Reference} Reference */

/** Milliseconds after which a kernel that is busy counts as absent. */
const PATIENCE = 20_000;

/**
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(message: object) => void} send
 * @property {(event: string, heard: (message: any) => void) => void} on
 * @property {(event: string, heard: (message: any) => void) => void} off
 */

/** @param {{model: Model, el: HTMLElement}} context */
function render({ model, el }) {
  /** @type {Map<number, (reference: Reference | null) => void>} */
  const waiting = new Map();
  let questions = 0;
  /** @param {{id: number, output: number[], layer?: string}} message */
  const heard = (message) => waiting.get(message.id)?.(message);
  model.on("msg:custom", heard);
  /** @type {import("./view.js").Scene} */
  const scene = model.get("scene");
  const host = document.createElement("div");
  el.append(host);
  const port = scene.chip ? workerOf(worker) : new Kernel(model);
  const view = new View(host, scene, port, (input, output, swapped) => {
    const id = ++questions;
    model.send({ id, input: [...input], output: [...output], swapped });
    return new Promise((resolve) => {
      const known = () => resolve(referenceOf(scene, input));
      const late = setTimeout(known, PATIENCE);
      waiting.set(id, (reference) => {
        clearTimeout(late);
        waiting.delete(id);
        resolve(reference);
      });
    });
  });
  return () => {
    model.off("msg:custom", heard);
    view.destroy();
  };
}

export default { render };
