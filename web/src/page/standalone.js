/**
 * A page of its own, from a file or in a frame: no server, no Python. What it shows stands in it:
 *
 *     <script type="application/json" id="scene">…</script>
 */

import worker from "worker-source";
import { referenceOf } from "./examples.js";
import { workerOf } from "./ports.js";
import { View } from "./view.js";

const text = document.getElementById("scene")?.textContent ?? "null";
/** @type {import("./view.js").Scene} */
const scene = JSON.parse(text);
const host = /** @type {HTMLElement} */ (document.getElementById("board"));
host.replaceChildren();
new View(host, scene, workerOf(worker), async (input) => referenceOf(scene, input), "h1");
