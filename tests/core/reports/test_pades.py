"""PDFs signed and judged: what an independent reader says, where a signature is seen, what came after it (K12)."""

from __future__ import annotations

import io
import random
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from app.crypto.certificates import Identity
from app.errors import UserError
from app.reports.document import Document
from app.reports.pades import sign_pdf
from app.reports.pdf import write_pdf
from app.reports.pdf_check import PdfSignature, check_pdf, is_pdf
from app.reports.stamp import Look, annex_line
from tests.simulator.pki import NOW
from tests.simulator.refusals import code_of
from tests.simulator.softhsm import ISSUER, OFFICE, OFFICER, certified, ec_key, rsa_key

ROOT, OFFICIAL = certified(NOW, ec_key())
ROOT_RSA, OFFICIAL_RSA = certified(NOW, rsa_key(2048))


@pytest.fixture(scope="module")
def forms() -> bytes:
    """The forms of a unit, not signed."""
    from tests.core.reports.conftest import as_document, bodies_form, staff_form

    return printed(as_document(bodies_form(3, landscape=False), staff_form(3)))


def printed(document: Document) -> bytes:
    out = io.BytesIO()
    write_pdf(document, out)
    return out.getvalue()


@pytest.fixture(scope="module")
def signed(forms: bytes) -> bytes:
    return sign_pdf(forms, OFFICIAL, NOW, Look())


def only(pdf: bytes) -> PdfSignature:
    (found,) = check_pdf(pdf).signatures
    return found


@pytest.mark.parametrize("official", [OFFICIAL, OFFICIAL_RSA], ids=["EC", "RSA 2048"])
@pytest.mark.parametrize("look", [Look(), Look(annex=True, number="05/BC-UBND")], ids=["main", "annex"])
def test_an_independent_reader_agrees(forms: bytes, tmp_path: Path, official: Identity, look: Look) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(sign_pdf(forms, official, NOW, look))
    told = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=True).stdout
    assert "Signature is Valid" in told
    assert "ETSI.CAdES.detached" in told
    assert "Total document signed" in told
    assert OFFICER in told
    found = only(path.read_bytes())
    assert (found.signer, found.issuer, found.at, found.root) == (OFFICER, ISSUER, NOW, "")
    assert (found.intact, found.whole, found.known, found.later) == (True, True, True, "none")


def test_the_bytes_that_were_there_stay(forms: bytes, signed: bytes) -> None:
    assert signed.startswith(forms)
    assert b"SigningTime" not in signed  # EN 319 142-1: the time stands in the dictionary only
    assert b"1.2.840.113549.1.9.5" not in signed


