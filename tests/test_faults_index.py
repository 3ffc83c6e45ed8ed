"""Every fault of the index is proved by a test, tried by hand, or said to be open; no test proves a fault unknown."""

from __future__ import annotations

from tests.faults_index import Fault, proofs, sections

FAULTS: dict[str, Fault] = {fault.id: fault for faults in sections().values() for fault in faults}
LETTERS = {"A": 21, "B": 16, "C": 8, "D": 18, "E": 15, "F": 28, "G": 35, "H": 13, "I": 27, "J": 25, "K": 15, "L": 8}


def test_ids_run_without_gaps() -> None:
    """The rows are numbered by section; none is lost."""
    counts = {**LETTERS, "W": 12, "N": 12}
    assert set(FAULTS) == {f"{letter}{number:02d}" for letter, last in counts.items() for number in range(1, last + 1)}
    assert sum(len(faults) for faults in sections().values()) == len(FAULTS)


def test_tests_prove_known_faults_only() -> None:
    assert set(proofs()) <= set(FAULTS)


def test_every_fault_is_proved_or_said_to_be_open() -> None:
    """A fault without `how` has a test; one that is said to be open has a reason, or no test that proves all of it."""
    proved = proofs()
    assert [fault.id for fault in FAULTS.values() if not fault.how and fault.id not in proved] == []
    assert [fault.id for fault in FAULTS.values() if fault.how and fault.id in proved and not fault.note] == []
    assert {fault.how for fault in FAULTS.values()} <= {"", "hand", "later"}
