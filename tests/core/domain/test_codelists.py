"""Code lists: the files are well formed, and what stands in the lists of the communes is recognised."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from app.domain.codelists import Catalogue
from app.domain.registry import TABLES
from app.domain.units import Units
from app.paths import resource_root
from app.vietnamese.fold import fold

FILES = sorted((resource_root() / "codelists").glob("*.csv"))
COMMON = ["code", "label", "start", "end", "aliases", "unconfirmed"]
YES_NO = {"dtts", "head", "leader", "elected", "key", "party", "dvsn", "authority", "state", "listed", "counted"}
YES_NO |= {"unconfirmed", "students", "answered", "remind"}
LEVELS = ("professional_levels", "political_levels", "administration_levels", "informatics_levels", "language_levels")
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def codes(catalogue: Catalogue, name: str, text: str, on: date | None = None) -> list[str]:
    return [code.code for code in catalogue[name].match(text, on)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_is_well_formed(path: Path) -> None:
    raw = path.read_bytes()
    text = raw.decode("utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert not raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw and raw.endswith(b"\n")
    found = rows(path)
    assert list(found[0])[:6] == COMMON
    assert [code for code, count in Counter(row["code"] for row in found).items() if count > 1] == []
    for row in found:
        assert None not in row and None not in row.values(), row["code"]
        assert row["label"] and row["label"] == row["label"].strip()
        assert re.fullmatch(r"[A-Za-z0-9_.]+", row["code"]), "a code stands in cell keys and must not break them"
        assert {row[name] for name in YES_NO & set(row)} <= {"0", "1"}, row["code"]


def test_no_alias_is_unreachable_or_twice(catalogue: Catalogue) -> None:
    for name in catalogue:
        for code in catalogue[name]:
            spellings = [fold(text) for text in (code.label, *code.aliases)]
            assert "" not in spellings
            assert len(set(spellings)) == len(spellings), (name, code.code, "the same spelling twice")
            for text in (code.label, *code.aliases):
                assert code in catalogue[name].match(text), (name, code.code, text)


def test_a_label_means_its_own_code(catalogue: Catalogue) -> None:
    for name in catalogue:
        for code in catalogue[name]:
            found = catalogue[name].match(code.label)
            if len(found) > 1:  # a kind of training that a later decree named alike
                found = catalogue[name].match(code.label, AFTER if code.start else BEFORE)
            assert [item.code for item in found] == [code.code], (name, code.label)


def test_every_list_in_use_exists(catalogue: Catalogue) -> None:
    wanted = {field.declared.codes for spec in TABLES.values() for field in spec.fields if field.declared.codes}
    assert wanted <= set(catalogue)


def test_ethnic_groups(catalogue: Catalogue) -> None:
    groups = list(catalogue["ethnic_groups"])
    assert [code.code for code in groups] == [f"{number:02d}" for number in range(1, 56)]  # 54 and foreigners
    assert [code.code for code in groups if not code.is_set("dtts")] == ["01", "55"]
    everyone = list(catalogue["population_groups"])
    assert everyone[0].code == "00" and everyone[1:] == groups


@pytest.mark.parametrize(
    ("text", "code"),
    [(text, "08") for text in ("Mông", "H'Mông", "H’Mông", "Hmông", "HMông", "H.Mông", "Mong", "MÔNG", "H mông")]
    + [(text, "29") for text in ("Khơ Mú", "Khơ-mú", "Kh.Mú", "K.Mú", "khơ mú")]
    + [(text, "34") for text in ("Xinh Mun", "Xinh-mun", "Xinh mun", "Xinhmun")]
    + [
        ("Thái", "03"),
        ("Kinh", "01"),
        ("Hà Nhì", "35"),
        ("Tày", "02"),
        ("Cống", "48"),
        ("Lào", "37"),
        ("Khơ me", "05"),
    ],
)
def test_spellings_of_ethnic_groups(catalogue: Catalogue, text: str, code: str) -> None:
    for form in ("NFC", "NFD"):
        assert codes(catalogue, "ethnic_groups", unicodedata.normalize(form, text)) == [code]
    assert codes(catalogue, "population_groups", text) == [code]


@pytest.mark.fault("J25")
def test_a_number_of_another_system_is_no_ethnic_group(catalogue: Catalogue) -> None:
    assert codes(catalogue, "ethnic_groups", "25") == []  # Kinh elsewhere, Giáy here
    assert catalogue["ethnic_groups"].get("25") is not None


def test_marks_decide_between_equal_keys(catalogue: Catalogue) -> None:
    assert codes(catalogue, "population_groups", "Cộng") == ["00"]
    assert codes(catalogue, "population_groups", "Cống") == ["48"]
    assert codes(catalogue, "population_groups", "Cong") == ["00", "48"]


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ("CT HĐND;Chủ tịch HĐND xã;Chủ tịch Hội đồng nhân dân", "hdnd.ct"),
        ("PCT HĐND;- PCT HĐND;P.Chủ tịch HĐND", "hdnd.pct"),
        ("CT UBND;Chủ tịch UBND phường;Chủ tịch Ủy ban nhân dân tỉnh", "ubnd.ct"),
        ("PCT UBND;PCT UBND xã;P.Chủ tịch UBND;P. Chủ tịch UBND;Phó Chủ tịch Ủy ban nhân dân;Phó CT UBND", "ubnd.pct"),
        ("CVP;Chánh VP;Chánh Văn phòng HĐND và UBND", "vp.cvp"),
        ("PCVP;Phó Chánh Văn phòng;Phó Chánh VP", "vp.pcvp"),
        ("TP;TP VHXH;TP VH-XH;Trưởng phòng Kinh tế", "phong.tp"),
        ("PTP;PTP KT;Phó phòng;P. Trưởng phòng", "phong.ptp"),
        ("GĐ TTPVHCC;Giám đốc TT PVHCC", "ttpvhcc.gd"),
        ("CHT;Chỉ huy trưởng", "bchqs.cht"),
        ("HT;Hiệu trưởng", "truong.ht"),
        ("PHT;Hiệu phó", "truong.pht"),
        ("Trưởng trạm;Trạm trưởng", "tram.tt"),
        ("Giám đốc sở;GĐ Sở", "so.gd"),
        ("BTĐU;Bí thư Đảng ủy", "dang.bt"),
        ("PBT TT;PBT", "dang.pbt"),
        ("CC ĐC-XD;Chuyên viên;CV", "cong_chuc"),
    ],
)
def test_abbreviations_of_posts(catalogue: Catalogue, texts: str, code: str) -> None:
    assert {text: codes(catalogue, "posts", text) for text in texts.split(";")} == {
        text: [code] for text in texts.split(";")
    }


def test_a_bare_title_is_a_question(catalogue: Catalogue) -> None:
    assert codes(catalogue, "posts", "PCT") == ["hdnd.pct", "ubnd.pct", "mttq.pct"]
    assert codes(catalogue, "posts", "Giám đốc") == ["so.gd", "ttpvhcc.gd", "dvsn.gd", "banql.gd"]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("sex", "Nữ", "f"),
        ("sex", "Nu", "f"),
        ("sex", "F", "f"),
        ("sex", "Bà", "f"),
        ("sex", "nam", "m"),
        ("professional_levels", "ThS QLGD", "ths"),
        ("professional_levels", "ĐHSP", "dh"),
        ("professional_levels", "ĐH Luật", "dh"),
        ("professional_levels", "CĐSP", "cd"),
        ("professional_levels", "TCNL", "tc"),
        ("political_levels", "CC LLCT", "cc"),
        ("political_levels", "CCCT", "cc"),
        ("political_levels", "TCCT", "tc"),
        ("political_levels", "TC LLCT-HC", "tc"),
        ("administration_levels", "CVC", "cvc"),
        ("administration_levels", "Chưa qua", "none"),
        ("informatics_levels", "UDCNTT CB", "cc"),
        ("ranks", "01.003", "cv"),
        ("staff_kinds", "HĐLĐ", "hd"),
        ("secrecy", "Tối mật", "toi_mat"),
    ],
)
def test_spellings_of_levels(catalogue: Catalogue, name: str, text: str, code: str) -> None:
    assert codes(catalogue, name, text) == [code]


def test_a_certificate_without_its_language_is_a_question(catalogue: Catalogue) -> None:
    assert codes(catalogue, "language_levels", "B1") == ["en_cc", "other_cc"]


def test_levels_are_ordered_and_have_none_at_the_end(catalogue: Catalogue) -> None:
    for name in LEVELS:
        orders = [code.number("order") for code in catalogue[name]]
        assert orders == sorted(set(orders))
        last = list(catalogue[name])[-1]
        assert last.code == "none" and last.label.startswith("Chưa qua")


def test_near_offers_what_match_does_not_know(catalogue: Catalogue) -> None:
    posts = catalogue["posts"]
    assert posts.match("PCT UBND xã Mường Pồn") == ()
    assert [code.code for code in posts.near("PCT UBND xã Mường Pồn")] == ["ubnd.pct"]
    assert "truong.ht" in [code.code for code in posts.near("Hiệu trưởg")]
    assert "08" in [code.code for code in catalogue["ethnic_groups"].near("Moong")]
    assert posts.near("") == () and posts.near("xyz 123") == ()


def test_posts_fit_bodies_and_tiers(catalogue: Catalogue) -> None:
    kinds = {code.code for code in catalogue["body_kinds"]}
    tiers = {code.code for code in catalogue["tiers"]}
    for post in catalogue["posts"]:
        assert set(post.words("body_kinds")) <= kinds and post.words("body_kinds"), post.code
        assert set(post.words("tiers")) <= tiers and post.words("tiers"), post.code
        assert post.number("order") > 0
        assert post.is_set("leader") or not (post.is_set("head") or post.is_set("key")), post.code
        assert not (post.is_set("party") and post.is_set("key")), "Party and Front posts are outside 1.1a"


def test_a_head_stands_above_the_deputies_of_its_body(catalogue: Catalogue) -> None:
    leaders = [post for post in catalogue["posts"] if post.is_set("leader")]
    for kind in {kind for post in leaders for kind in post.words("body_kinds")} - {"mttq", "dang"}:
        heads = [post.number("order") for post in leaders if kind in post.words("body_kinds") and post.is_set("head")]
        deputies = [
            post.number("order") for post in leaders if kind in post.words("body_kinds") and not post.is_set("head")
        ]
        assert heads and deputies and max(heads) < min(deputies), kind


def test_key_posts_of_the_formal_definition_are_certain(catalogue: Catalogue) -> None:
    certain = {post.code for post in catalogue["posts"] if post.is_set("key") and not post.unconfirmed}
    assert certain == {"hdnd.ct", "hdnd.pct", "ubnd.ct", "ubnd.pct"}


def test_body_kinds(catalogue: Catalogue) -> None:
    kinds = catalogue["body_kinds"]
    assert [kind.code for kind in kinds if kind.is_set("authority")] == ["hdnd", "ubnd"]
    assert [kind.code for kind in kinds if kind.is_set("state")] == ["so"]
    assert [kind.code for kind in kinds if kind.is_set("dvsn")] == ["truong", "tram_y_te", "dvsn", "ban_ql"]


def test_training_kinds_change_on_1_july_2025(catalogue: Catalogue) -> None:
    kinds = list(catalogue["training_kinds"])
    starting = [kind.code for kind in kinds if kind.usable_on(AFTER) and not kind.usable_on(BEFORE)]
    assert starting == ["llct", "qpan", "qlnn", "vtvl", "khcn"]
    ending = [kind for kind in kinds if kind.usable_on(BEFORE) and not kind.usable_on(AFTER)]
    assert ending and all(kind.unconfirmed for kind in ending)
    assert codes(catalogue, "training_kinds", "LLCT", AFTER) == ["llct"]
    assert codes(catalogue, "training_kinds", "LLCT", BEFORE) == ["truoc_llct"]
    assert codes(catalogue, "training_kinds", "LLCT") == ["llct", "truoc_llct"]


def test_a_value_out_of_its_time_is_still_recognised(catalogue: Catalogue) -> None:
    assert codes(catalogue, "tiers", "Cấp huyện", AFTER) == ["huyen"]
    assert [tier.code for tier in catalogue["tiers"] if tier.usable_on(AFTER)] == ["tinh", "xa"]


def test_tasks_quote_the_plan_with_its_quirks(catalogue: Catalogue) -> None:
    tasks = catalogue["tasks"]
    assert [task.attributes["clause"] for task in tasks if task.code.startswith("IV.2")] == [
        "IV.2a",
        "IV.2b",
        "IV.2c",
        "IV.2d",
        "IV.2đ",
    ]
    assert "giai đoạn 2016-2020" in tasks.label("VI.2L.1")
    assert tasks.label("VI.1.5").endswith("báo cáo UBND tỉnh kết quả thực Kế hoạch theo quy định")
    assert {task.attributes["clause"] for task in tasks if task.attributes["group"] == "VI.2L"} == {"VI.2"}
    assert [task.code for task in tasks if task.is_set("remind")] == ["VI.5", "VI.6"]
    for task in tasks:
        assert task.attributes["group"] in catalogue["task_groups"]
        assert task.attributes["short"]


def test_agencies_and_sectors_meet_the_units(catalogue: Catalogue, units: Units) -> None:
    agencies = {unit.code for unit in units if unit.kind == "agency"}
    for name in ("tasks", "report_parts"):
        assert {code.attributes["agency"] for code in catalogue[name]} - {""} <= agencies
    assert {unit.sector for unit in units if unit.kind == "agency"} <= {code.code for code in catalogue["sectors"]}
    assert all(sector.unconfirmed for sector in catalogue["sectors"])  # the list is to be confirmed (domain §10)


def test_labels_of_unknown_codes(catalogue: Catalogue) -> None:
    assert catalogue.label("sex", "f") == "Nữ"
    assert catalogue.label("sex", None) == ""
    assert catalogue["sex"].label("?") == "?"
    assert catalogue["sex"].get(None) is None and "?" not in catalogue["sex"]
