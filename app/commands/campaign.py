"""Đợt báo cáo at Sở Nội vụ: opened with its dates, level and parts, and sent to each unit as a signed file.

It travels in the enrolment file too; a unit that is enrolled learns of a new one by its own file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from app.commands.accepted import expected_units
from app.commands.chains import chain_of, links
from app.commands.days import as_of_date
from app.commands.files import write_chosen
from app.commands.keys.authorities import authorities_of
from app.commands.keys.pairs import addressed, standing
from app.commands.keys.province_identity import province_keys
from app.commands.levels import named_level
from app.commands.office.periods import asked, asked_changes, last_number, named_parts, period_body
from app.commands.policies import campaign_policy
from app.commands.sending import moment, new_header
from app.domain.periods import Period, parse_period
from app.domain.schema import Level
from app.errors import refuse
from app.package.bodies import AnswerBody, PeriodBody, PlanPackBody
from app.package.header import REQUEST_LONGEST
from app.package.order import head
from app.package.policy import POLICY, policy_json
from app.package.sealing import seal_file
from app.progress import Progress
from app.vietnamese.dates import write_date
from app.workspace import CommandSpec, Outcome, Workspace

ISSUE: Final = CommandSpec("period issue", "app.commands.campaign:issue_period", "Mở đợt báo cáo")


def issue_period(
    ws: Workspace,
    progress: Progress,
    *,
    period: str,
    cut_off: str | None = None,
    due: str | None = None,
    level: str | None = None,
    sections: str | None = None,
    request: str | None = None,
    out: Path | None = None,
) -> Outcome:
    """Sets the period that units are asked for, and writes a signed file of it for each unit that owes it.

    Kept before anything is written, so that a number never stands on two different đợt báo cáo.

    Args:
        period: such as "2026".
        cut_off, due: YYYY-MM-DD; None for those that were asked for before, else of the pack.
        level: of the packages asked for; None for the one of before, else "rut-gon".
        sections: parts of the report, separated by commas; None for those of before, else the whole.
        request: number and day of the document that asks for it.
        out: folder for the files; None writes none. A unit without certificates gets none: its enrolment file tells it.

    Raises:
        UserError: NHAP-02 no such part, NHAP-03 a wrong period, day or level, KHOA-06 without the key, LUU-* of a file.
    """
    chosen = parse_period(period)
    if out is not None:
        province_keys(ws)
    said = f"Đã mở đợt báo cáo {chosen.label}."
    with ws.store.alone():  # two officers never take one number
        body = _terms(ws, chosen, cut_off, due, level, sections, request)
        changes = asked_changes(ws, body, moment(ws))
        ws.commit(ISSUE, Outcome(message=said, documents=tuple(item for item in changes if item.before != item.after)))
    if out is None:
        return Outcome(data={**body, "files": [], "without_key": []}, message=said)
    units = expected_units(ws, chosen)
    known = {item.unit for item in standing(ws)}
    policy = {POLICY: policy_json(campaign_policy(ws))}
    files = []
    for number, unit in enumerate(row for row in units if row.id in known):
        progress.step(number, len(known), f"Tệp đợt báo cáo: {unit.name}")
        path = out / f"2282_{unit.code}_dot-{chosen}.p7m"
        write_chosen(path, addressed_file(ws, unit.id, period_body(ws, unit, body), policy))
        files.append({"unit": unit.id, "name": unit.name or "", "file": str(path)})
    without = [unit.name or unit.id for unit in units if unit.id not in known]
    more = f" {len(without)} đơn vị chưa có chứng thư nhận đợt này theo tệp đăng ký." if without else ""
    message = f"{said} Đã lập tệp cho {len(files)}/{len(units)} đơn vị.{more}"
    return Outcome(data={**body, "files": files, "without_key": without}, message=message)


def _terms(
    ws: Workspace,
    period: Period,
    cut_off: str | None,
    due: str | None,
    level: str | None,
    sections: str | None,
    request: str | None,
) -> dict[str, Any]:
    """What is asked for; with a new number where it is not what is asked for already."""
    dates, kept = ws.pack.dates(period), asked(ws, str(period)) or {}
    first = as_of_date(cut_off or kept.get("cut_off")) or dates.cut_off_of(period)
    last = as_of_date(due or kept.get("due")) or dates.due_of(period)
    if last < first:
        if due is not None:
            detail = f"trước ngày chốt số liệu {write_date(first.isoformat())}"
            raise refuse("NHAP-03", what="hạn nộp", value=due, detail=detail)
        last = first
    words = " ".join((str(kept.get("request", "")) if request is None else request).split())
    if len(words) > REQUEST_LONGEST:
        raise refuse("NHAP-03", what="văn bản yêu cầu", value=words[:40], detail=f"nhiều nhất {REQUEST_LONGEST} ký tự")
    terms = {
        "period": str(period),
        "cut_off": first.isoformat(),
        "due": last.isoformat(),
        "level": named_level(level or kept.get("level", Level.RUT_GON.code)).code,
        "sections": list(named_parts(ws.env.catalogue["report_parts"], sections or ",".join(kept.get("sections", ())))),
        "request": words,
    }
    return {**terms, "number": _number(ws, terms)}


def _number(ws: Workspace, terms: Mapping[str, Any]) -> int:
    last, kept = last_number(ws), asked(ws, str(terms["period"]))
    same = kept is not None and {**kept, "number": 0} == {**terms, "number": 0} and kept.get("number") == last
    return last if same else last + 1


def addressed_file(
    ws: Workspace, unit: str, body: PeriodBody | PlanPackBody | AnswerBody, files: Mapping[str, bytes]
) -> bytes:
    """A signed file for each machine of a unit and for Sở Nội vụ; it stands beside the chain of receipts."""
    authorities, _ = authorities_of(ws)
    machines, _ = addressed(ws, unit, "")
    header = new_header(ws, unit, body, sent=(), last_seen=head(links(chain_of(ws, unit).taken)))
    recipients, signer = [*machines, authorities.so_encrypt], province_keys(ws).signer
    return seal_file(header, dict(files), signer, recipients, ws.env.now(), (authorities.issuing,))
