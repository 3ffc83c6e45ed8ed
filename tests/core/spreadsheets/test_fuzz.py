"""Mutated workbooks: each gives a workbook or a refusal; a panic may end the reader process, nothing else may."""

from __future__ import annotations

import random

import pytest

from app.spreadsheets import child, wire
from app.spreadsheets.wire import Refused
from tests.core.spreadsheets.lists import content, l1, repacked

_PARTS = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels")


def _mutate(data: bytes, dice: random.Random) -> bytes:
    held = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(held))
        if dice.random() < 0.3:
            del held[at : at + dice.randint(1, 40)]
        else:
            held[at] = dice.choice(b'<>/"=\x00\xff09AZ')
    return bytes(held)


def _judge(data: bytes) -> str:
    try:
        answer = wire.decode(child.answer(data, ".xlsx"))
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":
            raise
        return "panic"
    return answer.code or "read"


@pytest.mark.fault("J03")
@pytest.mark.parametrize("seed", range(40))
def test_mutated_parts(seed: int) -> None:
    dice = random.Random(seed)
    data = repacked(content(l1()), dice.choice(_PARTS), lambda held: _mutate(held, dice))
    assert _judge(data) in {"read", "panic", "XLS-01", "XLS-02", "XLS-03"}


@pytest.mark.fault("J03")
@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(3_000))
def test_mutated_bytes(seed: int) -> None:
    dice = random.Random(seed)
    data = content(l1())
    changed = _mutate(data, dice) if seed % 2 else repacked(data, dice.choice(_PARTS), lambda held: _mutate(held, dice))
    assert _judge(changed) in {"read", "panic", "XLS-01", "XLS-02", "XLS-03"}


def test_a_refusal_is_an_answer() -> None:
    assert wire.decode(child.answer(b"x", ".xlsx")).code == "XLS-01"
    with pytest.raises(Refused):
        child.read(b"x", ".xlsx")
