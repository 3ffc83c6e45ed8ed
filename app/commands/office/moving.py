"""Where the data of Sở Nội vụ lies and who works on it: files, or a server that several officers share."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.commands.files import first_line
from app.commands.sending import moment
from app.domain.storage import ADMIN, APPROVER, RECEPTION, Document, DocumentChange
from app.errors import refuse
from app.progress import Progress
from app.workspace import NewOfficer, Outcome, Workspace

KIND: Final = "officer"
ROLES: Final = {"tiep-nhan": RECEPTION, "duyet": APPROVER, "quan-tri": ADMIN}


def move(
    ws: Workspace,
    progress: Progress,
    *,
    out: Path,
    server: str | None = None,
    password_file: Path | None = None,
    password: str = "",
) -> Outcome:
    """Moves the whole data to a server, or from the server into files, compares all of it, and marks the old place.

    The old data is only read. A move to a server that was killed is finished by the same command.

    Args:
        out: folder that is worked with from now on.
        server: address; None moves from the server into `out`.
        password: of the server, needed with one; or password_file, whose first line it is.

    Returns:
        data: `folder`, `server`, `records` (table → number of rows compared).

    Raises:
        UserError: MO-05 … MO-11, LUU-*, NHAP-01 it is there already, NHAP-03 the address.
    """
    if server is None:
        counts = ws.env.stores.to_folder(ws.store, out, progress)
    else:
        secret = password or (first_line(password_file) if password_file else "")
        if not secret:
            raise refuse("NHAP-01", detail="cần --password-file, tệp có mật khẩu của máy chủ ở dòng đầu")
        counts = ws.env.stores.to_server(ws.store, out, server, secret, progress)
    data = {"folder": str(out), "server": server or "", "records": dict(counts)}
    total = sum(counts.values())
    where = f"lên máy chủ; từ nay mở thư mục {out}" if server else f"về thư mục {out}"
    told = f"Đã chuyển và đối chiếu khớp {total} dòng của {len(counts)} bảng {where}. Dữ liệu cũ giữ nguyên."
    return Outcome(data=data, message=told)


def add_officer(
    ws: Workspace,
    progress: Progress,
    *,
    officer: str,
    roles: str,
    out: Path,
    server_user: str,
    password_file: Path | None = None,
    password: str = "",
    passphrase_file: Path | None = None,
    passphrase: str = "",
) -> Outcome:
    """Makes the folder that another officer works with on another machine, with a slot of that officer only.

    Args:
        roles: of `ROLES`, with commas.
        out: new folder, to be carried to the officer's machine and deleted here.
        server_user: of the officer on the server, with the password, or password_file, whose first line it is.
        passphrase: that the officer opens the data with first; or passphrase_file.

    Raises:
        UserError: NHAP-02 no such role, NHAP-03 the name is empty or taken, KHOA-04, KHOA-06, LUU-*.
    """
    named = " ".join(officer.split())
    taken = {slot.name for slot in ws.store.users()}
    before = ws.store.document(KIND, named)
    if not named or named in taken or (before is not None and before.state == "active"):
        raise refuse("NHAP-03", what="tên cán bộ", value=officer, detail="để trống hoặc đã có")
    given = _roles(roles)
    secret = passphrase or (first_line(passphrase_file) if passphrase_file else "")
    theirs = password or (first_line(password_file) if password_file else "")
    new = NewOfficer(out, named, secret, given, server_user, theirs)
    ws.env.stores.officer(ws.store, new)
    body = {"roles": list(given), "server_user": server_user, "by": ws.actor}
    added = Document(KIND, named, state="active", at=moment(ws), body=body)
    message = f"Đã lập thư mục dữ liệu cho {named} tại {out.name}. Chép sang máy của người đó rồi xóa bản này."
    return Outcome(data=_row(added), message=message, documents=(DocumentChange(before, added),))


def end_officer(ws: Workspace, progress: Progress, *, officer: str) -> Outcome:
    """Ends the work of an officer: the data opens no more from that folder.

    The host of the server also takes the user away there: what was once opened could be read with other programs.

    Raises:
        UserError: NHAP-02 no such officer, NHAP-01 oneself.
    """
    before = ws.store.document(KIND, officer)
    if before is None or before.state != "active":
        raise refuse("NHAP-02", what="cán bộ", value=officer)
    if officer == ws.actor:
        raise refuse("NHAP-01", detail="không tự kết thúc việc của chính mình")
    ended = replace(before, state="ended", at=moment(ws))
    message = (
        f"Đã kết thúc việc của {officer}. Đề nghị người quản trị máy chủ xóa người dùng {before.body['server_user']}."
    )
    return Outcome(data=_row(ended), message=message, documents=(DocumentChange(before, ended),))


def officers(ws: Workspace, progress: Progress) -> Outcome:
    """Who works on the data: the users of this folder, and officers with folders of their own."""
    kept = ws.store.documents(KIND)
    named = {item.id for item in kept}
    here = [
        {"name": slot.name, "roles": list(slot.roles), "state": "active", "at": "", "server_user": ""}
        for slot in ws.store.users()
        if slot.name not in named
    ]
    return Outcome(data=[*here, *map(_row, kept)])


def _roles(text: str) -> tuple[str, ...]:
    names = [part.strip() for part in text.split(",") if part.strip()]
    for name in names:
        if name not in ROLES:
            raise refuse("NHAP-02", what="vai trò", value=name)
    if not names:
        raise refuse("NHAP-03", what="vai trò", value=text, detail="cần ít nhất một: " + ", ".join(ROLES))
    return tuple(ROLES[name] for name in names)


def _row(item: Document) -> dict[str, Any]:
    body = item.body
    return {
        "name": item.id,
        "roles": list(body["roles"]),
        "state": item.state,
        "at": item.at,
        "server_user": body["server_user"],
    }
