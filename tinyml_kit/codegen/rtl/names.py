"""Names that Verilog accepts."""

import re
import unicodedata

LONGEST = 63
# Keywords of Verilog-2005 that somebody might name a model after, and the kit's own modules' ports.
RESERVED = set(
    "always and assign begin buf case cell config deassign default defparam design disable "
    "edge else end endcase event for force forever fork function generate genvar if initial "
    "inout input instance integer join large library localparam medium module nand negedge "
    "nor not or output parameter posedge primitive pull0 pull1 real realtime reg release "
    "repeat scalared signed small specify strength strong0 strong1 supply0 supply1 table task "
    "time tran tri unsigned use vectored wait wand weak0 weak1 while wire wor xnor xor clk "
    "reset".split()
)


def identifier(text: str) -> str:
    """Return a name that Verilog accepts, as close to `text` as possible.

    Accents are dropped; other runs of characters that are not letters or digits become one
    underscore. An "m" is put before a leading digit, and an underscore after a reserved word. A
    text without any letter or digit becomes "model". Of a longer name 63 characters are kept.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")
    if not name:
        return "model"
    if name[0].isdigit():
        name = f"m{name}"
    name = name[:LONGEST].rstrip("_")
    return f"{name}_" if name in RESERVED else name
