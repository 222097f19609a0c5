"""Cycles of a Cortex-M4, estimated from the instructions that QEMU executes one by one.

QEMU writes down the address of every instruction that it executes. Each costs what Arm's manual of
the core gives for it, without wait states of the flash:

| instruction | cycles |
|---|---|
| LDR of any width | 2, or 1 if another such load follows |
| LDRD, STRD | 3 |
| LDM, STM, PUSH, POP of n registers | 1 + n |
| UDIV, SDIV | 7: they take 2 to 12 |
| a jump that is taken | 2 more |
| all others, STR among them | 1 |

Real boards take longer where flash is slower than the core.
"""

import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from tinyml_kit.rungs import elf, toolchain
from tinyml_kit.rungs.qemu import emulated

Steps = Counter[tuple[int, int]]
LINE = re.compile(r"\s+([0-9a-f]+):\t(\S+)(?:\t(.*))?")
LOAD = re.compile(r"v?ldr(b|h|sb|sh)?(eq|ne|cs|cc|mi|pl|hi|ls|ge|lt|gt|le)?$")
TWO_WORDS = re.compile(r"(ldr|str)d")
SEVERAL = re.compile(r"v?(ldm|stm|push|pop)")
DIVISION = re.compile(r"[su]div")
REGISTER = re.compile(r"([a-z]+)(\d*)(?:-[a-z]+(\d+))?$")


def estimate(built: emulated.Built, x: list[np.ndarray]) -> tuple[int, int]:
    """Return the instructions and the estimated cycles of one inference.

    Parameters
    ----------
    built : emulated.Built for a board with a Cortex-M4
    x : list of (1, *shape) int8, one for each input of the model
    """
    code = disassembled(built)
    steps = traced(built, x)
    return sum(steps.values()), cycles(code, steps)


def disassembled(built: emulated.Built) -> dict[int, tuple[str, str]]:
    """Return {address: (instruction, operands)} of a program."""
    dump = toolchain.find("arm-none-eabi-objdump")
    command = [dump, "--disassemble", "--no-show-raw-insn", str(built.program)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    found = filter(None, map(LINE.match, lines))
    return {
        int(one[1], 16): (re.sub(r"\.[nw]$", "", one[2]), (one[3] or "").split("@")[0].strip())
        for one in found
    }


def traced(built: emulated.Built, x: list[np.ndarray]) -> Steps:
    """Return {(address, next address): how often} of one inference."""
    start = next(one.address for one in elf.symbols(built.program) if one.name == "model_invoke")
    steps: Steps = Counter()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "inputs.bin").write_bytes(b"".join(one.tobytes() for one in x))
        command = emulated.emulator_command(built.board, built.program)
        # Blocks of one instruction each, of which none is chained to the next unseen.
        command += ["-serial", "none", "-singlestep", "-d", "exec,nochain", "-D", "/dev/stdout"]
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as emulator:
            addresses = (int(line.split("/")[1], 16) for line in emulator.stdout if "Trace" in line)
            before = last = 0
            for address in addresses:
                if address == start & ~1:
                    before, last = address, before + 4
                    break
                before = address
            for address in addresses:
                steps[before, address] += 1
                before = address
                if address == last:
                    break
            emulator.kill()
    return steps


def cycles(code: dict[int, tuple[str, str]], steps: Steps) -> int:
    """Return the estimated cycles of steps from one instruction to the next."""
    total = 0
    for (address, following), times in steps.items():
        name, operands = code[address]
        cost = _cost(name, operands)
        if LOAD.match(name) and LOAD.match(code[following][0]):
            cost -= 1
        # Behind the last instruction of a function there may be data, or nothing.
        behind = next((place for place in (address + 2, address + 4) if place in code), None)
        if following != behind:
            cost += 2
        total += times * cost
    return total


def _cost(name, operands):
    """Return the cycles of one instruction that another one follows, which is no load."""
    if LOAD.match(name):
        return 2
    if TWO_WORDS.match(name):
        return 3
    if SEVERAL.match(name):
        return 1 + registers(operands)
    if DIVISION.match(name):
        return 7
    return 1


def registers(operands: str) -> int:
    """Return how many registers a list such as "{r4, r6-r8, lr}" names."""
    names = re.search(r"\{(.*)\}", operands)[1].split(",")
    count = 0
    for name in names:
        _, first, last = REGISTER.match(name.strip()).groups()
        count += int(last) - int(first) + 1 if last else 1
    return count
