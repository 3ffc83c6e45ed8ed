"""The whole loop on invented people: enrolment, Excel in, check, packages, reception, receipts, province forms."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from app.commands.demo.people import make_unit, plan_units
from app.commands.demo.workbooks import direct_part, write_workbook
from app.commands.figures.asked import offered_forms
from app.commands.figures.paper import Desk, document
from app.commands.figures.province import expected_units
from app.commands.figures.reporting import desk_of
from app.commands.files import write_chosen
from app.commands.keys.authorities import authorities_of
from app.commands.keys.province_identity import province_keys
from app.commands.keys.unit_identity import unit_decryption, unit_keys
from app.commands.storing import new_province, new_unit
from app.commands.table import command, resolve
from app.crypto.certificates import certificate_pem
from app.crypto.envelope import open_envelope
from app.crypto.keys import key_to_pem
from app.domain.dataset import Change, Dataset
from app.domain.periods import Period, parse_period
from app.domain.unit_records import Unit, UnitProfile
from app.errors import refuse
from app.package.container import read
from app.package.submission import FORMS
from app.progress import Progress, Silent
from app.reports.writers import render
from app.spreadsheets.choices import Choices
from app.workspace import Environment, Outcome, Workspace

PASSPHRASE: Final = "so tay 2282 thuc hanh"  # noqa: S105 - printed; opens invented data only
_USER: Final = "lap-bieu"
_THREE: Final = (".pdf", ".xlsx", ".docx")
_TEMPLATE: Final[tuple[str, ...]] = ("template",)
_STYLES: Final[tuple[tuple[str, ...], ...]] = (
    *(_TEMPLATE,) * 3,
    ("L1", "template"),
    *(_TEMPLATE,) * 3,
    ("L1-tcvn3", "template"),
    *(_TEMPLATE,) * 12,
)
"""How the unit's list comes: mostly the template, now and then first a list as offices keep it."""


