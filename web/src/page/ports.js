/** Ways to a board. */

/**
 * Start the board in a thread of the page.
 * @param {string} source - the program of the worker
 */
export function workerOf(source) {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  return new Worker(address);
}

/**
 * A board that Python runs: requests and reports go through the notebook's kernel.
 *
 * A slider says far more than a kernel can take in, so that only one change of the wires is under
 * way. Those that come meanwhile wait, the last of each knob and button.
 */
export class Kernel {
  /** @param {import("./widget.js").Model} model */
  constructor(model) {
    this.model = model;
    /** @type {import("./view.js").Port["onmessage"]} */
    this.onmessage = null;
    /** @type {import("./view.js").Port["onerror"]} */
    this.onerror = null;
    this.busy = false;
    /** @type {Map<string, object>} changes that wait, by knob or button */
    this.waiting = new Map();
    this.hear = (/** @type {any} */ message) => {
      if (!message.report) return;
      this.onmessage?.(/** @type {any} */ ({ data: message.report }));
      this.busy = false;
      this.#next();
    };
    model.on("msg:custom", this.hear);
  }

  /** @param {import("./worker.js").Request} request */
  postMessage(request) {
    if (request.do === "predict")
      this.model.send({ do: "predict", id: request.id, input: [...request.input] });
    else if (request.do === "type") this.model.send({ do: "type", text: request.text });
    else if (request.do === "start") this.model.send({ do: "start" });
    else if (request.do === "knob") this.#change(`knob ${request.channel}`, request);
    else if (request.do === "press") this.#change(`button ${request.pin}`, request);
  }

  /** @param {string} what @param {object} request */
  #change(what, request) {
    this.waiting.set(what, request);
    if (!this.busy) this.#next();
  }

  #next() {
    const [first] = this.waiting;
    if (!first) return;
    this.waiting.delete(first[0]);
    this.busy = true;
    this.model.send(first[1]);
  }

  terminate() {
    this.model.off("msg:custom", this.hear);
  }
}
