/** Ways to a board. */

/**
 * Start the board in a thread of the page.
 * @param {string} source - the program of the worker
 */
export function workerOf(source) {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  return new Worker(address);
}

/** A board that Python runs: requests and reports go through the notebook's kernel. */
export class Kernel {
  /** @param {import("./widget.js").Model} model */
  constructor(model) {
    this.model = model;
    /** @type {import("./view.js").Port["onmessage"]} */
    this.onmessage = null;
    /** @type {import("./view.js").Port["onerror"]} */
    this.onerror = null;
    this.hear = (/** @type {any} */ message) => {
      if (message.report) this.onmessage?.(/** @type {any} */ ({ data: message.report }));
    };
    model.on("msg:custom", this.hear);
  }

  /** @param {import("./worker.js").Request} request */
  postMessage(request) {
    if (request.do === "predict")
      this.model.send({ do: "predict", id: request.id, input: [...request.input] });
    else if (request.do === "type") this.model.send({ do: "type", text: request.text });
    else if (request.do === "start") this.model.send({ do: "start" });
  }

  terminate() {
    this.model.off("msg:custom", this.hear);
  }
}