@dataclass(slots=True)
class _Steps:
    """What was done, how many, how long."""

    progress: Progress
    rows: list[dict[str, Any]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[int], None]]:
        """Times a step; the caller says how many it did."""
        started = time.monotonic()
        row: dict[str, Any] = {"step": name, "count": 0, "seconds": 0.0}
        self.progress.step(len(self.rows), 12, name)

        def counted(count: int) -> None:
            row["count"] += count

        yield counted
        row["seconds"] = round(time.monotonic() - started, 2)
        self.rows.append(row)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit of the demo: its workspace stays open from enrolment to receipt."""

    unit: Unit
    ws: Workspace
    data: Dataset

    @property
    def code(self) -> str:
        """Code without its date, for names of folders."""
        return self.unit.code or ""


def demo(
    env: Environment,
    progress: Progress,
    *,
    out: Path,
    units: int | None,
    people: int,
    seed: int,
    passphrase: str | None,
) -> Outcome:
    """Runs the loop and leaves everything in a folder.

    Args:
        out: new or empty folder. units: how many, None for all. people: about how many in all.
        seed: the same seed gives the same people.
        passphrase: of all stores; None for a printed one.

    Raises:
        UserError: LUU-07 the folder holds something already; LUU-*.
    """
    if out.exists() and any(out.iterdir()):
        raise refuse("LUU-07", place=out)
    secret = passphrase or PASSPHRASE
    steps = _Steps(progress)
    period = parse_period(str(env.now().year))
    with steps.step("Lập dữ liệu của Sở Nội vụ") as counted:
        province = new_province(env, out / "province" / "store", _USER, secret, practice=True)
        _run(province, "period issue", period=str(period), cut_off=env.now().date().isoformat())
        counted(1)
    try:
        members = _enrolled_units(steps, province, out, units, people, seed, secret)
        _fill(steps, members, out)
        _submit_all(steps, members, out, period, "01")
        rows = _receive(steps, province, members, out)
        corrected = _return_and_correct(steps, province, members, out, period)
        _finish(steps, province, members, out, period)
        _leave_keys(province, members, out)
    finally:
        province.store.close()
    for member in members:
        member.ws.store.close()
    message = f"Xong. Mật khẩu mở dữ liệu mẫu: {secret}" if passphrase is None else "Xong."
    data = {"steps": steps.rows, "refused": rows, "corrected": corrected, "units": len(members), "out": str(out)}
    return Outcome(data=data, message=message)


def _enrolled_units(
    steps: _Steps, province: Workspace, out: Path, units: int | None, people: int, seed: int, secret: str
) -> list[_Unit]:
    env = province.env
    cut_off = env.now().date()
    plans = plan_units(expected_units(province, parse_period(str(cut_off.year))), people, units)
    members = []
    with steps.step("Lập tệp đăng ký và dữ liệu đơn vị") as counted:
        for number, plan in enumerate(plans):
            made = _run(province, "enrol file", out=out / "enrolment", unit=plan.unit.id).data[0]
            folder = out / "units" / str(plan.unit.code) / "store"
            ws = new_unit(env, folder, Path(made["file"]), made["code"], _USER, secret)
            members.append(_Unit(plan.unit, ws, make_unit(plan, seed + number, cut_off, env.catalogue)))
            counted(1)
    return members


def _fill(steps: _Steps, members: list[_Unit], out: Path) -> None:
    with steps.step("Nhập thẳng phần của đơn vị") as counted:
        for member in members:
            given = member.ws.store.load()
            removed = [
                Change(table, key, row, None) for table, rows in given.tables.items() for key, row in rows.items()
            ]
            added = [
                Change(table, key, None, row)
                for table, rows in direct_part(member.data).tables.items()
                for key, row in rows.items()
            ]
            _run(member.ws, "record save", changes=(*removed, *added))
            counted(len(added))
    with steps.step("Nhập từ Excel") as counted:
        for number, member in enumerate(members):
            for place, style in enumerate(_STYLES[number % len(_STYLES)]):
                path = out / "units" / member.code / "in" / f"danh-sach-{member.code}-{style}.xlsx"
                path.parent.mkdir(parents=True, exist_ok=True)
                write_workbook(path, member.data, member.ws.env.catalogue, style)
                outcome = _run(member.ws, "import", file=path, choices=_answers(member.ws, path) if place else None)
                counted(outcome.data["read"])
                if not outcome.ok:
                    raise AssertionError(f"{path}: {outcome.message}")


def _answers(ws: Workspace, path: Path) -> Choices:
    """What an officer says who knows the people: each row that waits is the one person beside it."""
    rows = _run(ws, "import", file=path, dry_run=True).data["rows"]
    return Choices(
        same={(row["sheet"], row["number"]): row["candidates"][0]["id"] for row in rows if len(row["candidates"]) == 1}
    )


def _submit_all(steps: _Steps, members: list[_Unit], out: Path, period: Period, number: str) -> None:
    with steps.step("Rà soát, lập biểu, ký, mã hóa") as counted:
        for member in members:
            sealed = _submit(member, out, period, number).read_bytes()
            write_chosen(out / "forms" / member.code / "bieu.pdf", _sent_forms(member.ws, sealed))
            counted(1)
    first = members[0]
    with steps.step("Biểu ba định dạng của một đơn vị") as counted:
        counted(_three_formats(first.ws, desk_of(first.ws, str(period), None), out / "forms" / first.code))


def _submit(member: _Unit, out: Path, period: Period, number: str) -> Path:
    path = out / "packages" / f"2282_{member.code}_{period}_{number}.p7m"
    outcome = _run(member.ws, "submit", period=str(period), out=path)
    if not outcome.ok:
        raise AssertionError(f"{member.code}: {outcome.data}")
    return path


def _receive(steps: _Steps, province: Workspace, members: list[_Unit], out: Path) -> list[dict[str, Any]]:
    packages = out / "packages"
    first = packages / sorted(path.name for path in packages.iterdir())[0]
    original = first.read_bytes()
    middle = len(original) // 2
    tampered = packages / "bi-sua.p7m"
    write_chosen(tampered, original[:middle] + bytes([original[middle] ^ 1]) + original[middle + 1 :])
    with steps.step("Tiếp nhận: chờ ghi danh") as counted:
        rows = _run(province, "receive", paths=[packages]).data
        counted(len(rows))
    with steps.step("Xác nhận dấu vân tay, ghi danh") as counted:
        for row in rows:
            if row["state"] == "waiting_enrolment":
                _run(province, "enrol confirm", fingerprint=row["fingerprint"])
                counted(1)
    with steps.step("Tiếp nhận lại: gói trùng") as counted:
        again = _run(province, "receive", paths=[first]).data
        counted(len(again))
    tampered.unlink()
    return [row for row in (*rows, *again) if row["state"] in ("refused", "duplicate")]


def _return_and_correct(
    steps: _Steps, province: Workspace, members: list[_Unit], out: Path, period: Period
) -> dict[str, Any]:
    """One unit is asked to complete, reads the receipt, corrects and sends again."""
    member = members[0]
    with steps.step("Đề nghị hoàn thiện và gửi lại") as counted:
        sent = member.ws.store.documents("sent")[-1]
        _run(province, "return", package=sent.id, reason="Đề nghị bổ sung người kiểm tra biểu.")
        receipt = out / "receipts" / f"{member.code}_01_hoan-thien.p7m"
        _run(province, "receipt", package=sent.id, out=receipt)
        _run(member.ws, "receive", paths=[receipt])
        profile = next(iter(member.ws.store.load("", ["unit_profile"]).rows(UnitProfile)))
        _correct(member.ws, profile)
        path = _submit(member, out, period, "02")
        row = _run(province, "receive", paths=[path]).data[0]
        counted(1)
    return {"unit": member.unit.id, "state": row["state"]}


def _correct(ws: Workspace, profile: UnitProfile) -> None:
    name = "Phạm Thị Hải Yến" if profile.checker != "Phạm Thị Hải Yến" else "Trần Thị Quỳnh Trang"
    changed = replace(profile, checker=name)
    _run(ws, "record save", changes=(Change("unit_profile", profile.id, profile, changed),))


def _finish(steps: _Steps, province: Workspace, members: list[_Unit], out: Path, period: Period) -> None:
    with steps.step("Chấp nhận số liệu, gửi phiếu") as counted:
        for document in province.store.documents("received", period=str(period), state="received"):
            _run(province, "accept", package=document.id)
        by_unit = {member.unit.id: member for member in members}
        for document in province.store.documents("received", period=str(period), state="accepted"):
            member = by_unit[document.unit]
            path = out / "receipts" / f"{member.code}_chap-nhan.p7m"
            _run(province, "receipt", package=document.id, out=path)
            _run(member.ws, "receive", paths=[path])
            counted(1)
    with steps.step("Biểu toàn tỉnh, ba định dạng") as counted:
        counted(_three_formats(province, desk_of(province, str(period), None), out / "forms" / "province"))


def _sent_forms(ws: Workspace, sealed: bytes) -> bytes:
    """The PDF that a package carries, opened with the unit's own key."""
    return read(open_envelope(sealed, unit_decryption(ws)).plaintext).files[FORMS]


