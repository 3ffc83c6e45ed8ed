"""What is behind a figure: the same entries and the same codes as counting, told one by one.

Included and excluded items together are the population of the subject, so that nobody is lost without a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from app.domain.codelists import Catalogue
from app.domain.figures import UNKNOWN, CellKey, parse_cell_key
from app.domain.findings import RecordRef
from app.errors import refuse
from app.plan.entries import Entry
from app.plan.facts import Context, Facts
from app.plan.subjects import SUBJECTS, Subject, known
from app.vietnamese.numbers import integer

CLAUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "leader": "KH 18/02/2021, II.1.1, II.1.4",
        "post_held": "KH 18/02/2021, II.1.1",
        "body": "KH 18/02/2021, II.1.1",
        "government": "KH 18/02/2021, II.1.1",
        "headcount": "KH 18/02/2021, II.1.1 (ngành, lĩnh vực đặc thù)",
        "planned": "KH 18/02/2021, II.1.2",
        "planned_slot": "KH 18/02/2021, II.1.2",
        "planned_post": "KH 18/02/2021, II.1.2",
        "promoted": "KH 18/02/2021, II.1.2",
        "trained": "KH 18/02/2021, II.1.3",
        "turn": "KH 18/02/2021, IV.2",
        "course": "KH 18/02/2021, IV.2",
        "resident": "KH 18/02/2021, II.1.4",
        "money": "KH 18/02/2021, V",
        "activity": "KH 18/02/2021, IV",
    }
)
_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sex": "giới tính", "dtts": "là người dân tộc thiểu số", "ethnic": "dân tộc", "party": "là đảng viên",
        "prof": "trình độ chuyên môn", "poli": "lý luận chính trị", "state": "quản lý nhà nước", "age": "tuổi",
        "span": "tuổi (nhóm 5 năm)", "rank": "ngạch", "it": "tin học", "lang": "ngoại ngữ",
        "tongue": "có chứng chỉ tiếng dân tộc",
        "staff": "loại cán bộ, công chức, viên chức", "kind": "loại", "group": "khối", "tier": "cấp",
        "sector": "ngành", "body": "cơ quan", "post": "chức danh", "key": "là lãnh đạo chủ chốt",
        "head": "là người đứng đầu", "mode": "hình thức", "concurrent": "kiêm nhiệm", "term": "nhiệm kỳ",
        "young": "trẻ", "window": "được đào tạo", "woman_key": "có lãnh đạo chủ chốt là nữ",
        "woman_head": "có người đứng đầu là nữ", "dtts_key": "có lãnh đạo chủ chốt là người dân tộc thiểu số",
        "assigned": "đã nhập số lãnh đạo chủ chốt theo quy định",
        "vacant": "khuyết người đứng đầu", "planned": "trong quy hoạch", "leader": "là lãnh đạo, quản lý",
        "source": "nguồn", "task": "nhiệm vụ",
    }
)  # fmt: skip
_LISTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sex": "sex", "ethnic": "population_groups", "prof": "professional_levels", "poli": "political_levels",
        "state": "administration_levels", "staff": "staff_kinds", "tier": "tiers", "sector": "sectors",
        "rank": "ranks", "it": "informatics_levels", "lang": "language_levels",
        "post": "posts", "mode": "appointment_modes", "source": "money_sources", "task": "tasks",
    }
)  # fmt: skip
_GROUPS: Final[Mapping[str, str]] = MappingProxyType(
    {"co_quan": "cơ quan nhà nước", "dvsn": "đơn vị sự nghiệp", "doan_the": "Đảng, Mặt trận Tổ quốc, đoàn thể"}
)
EVERY: Final = "*"
"""Stands for each code of a dimension where a cell is told apart by it."""
_ANY_DIM: Final[Mapping[str, str]] = MappingProxyType({UNKNOWN: "chưa rõ", EVERY: "từng nhóm"})
_WINDOWS: Final[Mapping[str, str]] = MappingProxyType({"year": "trong năm", "stage": "từ đầu giai đoạn"})
_MEASURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "key_posts": "số lãnh đạo chủ chốt theo quy định", "staff_assigned": "biên chế được giao",
        "turns": "lượt người", "women": "nữ", "women_dtts": "nữ dân tộc thiểu số", "students": "sinh viên",
        "cost": "kinh phí (đồng)", "planned": "dự toán (đồng)", "paid": "thực hiện (đồng)", "times": "số hoạt động",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """A record that is not counted, the first condition that it fails, and the weight that it would have."""

    record: RecordRef
    text: str
    value: int = 1


@dataclass(frozen=True, slots=True)
class Counted:
    """A record that is counted, with its weight."""

    record: RecordRef
    value: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is behind a figure of one unit.

    Attributes:
        key: the cell.
        formula: how it is counted, in words.
        clause: of the plan.
        value: the figure; None where the records at hand do not allow counting.
        included: records that are counted.
        excluded: the others of the population, each with a reason.
        population: how many items the subject has.
    """

    key: str
    formula: str
    clause: str
    value: int | None
    included: tuple[Counted, ...]
    excluded: tuple[Reason, ...]
    population: int

    @property
    def whole(self) -> int:
        """Figure and what is left out, together."""
        return sum(item.value for item in self.included) + sum(item.value for item in self.excluded)


