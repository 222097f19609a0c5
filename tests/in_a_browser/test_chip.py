"""The chip in a browser against simavr: bytes and cycles."""

import base64
import json
import subprocess
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import browser_rung
from tinyml_kit.base import resources
from tinyml_kit.rungs import elf, harness, toolchain
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.protocol import RungMissing, batch
from tinyml_kit.rungs.tensor_bytes import to_bytes
from tinyml_kit.setup import page as page_setup

BENCH = """
import {{ build }} from "esbuild";
import {{ COMMON }} from "./bundle.js";
await build({{
  ...COMMON, entryPoints: ["src/rung/bench.js"], outfile: {out}, format: "iife", globalName: "rung",
}});
"""
RUN = """([chip, program, places, inputs]) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const outputs = [];
  const sink = {output: (piece) => outputs.push(...piece), trace: () => {}};
  const end = rung.bench(chip, bytes(program), places, 2e8, bytes(inputs), sink);
  return [end.word, outputs];
}"""


def test_in_a_browser_a_network_takes_the_same_bytes_and_cycles_as_in_simavr(browser, tmp_path):
    if not (page_setup.ROOT / "web" / "node_modules").is_dir():
        pytest.skip("toolchain: the packages of web are not installed")
    try:
        built = simavr.build(resources.shipped_file("digits_uno.tflite"), tmp_path, "uno")
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    script = BENCH.format(out=json.dumps(str(tmp_path / "bench.js")))
    command = [page_setup.node(), "--input-type=module", "-e", script]
    subprocess.run(command, cwd=page_setup.ROOT / "web", check=True)
    toolchain.run(["avr-objcopy", "-O", "binary", built.elf, tmp_path / "program.bin"])
    addresses = {symbol.name: symbol.address for symbol in elf.symbols(built.elf)}
    places = {name: addresses[f"bench_{name}"] for name in ("take", "start", "end", "tensor")}
    places |= {"trace": 0, "heap": addresses["_end"] - simavr.RAM}
    inputs = browser_rung.inputs_of(built.graph, 20)
    given = batch([built.graph.tensors[i] for i in built.graph.inputs], inputs)
    page = browser.new_page()
    page.add_script_tag(path=tmp_path / "bench.js")
    texts = [(tmp_path / "program.bin").read_bytes(), to_bytes(given.arrays, given.resets)]
    program, sent = (base64.b64encode(one).decode() for one in texts)
    word, outputs = page.evaluate(RUN, ["atmega328p", program, places, sent])
    page.close()
    assert word == "ok"
    rows = np.array(outputs, np.uint8).reshape(20, 18)
    expected = simavr.run(replace(built, simulator=(harness.simavr(simavr.SIMULATOR),)), inputs)
    np.testing.assert_array_equal(rows[:, :8].copy().view("<u8").ravel(), expected.cycles)
    np.testing.assert_array_equal(rows[:, 8:].view(np.int8), expected.outputs[0].reshape(20, 10))
