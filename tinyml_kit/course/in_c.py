"""C that a reader writes, compiled for this computer and called on rows of numbers.

The exercises on C need no chip. `on_a_chip` shows what a chip makes of such code.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tinyml_kit.base import temporary
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.host import native
from tinyml_kit.rungs.protocol import DeviceError

# Seconds after which a program counts as endless.
PATIENCE = 5
# Errors are counted in the reader's own lines.
_PROGRAM = """#include <stdint.h>
#include <stdio.h>
#include <string.h>
#line 1 "answer.c"
{code}
static {element} cases[{count}][{length}] = {{{rows}}};
int main(void)
{{
    for (int i = 0; i < {count}; i++) {{
        {element} *a = cases[i];
        printf("%lld", (long long)({call}));
        for (int k = 0; k < {length}; k++)
            printf(" %lld", (long long)a[k]);
        printf("\\n");
    }}
    return 0;
}}
"""


def results(
    code: str, call: str, cases: np.ndarray | Sequence[Sequence[int]], element: str = "int32_t"
) -> tuple[np.ndarray, np.ndarray]:
    """Compile functions with this computer's compiler, and make a call for each row of numbers.

    Parameters
    ----------
    code : str, the functions, in C; the headers of integer types and of memcpy are there
    call : str, an expression; `a` is a pointer to the numbers of a row, e.g. "mean(a + 1, a[0])"
    cases : (n, k) int
    element : str, the type of the numbers in C

    Returns
    -------
    made : (n,) int64, what the expression gave for each row
    left : (n, k) int64, the rows after their calls

    Raises
    ------
    RungMissing
        If there is no compiler.
    DeviceError
        If the code does not compile, or the program crashes, does not end, or prints of its own.
    """
    rows = np.asarray(cases, np.int64)
    listed = ", ".join("{" + ", ".join(map(str, row)) + "}" for row in rows.tolist())
    count, length = rows.shape
    program = _PROGRAM.format(
        code=code, element=element, count=count, length=length, rows=listed, call=call
    )
    compiler = toolchain.find(*native.COMPILERS)
    with temporary.folder() as name:
        source, built = Path(name) / "program.c", Path(name) / "program"
        source.write_text(program, encoding="utf-8")
        toolchain.run([compiler, "-std=c99", "-O1", source, "-o", built], name)
        printed = native.execute([built], PATIENCE)
    try:
        numbers = np.array(printed.split(), np.int64).reshape(count, length + 1)
    except ValueError:
        raise DeviceError("the program printed something of its own; leave printf out.") from None
    return numbers[:, 0], numbers[:, 1:]
