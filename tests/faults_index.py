"""The index of faults: rows of faults.toml, joined with the tests that carry @pytest.mark.fault.

Tests are read, not run, so that the page can be made anywhere.
"""

from __future__ import annotations

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

TESTS: Final = Path(__file__).resolve().parent
_SWEEPS: Final = {"faults": "make faults", "fuzz": "make fuzz"}


@dataclass(frozen=True)
class Fault:
    """A row.

    Attributes:
        id, title: of the fault.
        how: "" where tests say it; "hand" tried by a person; "later" not yet.
        note: shown beside it.
    """

    id: str
    title: str
    how: Literal["", "hand", "later"] = ""
    note: str = ""


@dataclass(frozen=True)
class Proof:
    """A test that proves something: where it stands, and the sweep it runs in ("" for every run)."""

    test: str
    sweep: str


def sections() -> dict[str, tuple[Fault, ...]]:
    """Faults by section, in the order of the file."""
    content = tomllib.loads((TESTS / "faults.toml").read_text(encoding="utf-8"))
    return {item["name"]: tuple(Fault(**fault) for fault in item["faults"]) for item in content["section"]}


def proofs() -> Mapping[str, tuple[Proof, ...]]:
    """Fault id → its tests."""
    found: dict[str, list[Proof]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                marks = tuple(_marks(node))
                sweep = next((name for name, _ in marks if name in _SWEEPS), "")
                for fault in (fault for name, faults in marks if name == "fault" for fault in faults):
                    found[fault].append(Proof(f"{path.relative_to(TESTS)}::{node.name}", sweep))
    return {fault: tuple(tests) for fault, tests in found.items()}


def _marks(node: ast.FunctionDef) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Marks of a test with their texts."""
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        mark = call.func if call else decorator
        if isinstance(mark, ast.Attribute) and ast.unparse(mark.value) == "pytest.mark":
            yield (
                mark.attr,
                tuple(ast.literal_eval(item) for item in call.args) if call and mark.attr == "fault" else (),
            )


def page() -> str:
    """docs/faults.md."""
    tests = proofs()
    every = [fault for faults in sections().values() for fault in faults]
    places = [_where(fault, tests)[0] for fault in every]
    counts = {name: places.count(name) for name in ("always", "sweep", "by hand", "not yet")}
    told = ", ".join(f"{number} {name}" for name, number in counts.items())
    parts = [
        "# Faults and where each is tested\n\nMade by `python -m tests.docs` from `tests/faults.toml` and the marks of "
        f'the tests (`@pytest.mark.fault("A01")`); a test compares. {len(every)} faults: {told}.\n\n- **always**: by '
        "`make test`; **sweep**: by `make faults` or `make fuzz`; **by hand**: tried by a person, or on Windows; "
        "**not yet**: a later issue.\n"
    ]
    for name, faults in sections().items():
        rows = [f"| {fault.id} | {fault.title} | {_cell(fault, tests)} |" for fault in faults]
        parts.append("\n".join([f"## {name}\n", "| id | fault | tested |", "|---|---|---|", *rows]) + "\n")
    return "\n".join(parts)


def _where(fault: Fault, tests: Mapping[str, tuple[Proof, ...]]) -> tuple[str, tuple[Proof, ...]]:
    known = tests.get(fault.id, ())
    if fault.how:
        return {"hand": "by hand", "later": "not yet"}[fault.how], known
    return ("always" if any(not proof.sweep for proof in known) else "sweep"), known


def _cell(fault: Fault, tests: Mapping[str, tuple[Proof, ...]]) -> str:
    where, known = _where(fault, tests)
    named = ", ".join(f"`{proof.test}`" + (f" ({_SWEEPS[proof.sweep]})" if proof.sweep else "") for proof in known)
    text = f"{where}: {named}" if named and not fault.how else f"{where}; in part {named}" if named else where
    return f"{text}; {fault.note}" if fault.note else text
