"""docs/evil-packages.md, made of the corpus."""

from __future__ import annotations

from app.errors import CATALOGUE
from tests.simulator.evil import CORPUS, LAYERS
from tests.simulator.evil.case import Evil

HEAD = """# Evil packages

Every package that the tests make and Sở Nội vụ refuses, by the layer that it is made in. Each is delivered whole, as a
sealed file, to the reception of a province in memory; what must come of it is its code, the sentence of that code and
nothing else: no record, no figure, no blob. The file stays as evidence. Makers: `tests/simulator/evil/`; the test:
`tests/core/package/test_evil.py`. `openssl` and pyHanko judge the same packages, with the reasons where we are stricter
(`tests/core/crypto/test_openssl_agrees.py`). Every refusal of the reader is taken away once, and one of these packages
then passes (`tests/core/package/test_refusals_bite.py`, in `make faults`).

A package that waits (newer format, newer pack, missing predecessor) is kept unread and taken up later.
"""


def page() -> str:
    """The page."""
    codes = sorted({case.code for case in CORPUS})
    said = "\n".join(f"| {code} | {_cell(CATALOGUE[code][0])} | {_count(code)} |" for code in codes)
    parts = [HEAD, f"| code | what is said | packages |\n|---|---|---|\n{said}\n"]
    for layer, cases in LAYERS.items():
        rows = "\n".join(map(_row, cases))
        parts.append(f"## {layer.capitalize()}: {len(cases)}\n\n| package | code | faults |\n|---|---|---|\n{rows}\n")
    return "\n".join(parts)


def _row(case: Evil) -> str:
    waits = "" if case.state == "refused" else f" ({case.state})"
    return f"| {_cell(case.name)} | {case.code}{waits} | {case.faults} |"


def _count(code: str) -> int:
    return sum(case.code == code for case in CORPUS)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
