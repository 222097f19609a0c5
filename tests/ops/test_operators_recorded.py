"""What the record of an operator says does not change by accident: versions, inputs, types."""

import os
from pathlib import Path

from tests.support.recorded import RENEW
from tinyml_kit.ops.operators import OPERATORS
from tinyml_kit.ops.spec import no_macs, no_options, no_params

RECORDED = Path(__file__).with_name("recorded_operators.txt")


def found():
    """Return {"NAME.field": value} of what is no function, and of which functions there are."""
    table = {}
    for name, spec in OPERATORS.items():
        for field in ("version", "inputs", "outputs", "table", "order", "data_inputs", "in_place"):
            table[f"{name}.{field}"] = str(getattr(spec, field))
        for field in ("int8", "float32", "int16", "check_settings"):
            table[f"{name}.has_{field}"] = str(getattr(spec, field) is not None)
        table[f"{name}.has_options"] = str(spec.options is not no_options)
        table[f"{name}.has_params"] = str(spec.params is not no_params)
        table[f"{name}.has_macs"] = str(spec.macs is not no_macs)
    return table


def test_no_record_of_an_operator_changes_unnoticed():
    now = found()
    if os.environ.get(RENEW):
        lines = [f"{name}={value}" for name, value in now.items()]
        RECORDED.write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = RECORDED.read_text(encoding="utf-8").splitlines()
    recorded = dict(line.split("=", 1) for line in lines)
    # What is new is no accident.
    assert {name: now.get(name) for name in recorded} == recorded
