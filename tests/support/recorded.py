"""Texts that are compared with what was recorded: a wanted change is recorded anew, and read."""

import os
from pathlib import Path

RENEW = "TINYML_KIT_RENEW_RECORDED"


def require_recorded(text: str, path: Path) -> None:
    """Compare a text with the recorded one; with the variable RENEW set, record it instead."""
    if os.environ.get(RENEW):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    recorded = path.read_text(encoding="utf-8").splitlines()
    assert text.splitlines() == recorded, f"{RENEW}=1 records it as it is now"
