/** The serial monitor: what a sketch prints for people, and a line to type. Text only. */

import { button, element } from "./elements.js";

/** Characters that are kept. */
const KEPT = 4000;

export class Monitor {
  /** @param {(text: string) => void} typed */
  constructor(typed) {
    // Not read out as it grows: a sketch can print faster than anybody listens.
    this.output = element("pre", {
      tabindex: 0, role: "log", "aria-live": "off", "aria-label": "serial monitor",
    });
    const line = element("input", { "aria-label": "text for the board", value: "?", size: 8 });
    const send = () => typed(line.value);
    line.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") send();
    });
    this.element = element(
      "div", { class: "monitor" }, this.output,
      element("div", { class: "bar" }, line, button("Send", send)),
    );
  }

  /** @param {string} text */
  print(text) {
    if (!text) return;
    const { output } = this;
    const follows = output.scrollTop + output.clientHeight >= output.scrollHeight - 4;
    // Bytes that are no text are shown as dots.
    const clean = text.replace(/\r/g, "").replace(/[^\n\t\x20-\x7e]/g, "·");
    output.textContent = (output.textContent + clean).slice(-KEPT);
    if (follows) output.scrollTop = output.scrollHeight;
  }

  clear() {
    this.output.textContent = "";
  }
}
