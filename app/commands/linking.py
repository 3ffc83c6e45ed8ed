"""The two-way chain as a check: every file names the one before it and the last one seen from the other side.

Follows both directions from the documents and from the kept originals, which are opened once more, and names each link
that is missing, altered or broken, the earliest first. Hides how a link is found; `app.commands.kept_files` opens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from app.commands.chains import LAPSED
from app.commands.kept_files import Opener, Trouble, altered_word
from app.domain.storage import Document
from app.errors import refuse
from app.package.order import Link, before, contested
from app.progress import Progress
from app.workspace import Outcome, Workspace

UNCONFIRMED_DAYS: Final = 7
"""Days after which a package without a receipt is named; the files travel by hand or mail."""

_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """One link that does not hold; `item` is the file that shows it, `file` the digest that it is about."""

    kind: str
    item: Document
    what: str
    file: str
    sentence: str


@dataclass(frozen=True, slots=True)
class _Side:
    """The files that one unit and Sở Nội vụ have exchanged, as this side has them."""

    ws: Workspace
    packages: Mapping[str, Document]
    receipts: Mapping[str, Document]

    @property
    def numbers(self) -> list[Document]:
        """Receipts by their number."""
        return sorted(self.receipts.values(), key=lambda item: (item.body["number"], item.id))


def check(ws: Workspace, progress: Progress, *, unit: str | None = None) -> Outcome:
    """Follows the chain of packages and receipts in both directions.

    Args:
        unit: code or key of one unit, at Sở Nội vụ; None for all.

    Returns:
        data: `links`, the number of files followed, `erased`, those whose names were erased, and `faults`; ok is False
            where there is a fault.

    Raises:
        UserError: NHAP-02 no such unit.
    """
    sides = _sides(ws, unit)
    opener = Opener(ws)
    total = sum(len(side.packages) + len(side.receipts) for side in sides)
    faults: list[Fault] = []
    done = erased = 0
    for side in sides:
        for item in (*side.packages.values(), *side.receipts.values()):
            progress.step(done, total, "Đọc lại các gói và phiếu đã lưu")
            done += 1
            trouble = opener.judged(item) if not _is_elsewhere(item) else ""
            erased += trouble == "erased"
            faults += _altered(trouble, item)
        faults += _of_packages(side)
        faults += _of_receipts(side)
    if ws.mode == "province":
        faults += _of_numbers(ws, sides)
    ordered = sorted(faults, key=lambda fault: (fault.item.at, fault.kind, fault.file))
    rows = [_row(ws, fault) for fault in ordered]
    data = {"links": total, "erased": erased, "faults": rows}
    return Outcome(data=data, message=_said(total, rows) + _said_erased(erased), ok=not rows)


def _sides(ws: Workspace, unit: str | None) -> list[_Side]:
    kind = "sent" if ws.mode == "unit" else "received"
    documents = [item for item in ws.store.documents(kind) if "previous" in item.body and item.state != LAPSED]
    receipts = ws.store.documents("receipt")
    keys = sorted({item.unit for item in (*documents, *receipts)})
    if unit is not None:
        keys = [key for key in keys if unit in (key, key.partition("@")[0])]
        if not keys and not any(unit in (row.id, row.code) for row in ws.env.units):
            raise refuse("NHAP-02", what="đơn vị", value=unit)
    return [
        _Side(
            ws,
            {item.id: item for item in documents if item.unit == key},
            {item.id: item for item in receipts if item.unit == key},
        )
        for key in keys
    ]


def _altered(kind: Trouble, item: Document) -> Iterator[Fault]:
    """The kept file is still the one that the document is about; one whose names were erased is no fault."""
    what = "receipt" if item.kind == "receipt" else "package"
    if kind and kind != "erased":
        yield Fault("missing" if kind == "missing" else "altered", item, what, item.id, altered_word(kind, named(item)))


def _is_elsewhere(item: Document) -> bool:
    """Whether another machine of the unit made a package: it is known here from a receipt only."""
    return bool(item.body.get("elsewhere"))


def _of_packages(side: _Side) -> Iterator[Fault]:
    """Packages: what they continue, which receipt they had seen, and whether they were answered."""
    for item in side.packages.values():
        previous, seen = item.body["previous"], item.body.get("last_seen", "")
        if previous and previous not in side.packages and not _is_elsewhere(item):
            yield Fault("missing", item, "package", previous, f"Thiếu gói liền trước {named(item)}.")
        if seen and seen not in side.receipts:
            yield Fault("missing", item, "receipt", seen, f"Thiếu phiếu mà {named(item)} đã nhìn thấy.")
    undecided = [
        item for item in side.packages.values() if item.state in ("sent", "received", "checked", "accepted", "fork")
    ]
    rivals = contested(Link(item.id, item.body["previous"]) for item in undecided)
    for item in (item for item in undecided if item.id in rivals):
        said = f"{_capital(named(item))} và một gói khác cùng nối sau một gói."
        yield Fault("broken", item, "package", item.id, said)
    yield from _unanswered(side)


def _unanswered(side: _Side) -> Iterator[Fault]:
    """Packages that no receipt speaks of, nor proves to have arrived by what Sở Nội vụ had seen."""
    links = [Link(item.id, item.body["previous"]) for item in side.packages.values()]
    known = {item.body["package"] for item in side.receipts.values()}
    if side.ws.mode == "unit":
        seen = {item.body.get("last_seen", "") for item in side.receipts.values()}
        known |= seen.union(*(before(digest, links) for digest in seen))
    waiting = ("sent",) if side.ws.mode == "unit" else ("received", "checked", "accepted", "returned")
    for item in side.packages.values():
        days = (side.ws.env.now() - datetime.fromisoformat(item.at)).days
        if item.state in waiting and item.id not in known and days >= UNCONFIRMED_DAYS:
            what = "chưa có phiếu tiếp nhận" if side.ws.mode == "unit" else "chưa được lập phiếu tiếp nhận"
            yield Fault("unconfirmed", item, "package", item.id, f"{_capital(named(item))} {what} sau {days} ngày.")


def _of_receipts(side: _Side) -> Iterator[Fault]:
    """Receipts: the one before, the packages that they name, what Sở Nội vụ had seen when it made them."""
    missing = set[str]()
    for one, two in pairwise(side.numbers):
        if one.body["number"] == two.body["number"]:
            said = f"Hai phiếu khác nhau cùng mang số {two.body['number']}."
            yield Fault("broken", two, "receipt", two.id, said)
    for item in side.numbers:
        previous, seen = item.body["previous"], item.body.get("last_seen", "")
        if previous and previous not in side.receipts and previous not in missing:
            missing.add(previous)
            yield Fault("missing", item, "receipt", previous, f"Thiếu phiếu liền trước {named(item)}.")
        if item.body["package"] not in side.packages:
            said = f"{_capital(named(item))} nói về một gói không có ở đây."
            yield Fault("unconfirmed", item, "package", item.body["package"], said)
        elif seen and seen not in side.packages:
            yield Fault("missing", item, "package", seen, f"Thiếu gói mà {named(item)} đã nhìn thấy.")


def _of_numbers(ws: Workspace, sides: Iterable[_Side]) -> Iterator[Fault]:
    """At Sở Nội vụ: numbers without gaps since the last restore, none twice, and the history that receipts print."""
    receipts = [item for side in sides for item in side.receipts.values()]
    every = sorted(ws.store.documents("receipt"), key=lambda item: item.body["number"])
    for one, two in pairwise(every):
        if one.body["number"] == two.body["number"] and one.unit != two.unit:
            said = f"Hai phiếu khác nhau cùng mang số {two.body['number']}."
            yield Fault("broken", two, "receipt", two.id, said)
        for number in range(one.body["number"] + 1, two.body["number"]):
            if one.body.get("epoch", "") == two.body.get("epoch", ""):
                yield Fault("missing", two, "receipt", "", f"Thiếu phiếu số {number}, trước {named(two)}.")
    held = _history(ws) if receipts else frozenset()
    for item in receipts:
        head = item.body.get("history", "")
        if head and head not in held:
            said = f"Lịch sử thao tác ở đây không còn dòng mà {named(item)} đã in."
            yield Fault("broken", item, "receipt", item.id, said)


def _history(ws: Workspace) -> frozenset[str]:
    """Links of all lines of the history."""
    found: set[str] = set()
    page = ws.store.history(limit=_PAGE)
    while page:
        found |= {line.link for line in page}
        page = ws.store.history(before=page[-1].revision, limit=_PAGE)
    return frozenset(found)


def named(item: Document) -> str:
    """A file as a sentence names it."""
    day = f"{datetime.fromisoformat(item.at):%d/%m/%Y}"
    if item.kind == "receipt":
        return f"phiếu số {item.body['number']} ngày {day}"
    return f"gói kỳ {item.period} ngày {day} ({item.id[:8]})"


def _row(ws: Workspace, fault: Fault) -> dict[str, Any]:
    unit = fault.item.unit
    return {
        "unit": unit,
        "unit_name": ws.env.units.name(unit),
        "kind": fault.kind,
        "file": fault.file,
        "what": fault.what,
        "at": fault.item.at,
        "sentence": fault.sentence,
    }


def _said(links: int, rows: list[dict[str, Any]]) -> str:
    if not rows:
        return f"Chuỗi liền mạch: {links} gói và phiếu khớp nhau ở cả hai chiều."
    first = rows[0]
    return f"{len(rows)} chỗ không liền mạch. Đầu tiên, {first['unit_name']}: {first['sentence']}"


def _said_erased(number: int) -> str:
    """Files that cannot be read again by design: their digests still hold the chain together."""
    return f" {number} tệp đã xóa dữ liệu cá nhân theo quy định; mã băm vẫn khớp trong chuỗi." if number else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
