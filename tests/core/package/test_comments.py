"""Comments and certificates that travel from Sở Nội vụ: written and read back; every other form is refused."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.crypto.certificates import certificate_der
from app.package.comments import LONGEST, MOST, Comment, comments_json, read_comments
from app.package.credentials import Office, office_files, read_office
from tests.simulator.pki import province
from tests.simulator.refusals import code_of

GOOD = Comment(
    id="01900000-0000-7000-8000-000000000001",
    table="person",
    record="03202-p-003",
    field="ethnic",
    cell="",
    finding="ab12",
    text="Đề nghị xem lại.",
)
OTHER = msgspec.structs.replace(
    GOOD, id="01900000-0000-7000-8000-000000000002", table="", record="", field="", cell="leader{sex=f}", finding=""
)


def test_comments_are_read_back() -> None:
    lines = msgspec.structs.replace(GOOD, text="Đề nghị xem lại:\n– ngày sinh\n–\xa0dân tộc")
    assert read_comments(comments_json([lines])) == (lines,)
    assert read_comments(comments_json([GOOD, OTHER])) == (GOOD, OTHER)


@pytest.mark.fault("I25")
@pytest.mark.parametrize(
    "change",
    [
        {"id": "1"}, {"id": GOOD.id.upper().replace("0", "A")}, {"table": "evil"}, {"field": "evil"},
        {"record": "x" * (LONGEST + 1)}, {"cell": "leader{"}, {"finding": "xyz"}, {"text": ""},
        {"text": "x" * (LONGEST + 1)}, {"table": "unit"}, {"table": "obligation", "field": "period"},
        {"record": "../../x"}, {"record": "x y"}, {"record": "<b>"}, {"text": "a\x00b"}, {"text": "a\rb"},
        {"text": "a\tb"},
        {"text": "a\u202eb"}, {"text": "a\u2028b"}, {"text": "\ue000"}, {"text": "\x1b[2J"},
    ],
)  # fmt: skip
def test_comments_that_no_program_of_ours_writes(change: dict[str, Any]) -> None:
    assert code_of(read_comments, comments_json([msgspec.structs.replace(GOOD, **change)])) == "NGH-09"


@pytest.mark.fault("I25")
def test_files_of_comments_in_another_form() -> None:
    crowd = [msgspec.structs.replace(GOOD, id=f"01900000-0000-7000-8000-{number:012x}") for number in range(MOST + 1)]
    many = (comments_json([GOOD, GOOD]), comments_json(crowd), b"[", b"{}", b"[ ]", b"[null]", b"\xff", b"[" * 10_000)
    for content in many:
        assert code_of(read_comments, content) == "NGH-09"


def test_certificates_of_the_office_come_together_or_not_at_all() -> None:
    pki = province()
    held = (pki.issuing, pki.so_sign, pki.so_encrypt, pki.so_spare)
    office = Office(*(one.certificate for one in held))
    files = office_files(office)
    assert read_office(files) == office
    assert read_office({}) is None
    for name in files:
        assert code_of(read_office, {name: files[name]}) == "NGH-09"
        assert code_of(read_office, {**files, name: certificate_der(pki.root.certificate)[:-1]}) == "KY-03"
