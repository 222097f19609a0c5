"""Names that a hostile file may give to its tensors: each breaks out of some medium."""

from itertools import pairwise

import numpy as np

from tests.support.flatbuffer import Writer

NAMES = [
    "*/ int main(void) { return 7; } /*",
    "ends with a backslash \\",
    "backslash before a line end \\\n#error out",
    "trigraph ??/\n#error out",
    "// ??/",
    "*\\\n/ #error out",
    '"); system("true"); ("',
    "' + alert(1) + '",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a | b | c",
    "`touch owned` $(touch owned)",
    '=HYPERLINK("http://localhost")',
    "@SUM(A1)",
    "$\\frac{1}{",
    "\x1b[2J\x1b]0;owned\x07",
    "\x9b2J",
    "line\none\rtwo\x0b\x0c\x85\u2028\u2029",
    "\u202egpj.exe\u2066\u200b\ufeff",
    "{0} %s %n {name!r} ${title} $title @title@",
    "#include </etc/passwd>",
    "\uff1dcmd|' /C calc'!A0",
    "\t=1+1",
    "[here](javascript:alert(1)) ![](http://localhost/x.png)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "; rm -rf . #",
    "--out=/tmp -n",
    "\x00zero",
    "long" * 250_000,
    ";" * 1000,
    "/" * 1000,
    "",
]


def model(names=NAMES):
    """Return a file of a chain of RELUs, with a name for each tensor from outside."""
    writer = Writer()
    tensors = [
        writer.tensor((1, 4), np.int8, scale=0.5, name=name or "unnamed") for name in ("x", *names)
    ]
    for before, after in pairwise(tensors):
        writer.operator("RELU", [before], [after])
    writer.inputs, writer.outputs = tensors[:1], tensors[-1:]
    return writer.finish()