def _three_formats(ws: Workspace, desk: Desk, folder: Path) -> int:
    """Every form as PDF, XLSX and DOCX; gives how many files."""
    codes = [form.code for form in offered_forms(ws, desk.form_input.data.period)]
    for code in codes:
        made = document(ws, desk, (code,))
        for suffix in _THREE:
            write_chosen(folder / f"bieu-{code}{suffix}", render(made, suffix))
    return len(codes) * len(_THREE)


def _leave_keys(province: Workspace, members: list[_Unit], out: Path) -> None:
    """Keys of the demo, so that docs/package-format.md can be followed by hand."""
    keys, (authorities, _) = province_keys(province), authorities_of(province)
    write_chosen(out / "keys" / "so-noi-vu-ma-hoa.pem", key_to_pem(keys.encryption.key))
    write_chosen(out / "keys" / "so-noi-vu-ma-hoa-chung-thu.pem", certificate_pem(authorities.so_encrypt))
    write_chosen(out / "keys" / "goc.pem", certificate_pem(authorities.root))
    write_chosen(out / "keys" / "cap-chung-thu.pem", certificate_pem(authorities.issuing))
    first = members[0]
    write_chosen(out / "keys" / f"{first.code}-ma-hoa.pem", key_to_pem(unit_keys(first.ws).encryption_key))


def _run(ws: Workspace, name: str, **params: Any) -> Outcome:
    spec = command(name)
    return ws.run(spec, resolve(spec), Silent(), **params)