def explain(context: Context, key: str) -> Explanation:
    """Tells who is behind a figure, by the same filter as counting.

    Args:
        context: records of one unit.
        key: a cell key.

    Raises:
        UserError: NHAP-02, no such cell.
    """
    cell = require_known(key)
    facts, subject = Facts(context), SUBJECTS[cell.subject]
    formula, clause = in_words(cell, context.catalogue), CLAUSES[cell.subject]
    names = frozenset(name for name, _ in cell.dims)
    if not subject.counted_at(facts, names):
        return Explanation(str(cell), formula, clause, None, (), (), 0)
    included, excluded = _judge(subject, facts, cell, names)
    value = sum(item.value for item in included)
    return Explanation(str(cell), formula, clause, value, included, excluded, len(included) + len(excluded))


def require_known(key: str) -> CellKey:
    """A cell key that something can be counted by.

    Raises:
        UserError: NHAP-02, no such cell.
    """
    try:
        cell = parse_cell_key(key)
    except ValueError as error:
        raise refuse("NHAP-02", what="ô số liệu", value=key) from error
    if not known(cell):
        raise refuse("NHAP-02", what="ô số liệu", value=key)
    return cell


def key_in_words(key: str, catalogue: Catalogue) -> str:
    """How the cell of a key is counted, in words; raises ValueError where it is no key."""
    return in_words(parse_cell_key(key), catalogue)


def in_words(cell: CellKey, catalogue: Catalogue) -> str:
    """How a cell is counted, in words."""
    head = f"Tổng {_MEASURES[cell.measure]} của" if cell.measure else f"Đếm {SUBJECTS[cell.subject].unit_word}"
    return f"{head}: {described(replace(cell, measure=''), catalogue)}"


def described(cell: CellKey, catalogue: Catalogue) -> str:
    """What a cell is of: its subject and conditions; a code `EVERY` stands for each of them."""
    title = SUBJECTS[cell.subject].title
    head = f"{title}, {_MEASURES[cell.measure]}" if cell.measure else title
    return "; ".join((head, *(f"{_LABELS[name]}: {_code_text(catalogue, name, code)}" for name, code in cell.dims)))


def _judge(
    subject: Subject, facts: Facts, cell: CellKey, names: frozenset[str]
) -> tuple[tuple[Counted, ...], tuple[Reason, ...]]:
    reads = [(name, code, subject.dims[name](facts)) for name, code in cell.dims]
    by_item: dict[str, list[Entry]] = {}
    typed = subject.typed(facts, names) if subject.typed else ()
    for entry in (*subject.entries(facts), *typed):
        by_item.setdefault(entry.item, []).append(entry)
    included: list[Counted] = []
    excluded: list[Reason] = []
    for entries in by_item.values():
        failures = [_first_failure(entry, reads, facts.context.catalogue) for entry in entries]
        record = RecordRef(entries[0].table, entries[0].record)
        if None in failures:
            met = entries[failures.index(None)]
            included.append(Counted(record, met.values.get(cell.measure, 0)))
        else:
            told = "; ".join(dict.fromkeys(text for text in failures if text))
            excluded.append(Reason(record, told, entries[0].values.get(cell.measure, 0)))
    reason, wider = subject.outside
    for entry in wider(facts) if wider else ():
        if entry.item not in by_item:
            by_item[entry.item] = [entry]
            excluded.append(Reason(RecordRef(entry.table, entry.record), reason))
    return tuple(included), tuple(excluded)


def _first_failure(
    entry: Entry, reads: list[tuple[str, str, Callable[[Entry], str]]], catalogue: Catalogue
) -> str | None:
    for name, code, read in reads:
        found = read(entry)
        if found != code:
            return f"{_LABELS[name]}: {_code_text(catalogue, name, found)}"
    return None


def _code_text(catalogue: Catalogue, name: str, code: str) -> str:
    if code in _ANY_DIM:
        return _ANY_DIM[code]
    if name in _LISTS:
        return catalogue.label(_LISTS[name], code)
    if name == "group":
        return _GROUPS.get(code, code)
    if name == "window":
        return _WINDOWS.get(code, code)
    if name == "kind":
        kinds = catalogue["body_kinds"].get(code) or catalogue["training_kinds"].get(code)
        return kinds.label if kinds else code
    return {"1": "có", "0": "không"}.get(code, code) if name != "age" else _age_text(code)


def _age_text(code: str) -> str:
    first, _, last = code.partition("-")
    if not last:
        return f"trên {integer(int(first) - 1)}"
    return f"{last} trở xuống" if first == "0" else f"{first} đến {last}"
