"""The text of an ADD, and of the place where its second stream leaves the first."""

from collections.abc import Mapping, Sequence
from typing import Any

from tinyml_kit.codegen.rtl.adding import Addition
from tinyml_kit.codegen.rtl.reading import CLOCKED
from tinyml_kit.codegen.rtl.verilog import bits_for, choice, instance, literal, stream_module


def waiting(stages: Sequence[Any], place: int) -> dict[int, Addition]:
    """Return the ADDs that need the outputs of the stage of a place again, by their own places."""
    both = enumerate(stages)
    return {at: one for at, one in both if isinstance(one, Addition) and one.kept == place}


def fork(source: str, forks: Mapping[int, Addition]) -> str:
    """Return what sends the words of a stream into queues, too.

    A word passes when the next stage takes it and every queue has room.
    """
    room = " && ".join(f"kept_{place}_room" for place in forks)
    lines = [f"    wire {source}_taken;"]
    for place in forks:
        lines.append(f"    wire kept_{place}_room, kept_{place}_valid, kept_{place}_ready;")
        lines.append(f"    wire [7:0] kept_{place}_data;")
    lines += [
        f"    wire {source}_passes = {source}_valid && {room};",
        f"    assign {source}_ready = {source}_taken && {room};",
    ]
    for place, one in forks.items():
        sizes = {"WIDTH": 8, "DEPTH": one.queue, "BITS": bits_for(one.queue - 1)}
        ports = {"in_valid": f"{source}_passes && {source}_taken", "in_ready": f"kept_{place}_room"}
        ports |= {"in_data": f"{source}_data"}
        ports |= {f"out_{one}": f"kept_{place}_{one}" for one in ("valid", "ready", "data")}
        lines.append(instance("waiting_words", f"kept_{place}", sizes, CLOCKED | ports))
    return "\n".join(lines)


def added(stage: Addition, name: str) -> list[str]:
    """Return the modules of an ADD: its tables, and the adder."""
    bits = stage.bits
    note = "What each number contributes to an output: 0 to 127, then -128 to -1."
    tables = [
        choice(
            f"{name}_{side}",
            {"term": (bits, [literal(int(one), bits) for one in (*terms[128:], *terms[:128])])},
            note,
        )
        for side, terms in zip(("terms", "kept_terms"), stage.terms, strict=True)
    ]
    parameters = {
        "WIDTH": bits, "PLACES": stage.places, "RESULT": max(bits - stage.places, 9) + 1,
        "OFFSET": stage.offset, "LOW": stage.low, "HIGH": stage.high,
    }  # fmt: skip
    ports = {f"in_{one}": f"in_{one}" for one in ("valid", "ready")} | {"term": "term"}
    ports |= {f"kept_{one}": f"kept_{one}" for one in ("valid", "ready", "term")}
    ports |= {
        key: literal(addend, bits)
        for key, addend in zip(("addend", "negative_addend"), stage.addends, strict=True)
    }
    ports |= {f"out_{one}": f"out_{one}" for one in ("valid", "ready", "data")}
    body = [
        "// ADD: of the numbers that come, and of those that have waited.",
        stream_module(name, "kept"),
        f"    wire signed [{bits - 1}:0] term, kept_term;",
        f"    {name}_terms of_this (.index(in_data), .term(term));",
        f"    {name}_kept_terms of_that (.index(kept_data), .term(kept_term));",
        instance("add", "stage", parameters, CLOCKED | ports),
        "endmodule",
    ]
    return [*tables, "\n".join(body)]
