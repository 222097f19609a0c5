"""The chips of the page have their memory, registers and interrupts where avr-libc says."""

import json
import re
import shutil
import subprocess

import pytest

from tinyml_kit.rungs.avr import browser
from tinyml_kit.setup import page

if shutil.which("avr-gcc") is None:
    pytest.skip("toolchain: avr-gcc is not installed", allow_module_level=True)
if page.node() is None or not (page.ROOT / "web" / "node_modules").is_dir():
    pytest.skip("toolchain: Node or the packages of web are missing", allow_module_level=True)

TABLES = """
import { MEMORIES } from "./src/chip/memories.js";
import { PERIPHERALS, portAt, timerAt } from "./src/board/chips.js";
const told = {};
for (const [name, one] of Object.entries(PERIPHERALS))
  told[name] = {
    ...MEMORIES[name], ...one, ports: [...one.ports].map((letter) => [letter, portAt(letter)]),
    timers: one.timers.map((place) => ({ ...place, ...timerAt(place) })),
  };
console.log(JSON.stringify(told));
"""


@pytest.fixture(scope="module")
def tables():
    command = [page.node(), "--input-type=module", "-e", TABLES]
    answer = subprocess.run(command, cwd=page.ROOT / "web", capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.fixture(params=browser.CHIPS)
def chip(request, tables, tmp_path):
    """Return what JavaScript says of a chip, and a function that asks avr-libc."""
    (tmp_path / "io.c").write_text("#include <avr/io.h>\n", encoding="utf-8")
    command = ["avr-gcc", f"-mmcu={request.param}", "-E", "-dM", str(tmp_path / "io.c")]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    macros = dict(re.findall(r"#define (\w+) (.+)", text))

    def value(name):
        found = macros[name]
        while found in macros:
            found = macros[found]
        (number,) = re.findall(r"\b0[xX][0-9a-fA-F]+|\b\d+", re.sub(r"_SFR_\w+", "", found))
        # Registers that IN and OUT reach are counted from 0x20.
        return int(number, 0) + (0x20 if "_SFR_IO" in found else 0)

    def optional(name):
        return value(name) if name in macros else 0

    return tables[request.param], value, optional


def test_memory(chip):
    told, value, _ = chip
    assert told["flash"] == value("FLASHEND") + 1
    assert (told["ramStart"], told["ramStart"] + told["ram"] - 1) == (
        value("RAMSTART"),
        value("RAMEND"),
    )


def test_ports(chip):
    told, value, optional = chip
    for letter, port in told["ports"]:
        assert [port[kind] for kind in ("PIN", "DDR", "PORT")] == [
            value(f"{kind}{letter}") for kind in ("PIN", "DDR", "PORT")
        ]
    assert [letter for letter in "ABCDEFGHJKL" if optional(f"PORT{letter}")] == [
        letter for letter, _ in told["ports"]
    ]


def test_timers(chip):
    told, value, optional = chip
    assert [one["number"] for one in told["timers"]] == [
        n for n in range(6) if optional(f"TCCR{n}A")
    ]
    for one in told["timers"]:
        n = one["number"]
        names = {"TCCRA": f"TCCR{n}A", "TCCRB": f"TCCR{n}B", "TCNT": f"TCNT{n}"}
        names |= {"OCRA": f"OCR{n}A", "OCRB": f"OCR{n}B", "TIFR": f"TIFR{n}", "TIMSK": f"TIMSK{n}"}
        if one["bits"] == 16:
            names |= {"TCCRC": f"TCCR{n}C", "ICR": f"ICR{n}"}
        assert {key: one[key] for key in names} == {key: value(of) for key, of in names.items()}
        assert one["OCRC"] == optional(f"OCR{n}C")
        vectors = [f"TIMER{n}_{name}_vect_num" for name in ("COMPA", "COMPB", "COMPC", "OVF")]
        assert one["vectors"] == [optional(name) for name in vectors]


def test_converter_and_uart(chip):
    told, value, optional = chip
    assert told["adc"] == value("ADC_vect_num")
    first = optional("USART_RX_vect_num") or value("USART0_RX_vect_num")
    assert told["uart"] == first
    assert optional("USART_UDRE_vect_num") or value("USART0_UDRE_vect_num") == first + 1
    assert optional("USART_TX_vect_num") or value("USART0_TX_vect_num") == first + 2
    registers = {"UCSR0A": 0xC0, "UCSR0B": 0xC1, "UBRR0L": 0xC4, "UBRR0H": 0xC5, "UDR0": 0xC6}
    registers |= {"ADCL": 0x78, "ADCH": 0x79, "ADCSRA": 0x7A, "ADCSRB": 0x7B, "ADMUX": 0x7C}
    registers |= {"SPL": 0x5D, "SPH": 0x5E, "SREG": 0x5F}
    assert {name: value(name) for name in registers} == registers
