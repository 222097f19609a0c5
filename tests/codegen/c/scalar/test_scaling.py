"""Scaling on 32-bit chips, as ARMv6-M computes it and as others do, here on this computer."""

import ctypes
import shutil
import subprocess

import numpy as np
import pytest

from tinyml_kit.codegen.c import templates
from tinyml_kit.ops.arithmetic import (
    multiply_by_quantized_multiplier,
    saturating_rounding_doubling_high_mul,
)

if not shutil.which("gcc"):
    pytest.skip("toolchain: gcc is not installed", allow_module_level=True)

PROGRAM = """#include <stdint.h>
{helpers}
void scale(int n, const int32_t *sums, const int32_t *multipliers, const int8_t *shifts,
           int32_t *products, int32_t *scaled)
{{
    for (int i = 0; i < n; i++) {{
        products[i] = times_fraction(sums[i], multipliers[i]);
        scaled[i] = requantise(sums[i], multipliers[i], shifts[i]);
    }}
}}
"""


@pytest.mark.parametrize("define", [[], ["-D__ARM_ARCH_6M__"]], ids=["64 bits", "ARMv6-M"])
def test_sums_are_rounded_twice_as_the_interpreter_does(define, tmp_path):
    names = ("times_fraction", "requantise")
    paths = [templates.find(f"common/{name}.c", ("scalar/kernels",)) for name in names]
    source = PROGRAM.format(helpers="\n".join(path.read_text(encoding="utf-8") for path in paths))
    (tmp_path / "scale.c").write_text(source, encoding="utf-8")
    checks = ["-fsanitize=undefined", "-fno-sanitize-recover"]
    command = ["gcc", "-O1", "-shared", "-fPIC", *checks, *define, "scale.c", "-o", "scale.so"]
    subprocess.run(command, cwd=tmp_path, check=True)
    library = ctypes.CDLL(str(tmp_path / "scale.so"))
    rng = np.random.default_rng(0)
    count = 400_000
    sums = (rng.integers(-(2**31), 2**31, count) >> rng.integers(0, 31, count)).astype(np.int32)
    multipliers = rng.integers(2**30, 2**31, count).astype(np.int32)
    multipliers[::5] = rng.choice([2**30, 2**31 - 1, 0, -(2**30), 1 - 2**31], count // 5)
    # Halves: a multiplier of 1/2 exactly, and sums around multiples of a power of two.
    multipliers[::4] = 2**30
    sums[::4] = (rng.integers(-500, 500, count // 4) << rng.integers(0, 20, count // 4)) + 1
    sums[:4] = [-(2**31), 2**31 - 1, 1 - 2**31, 0]
    shifts = rng.integers(1, 32, count).astype(np.int8)
    products, scaled = np.zeros((2, count), np.int32)
    arrays = (sums, multipliers, shifts, products, scaled)
    library.scale(count, *(array.ctypes.data_as(ctypes.c_void_p) for array in arrays))
    np.testing.assert_array_equal(
        products, saturating_rounding_doubling_high_mul(sums, multipliers)
    )
    np.testing.assert_array_equal(
        scaled, multiply_by_quantized_multiplier(sums, multipliers, -shifts.astype(int))
    )