def test_the_signature_is_seen_where_the_form_is_signed(signed: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(signed)
    words = _words(tmp_path / "a.pdf")
    assert f"Người ký: {OFFICER}" in words
    assert f"Cơ quan: {OFFICE}" in words
    assert "Thời gian ký: 22/11/2026 15:30:00 +07:00" in words
    assert words.index("Người ký:") > words.index("CHỦ TỊCH")  # the last page of the last form
    reader = PdfFileReader(io.BytesIO(signed))
    left, bottom, right, top = (float(part) for part in reader.embedded_signatures[0].sig_field["/Rect"])
    assert (round(top - bottom), left > 842 / 2, right < 842) == (58, True, True)


def test_an_annex_is_signed_at_the_top_right(forms: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(sign_pdf(forms, OFFICIAL, NOW, Look(annex=True, number="05/BC-UBND")))
    assert "Số: 05/BC-UBND; 22/11/2026; 15:30:00" in _words(tmp_path / "a.pdf")
    assert annex_line("", NOW) == "Số: ……………; 22/11/2026; 15:30:00"
    reader = PdfFileReader(io.BytesIO((tmp_path / "a.pdf").read_bytes()))
    _, bottom, right, top = (float(part) for part in reader.embedded_signatures[0].sig_field["/Rect"])
    assert bottom > 842 - 42
    assert top < 842
    assert right == pytest.approx(595.28 - 42.52, abs=0.1)  # 15 mm


def test_a_second_signature_stands_beside_the_first(signed: bytes) -> None:
    both = sign_pdf(signed, OFFICIAL_RSA, NOW, Look())
    first, second = check_pdf(both).signatures
    assert (first.intact, first.whole, first.later) == (True, False, "signing")
    assert (second.intact, second.whole, second.later) == (True, True, "none")
    fields = [one.sig_field["/Rect"] for one in PdfFileReader(io.BytesIO(both)).embedded_signatures]
    assert float(fields[1][2]) <= float(fields[0][0]) + 0.01


def test_pictures_of_signature_and_seal(forms: bytes, tmp_path: Path) -> None:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGBA", (40, 20), (200, 0, 0, 255)).save(picture, "PNG")
    look = Look(signature=picture.getvalue(), seal=picture.getvalue())
    (tmp_path / "a.pdf").write_bytes(sign_pdf(forms, OFFICIAL, NOW, look))
    assert f"Người ký: {OFFICER}" in _words(tmp_path / "a.pdf")
    listed = subprocess.run(["pdfimages", "-list", tmp_path / "a.pdf"], capture_output=True, text=True, check=True)
    assert listed.stdout.count("image") >= 2
    assert code_of(sign_pdf, forms, OFFICIAL, NOW, Look(seal=b"no picture")) == "PDF-01"


def test_the_chain_is_judged_only_with_a_root(signed: bytes) -> None:
    assert check_pdf(signed, (ROOT,)).signatures[0].root == ISSUER
    assert check_pdf(signed, (ROOT_RSA,)).signatures[0].root == ""


def test_the_code_of_the_figures_stands_in_the_properties(signed: bytes) -> None:
    assert "Mã đối chiếu: 5NRHV-CGNQT" in check_pdf(signed).keywords


@pytest.mark.fault("K12")
def test_a_changed_byte_is_seen(signed: bytes) -> None:
    broken = bytearray(signed)
    place = signed.index(b"/Keywords") + 20
    broken[place] ^= 1
    status = check_pdf(bytes(broken))
    assert not status.readable or not status.signatures[0].intact


@pytest.mark.fault("K12")
def test_content_added_after_signing_is_seen(signed: bytes) -> None:
    """The classic: the page's content is replaced by an incremental update, the signed bytes stay as they are."""
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)
    found = only(written(writer))
    assert (found.intact, found.whole, found.later) == (True, False, "content")


@pytest.mark.fault("K12")
def test_a_note_laid_over_the_figures_is_seen(signed: bytes) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    note = {"/Type": "/Annot", "/Subtype": "/FreeText", "/Contents": "99"}
    made = generic.DictionaryObject({name_of(key): _value(value) for key, value in note.items()})
    made[name_of("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 200, 200)))
    writer.register_annotation(writer.find_page_for_modification(0)[0], writer.add_object(made))
    assert only(written(writer)).later == "content"


@pytest.mark.fault("K12")
def test_a_shadow_shown_after_signing_is_seen(forms: bytes) -> None:
    """Hide and replace: other content lies in the file before it is signed, and is only linked in afterwards."""
    before = IncrementalPdfFileWriter(io.BytesIO(forms))
    hidden = before.add_object(generic.StreamObject(stream_data=b"BT ET"))
    after = IncrementalPdfFileWriter(io.BytesIO(sign_pdf(written(before), OFFICIAL, NOW, Look())))
    page = after.find_page_for_modification(0)[0].get_object()
    page["/Contents"] = generic.IndirectObject(hidden.idnum, 0, after)
    after.update_container(page)
    found = only(written(after))
    assert (found.intact, found.later) == (True, "content")


@pytest.mark.fault("K12")
@pytest.mark.parametrize("shift", [-2, 2, 40])
def test_a_gap_in_the_byte_range_is_no_signature(signed: bytes, shift: int) -> None:
    """What is left out must be the signature itself and nothing else."""
    found = re.search(rb"/ByteRange \[\s*0 (\d+) (\d+) (\d+)", signed)
    assert found is not None
    one, two, three = (int(part) for part in found.groups())
    moved = b"/ByteRange [0 %d %d %d" % (one, two + shift, three - shift)
    padded = moved.ljust(len(found.group(0)))
    assert len(padded) == len(found.group(0))
    judged = check_pdf(signed.replace(found.group(0), padded))
    assert not judged.readable or not judged.signatures[0].known


@pytest.mark.fault("K12")
def test_trailing_bytes_are_not_covered(signed: bytes) -> None:
    for tail in (b"x", b"\n%\n", b"\n% more\n", signed):
        judged = check_pdf(signed + tail)
        assert not judged.readable or not judged.signatures[0].whole
        assert not judged.readable or judged.signatures[0].later == "content"


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"\0" * 4000, b"%PDF-1.4\n" + b"[" * 100_000]
)
def test_what_is_no_pdf_proves_nothing(content: bytes) -> None:
    assert check_pdf(content).signatures == ()
    assert code_of(sign_pdf, content, OFFICIAL, NOW, Look()) == "PDF-01"


def test_every_cut_of_a_signed_pdf_is_no_evidence(signed: bytes) -> None:
    for end in range(len(signed) - 1, 0, -len(signed) // 25):
        judged = check_pdf(signed[:end])
        assert not judged.readable or not any(one.intact and one.whole for one in judged.signatures)


def test_how_a_pdf_begins(forms: bytes) -> None:
    assert is_pdf(forms)
    assert is_pdf(b"\n" + forms)
    assert not is_pdf(b"PK\x03\x04")


def written(writer: Any) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def name_of(text: str) -> generic.NameObject:
    return generic.NameObject(text)


def _value(text: str) -> Any:
    return generic.NameObject(text) if text.startswith("/") else generic.TextStringObject(text)


def _words(path: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.fault("K12")
@pytest.mark.fuzz
def test_no_flipped_bit_leaves_a_good_signature(signed: bytes) -> None:
    """Bits of the hexadecimal padding behind the CMS mean nothing; every other one is covered."""
    dice = random.Random(2282)
    found = re.search(rb"/Contents\s*<([0-9a-fA-F]{1000,})>", signed)
    assert found is not None
    padding = range(found.end(1) - len(found[1]) + len(found[1].rstrip(b"0")), found.end(1))
    for _ in range(600):
        place = dice.randrange(len(signed))
        if place in padding:
            continue
        broken = bytearray(signed)
        broken[place] ^= 1 << dice.randrange(8)
        judged = check_pdf(bytes(broken))
        good = [one for one in judged.signatures if one.known and one.intact and one.later == "none" and one.whole]
        same_hexadecimal = found.start(1) <= place < found.end(1) and broken.lower() == signed.lower()
        assert not judged.readable or not good or same_hexadecimal, place


def test_a_document_that_runs_in_rings_is_signed_or_refused_at_once(forms: bytes) -> None:
    """Bookmarks that lead to themselves, more pages than there are."""
    writer = IncrementalPdfFileWriter(io.BytesIO(forms))
    outlines = writer.root["/Outlines"]
    first = outlines["/First"]
    for key in ("/Next", "/First"):
        first[name_of(key)] = outlines.raw_get("/First")
    writer.update_container(first)
    assert only(sign_pdf(written(writer), OFFICIAL, NOW, Look())).intact
    writer = IncrementalPdfFileWriter(io.BytesIO(forms))
    writer.root["/Pages"][name_of("/Count")] = generic.NumberObject(10**9)
    writer.update_container(writer.root["/Pages"])
    endless = written(writer)
    try:
        signed_all_the_same = sign_pdf(endless, OFFICIAL, NOW, Look())
    except UserError as refused:
        assert refused.code == "PDF-01"
    else:
        assert only(signed_all_the_same).intact
