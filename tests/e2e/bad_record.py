"""One bad record as a workbook, and a unit's program without a gate: what the walks of one finding need.

The woman of the workbook has no birth date (HS01), an ID number of a man (HS04), and stands in a planning list without
the date of its decision (QH07).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from app.commands.figures.judging import Judged, judge
from app.commands.submission import submitting
from app.domain.codelists import load_catalogue
from app.domain.dataset import dataset
from app.domain.dates import PartialDate
from app.domain.records import Person, PlanningEntry, PlanningList
from app.domain.unit_records import Body
from app.paths import resource_root
from app.spreadsheets.template import write_template
from app.workspace import Workspace, load_environment
from db.opening import SqlStores
from tests.e2e.conftest import PASSPHRASE

NAME = "Lường Thị Thử Nghiệm"
ID_NUMBER = "011085000123"
RULES = {"HS01", "HS04", "QH07"}
LIST_NUMBER = "99-QĐ/ĐU"


@contextmanager
def opened(store: Path) -> Iterator[Workspace]:
    """The workspace of a store, as the window has it."""
    stores = SqlStores()
    ws = Workspace(load_environment(stores), stores.open(store, None, PASSPHRASE))
    try:
        yield ws
    finally:
        ws.store.close()


def write_bad_workbook(path: Path, store: Path) -> None:
    """The workbook, in the layout of the template; the body it names is one of the unit's own."""
    with opened(store) as ws:
        unit, own = ws.unit, ws.store.load("", ["body"])
    body = next(row for row in own.rows(Body) if row.kind in ("ubnd", "so"))
    post = "ubnd.pct" if body.kind == "ubnd" else "so.pgd"
    rows = (
        body,
        Person(id="p", full_name=NAME, sex="f", id_number=ID_NUMBER, ethnic="03", body=body.id, professional="dh"),
        PlanningList(id="l", number=LIST_NUMBER, term="2026-2031", tier="xa", secrecy="khong"),
        PlanningEntry(
            id="e", person="p", planning_list="l", post=post, body=body.id, start=PartialDate("2026-03-01")
        ),
    )  # fmt: skip
    write_template(path, "bài thử", load_catalogue(resource_root() / "codelists"), dataset(unit, rows))


class _Ungated(Judged):
    """A judgement that counts no errors, so that the gate stays open."""

    errors = 0  # type: ignore[assignment]


@contextmanager
def without_gate() -> Iterator[None]:
    """The program of a unit that seals whatever it has."""

    def lenient(*arguments: Any, **named: Any) -> Judged:
        judged = judge(*arguments, **named)
        return _Ungated(**{item.name: getattr(judged, item.name) for item in fields(judged)})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(submitting, "judge", lenient)
        yield
