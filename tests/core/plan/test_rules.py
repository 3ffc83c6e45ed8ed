"""Laws of checking: order, levels, what a finding may hold, how it is said, kept and written."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.codelists import Catalogue
from app.domain.dataset import Dataset, apply, dataset, redact
from app.domain.dates import PartialDate
from app.domain.figures import parse_cell_key
from app.domain.finding_json import finding_from_json, finding_to_json
from app.domain.findings import (
    CodeRef,
    DayText,
    FieldName,
    FieldValue,
    Finding,
    Param,
    Place,
    RecordRef,
    Severity,
    UnitRef,
    finding,
)
from app.domain.periods import parse_period
from app.domain.records import Appointment, Person, PlanningEntry, PlanningList
from app.domain.schema import Level
from app.domain.unit_records import Body, Explanation
from app.domain.units import Units
from app.plan.checking import CheckResult, check, with_declared
from app.plan.explanations import lapsed, unexplained, values_digest
from app.plan.facts import Context
from app.plan.kinds import KINDS
from app.plan.messages import Names, clause, sentence
from app.plan.pack import Pack
from app.plan.subjects import known
from app.plan.wanted import required_cells
from tests.core.plan.cases import Case, read_cases

UNIT = "03127@2025-07-01"
NAME, NUMBER = "Hạng Thị Chía", "011084123456"


def d(text: str) -> PartialDate:
    return PartialDate(text)


@pytest.fixture
def data() -> Dataset:
    """A woman whose number says another sex and year, planned and holding two posts past retirement."""
    return dataset(
        UNIT,
        [
            Body(id="ubnd", name="UBND phường", kind="ubnd", tier="xa"),
            Body(id="phong", name="Phòng Kinh tế", kind="phong", tier="xa", head_vacant=True),
            Person(id="p1", full_name=NAME, sex="f", birth=d("1966-02-17"), id_number=NUMBER, ethnic="23", body="ubnd"),
            Person(id="p2", full_name=NAME, sex="f", birth=d("1966-02-17"), body="ubnd"),
            Appointment(id="a1", person="p1", body="ubnd", post="ubnd.ct", start=d("2026-04-01")),
            Appointment(id="a2", person="p1", body="phong", post="phong.tp", start=d("2026-04-01")),
            PlanningList(id="l1", number="5-QĐ/ĐU", secrecy="mat"),
            PlanningEntry(id="e1", person="p1", planning_list="l1", post="hdnd.ct"),
        ],
    )


@pytest.fixture
def context(data: Dataset, units: Units, catalogue: Catalogue, pack: Pack) -> Context:
    return context_of(data, units, catalogue, pack)


def context_of(data: Dataset, units: Units, catalogue: Catalogue, pack: Pack) -> Context:
    period = parse_period("2026")
    return Context(data, units, catalogue, pack.definitions, period, date(2026, 12, 14), date(2026, 12, 20))


def of(result: CheckResult, rule: str) -> Finding:
    (found,) = [item for item in result.findings if item.rule == rule]
    return found


def test_every_kind_is_used_by_the_pack(pack: Pack) -> None:
    assert {rule.kind.name for rule in pack.rules} == set(KINDS)


def test_every_message_says_what_to_do(pack: Pack) -> None:
    for rule in pack.rules:
        parts = rule.message.rstrip(".").split(". ") if rule.code not in {"DT05", "QH06", "BC05"} else ["", ""]
        assert len(parts) > 1, rule.code
        assert rule.message.endswith(".") and rule.title and rule.reference


def test_cells_that_rules_name_are_counted(pack: Pack, catalogue: Catalogue) -> None:
    named = {cell for rule in pack.rules for cell in rule.cells}
    assert "post_held{post=ubnd.pct,tier=xa}" in named
    assert named <= required_cells(pack, catalogue)
    assert all(known(parse_cell_key(cell)) for cell in named)


def test_the_documented_codes_are_all_there(pack: Pack) -> None:
    wanted = {"HS": 9, "CV": 12, "QH": 10, "DT": 5, "DS": 4, "BB": 2, "BC": 7, "DC": 4}
    codes = {rule.code for rule in pack.rules}
    assert {f"{name}{number:02d}" for name, last in wanted.items() for number in range(1, last + 1)} <= codes


@given(seed=st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_the_order_of_records_does_not_matter(
    seed: st.DataObject, units: Units, catalogue: Catalogue, pack: Pack
) -> None:
    for case in CASES_OF_PEOPLE:
        first = case.context(units, catalogue, pack)
        records = [row for rows in first.data.tables.values() for row in rows.values()]
        seed.shuffle(records)  # type: ignore[attr-defined]
        mixed = dataset(case.unit, records, first.data.level)
        again = context_of(mixed, units, catalogue, pack)
        same = context_of(first.data, units, catalogue, pack)
        assert places(check(again, pack)) == places(check(same, pack))


CASES_OF_PEOPLE: list[Case] = [case for case in read_cases() if case.id.startswith(("quy-hoach", "chuc-vu"))][:12]


def places(result: CheckResult) -> list[tuple[str, Place]]:
    return [(item.rule, item.at) for item in result.findings]


def test_no_finding_holds_a_personal_value(units: Units, catalogue: Catalogue, pack: Pack) -> None:
    for case in read_cases():
        context = case.context(units, catalogue, pack)
        values = {
            str(value)
            for person in context.data.rows(Person)
            for value in (person.full_name, person.id_number, person.birth)
            if value is not None and len(str(value)) > 4
        }
        text = json.dumps([finding_to_json(item) for item in check(context, pack).findings], ensure_ascii=False)
        assert not [value for value in values if value in text], case.id


def test_at_each_level_the_rules_that_can_run_find_the_same(context: Context, pack: Pack) -> None:
    full = check(context, pack)
    assert full.not_recomputed == ()
    for level in (Level.RUT_GON, Level.SO_LIEU):
        cut = redact(context.data, level)
        result = check(context_of(cut, context.units, context.catalogue, pack), pack)
        kept = set(result.not_recomputed)
        assert [item for item in full.findings if item.rule not in kept] == [
            item for item in result.findings if item.rule not in kept
        ]


def test_without_names_what_needs_them_is_not_recomputed(context: Context, pack: Pack) -> None:
    cut = redact(context.data, Level.RUT_GON)
    result = check(context_of(cut, context.units, context.catalogue, pack), pack)
    assert set(result.not_recomputed) == {"HS01", "HS03", "HS04", "HS05", "HS06", "DL08"}
    assert "CV09" in {item.rule for item in result.findings}


def test_declared_findings_stand_in_for_rules_that_were_not_run(context: Context, pack: Pack) -> None:
    declared = check(context, pack).findings
    cut = redact(context.data, Level.RUT_GON)
    result = check(context_of(cut, context.units, context.catalogue, pack), pack)
    forged = finding("CV01", Severity.ERROR, Place("appointment", "a1", "end"))
    assert with_declared(result, [*declared, forged]) == declared


def test_scopes_pick_rules(context: Context, pack: Pack) -> None:
    people = check(context, pack, scopes={"person"})
    assert people.findings
    kinds = {rule.code: rule.kind.scope for rule in pack.rules}
    assert {kinds[item.rule] for item in people.findings} == {"person"}


def test_the_gate_asks_for_errors_only(context: Context, pack: Pack) -> None:
    result = check(context, pack)
    assert result.count(Severity.ERROR) and not result.may_export
    warnings = CheckResult(tuple(item for item in result.findings if item.severity is not Severity.ERROR), ())
    assert warnings.findings and warnings.may_export


def test_withheld_names_are_said_by_post_and_unit(context: Context, pack: Pack) -> None:
    found = of(check(context, pack), "CV09")
    names = Names(context.data, context.catalogue, context.units, pack)
    assert sentence(found, names).startswith(f"{NAME} (Nữ, sinh 17/02/1966) đến tuổi nghỉ hưu tháng 06/2021;")
    cut = Names(redact(context.data, Level.RUT_GON), context.catalogue, context.units, pack)
    assert sentence(found, cut).startswith("Chủ tịch UBND, Phường Điện Biên Phủ (Nữ, sinh 02/1966)")
    none = Names(redact(context.data, Level.SO_LIEU), context.catalogue, context.units, pack)
    assert NAME not in sentence(found, none) and "1966" not in sentence(found, none)
    assert "tháng (không gửi)" in sentence(found, none)
    assert not any("2021" in str(value) for _, value in found.params)  # it would tell the month of birth
    assert clause(found) == "Nghị định 135/2020/NĐ-CP"


def test_a_finding_of_a_foreign_rule_is_said_plainly(context: Context, pack: Pack) -> None:
    names = Names(context.data, context.catalogue, context.units, pack)
    assert "ZZ99" in sentence(finding("ZZ99", Severity.NOTE, Place("period")), names)
    bare = finding("CV09", Severity.WARNING, Place("appointment", "a1"))
    assert "(chưa có)" in sentence(bare, names)


def kept(item: Finding, data: Dataset) -> Explanation:
    return Explanation(id=f"x-{item.key}", finding=item.key, values_digest=values_digest(item, data), reason="Đã xem")


def with_explanation(data: Dataset, row: Explanation) -> Dataset:
    return Dataset(data.unit, data.level, {**data.tables, "explanation": {row.id: row}})


def test_an_explained_warning_is_kept_until_its_values_change(context: Context, pack: Pack) -> None:
    found = of(check(context, pack), "HS04")
    explained = with_explanation(context.data, kept(found, context.data))
    assert found in unexplained([found], context.data)
    assert unexplained([found], explained) == ()
    assert lapsed([found], explained) == ()
    person = explained.find("person", "p1")
    changed = Dataset(
        UNIT,
        Level.HO_SO,
        {**explained.tables, "person": {"p1": Person(id="p1", full_name=NAME, sex="m", birth=person.birth)}},
    )
    assert unexplained([found], changed) == (found,)
    assert len(lapsed([found], changed)) == 1


def test_only_warnings_are_explained(context: Context, pack: Pack) -> None:
    errors = [item for item in check(context, pack).findings if item.severity is not Severity.WARNING]
    assert errors and unexplained(errors, context.data) == ()


def test_both_sides_compute_the_same_digest(context: Context, pack: Pack) -> None:
    cut = redact(context.data, Level.RUT_GON)
    for item in check(context, pack).findings:
        assert values_digest(item, context.data) == values_digest(item, cut)


def test_a_digest_does_not_give_away_the_number(context: Context, pack: Pack) -> None:
    found = of(check(context, pack), "HS04")
    other = Person(id="p1", full_name="Mùa Thị Sênh", sex="f", birth=d("1966-02-03"), id_number="011084999999")
    changed = Dataset(UNIT, Level.HO_SO, {**context.data.tables, "person": {"p1": other}})
    assert values_digest(found, context.data) == values_digest(found, changed)


NAMED = st.sampled_from([("person", "sex"), ("person", "birth"), ("appointment", "post"), ("body", "name")])
SCALARS: st.SearchStrategy[Param] = st.one_of(
    st.integers(),
    st.text(max_size=8),
    st.builds(RecordRef, st.sampled_from(["person", "body"]), st.text(max_size=8)),
    st.builds(lambda at, key: FieldValue(at[0], key, at[1]), NAMED, st.text(max_size=8)),
    st.builds(lambda at: FieldName(*at), NAMED),
    st.builds(CodeRef, st.text(max_size=8), st.text(max_size=8)),
    st.builds(UnitRef, st.text(max_size=8)),
    st.builds(lambda day: DayText(day.isoformat()), st.dates()),
)
PARAMS = st.one_of(SCALARS, st.lists(SCALARS, max_size=3).map(tuple))


@given(
    st.dictionaries(st.sampled_from(["person", "count", "field", "x"]), PARAMS, max_size=4),
    st.sampled_from(Severity),
    st.text(max_size=8),
)
def test_json_gives_the_finding_back(params: dict[str, Param], severity: Severity, record: str) -> None:
    made = finding("HS01", severity, Place("person", record, "sex"), **params)
    assert finding_from_json(json.loads(json.dumps(finding_to_json(made)))) == made


@given(params=st.dictionaries(st.sampled_from(["person", "count"]), PARAMS, max_size=2))
def test_any_finding_can_be_said(params: dict[str, Param], units: Units, catalogue: Catalogue, pack: Pack) -> None:
    made = finding("HS06", Severity.WARNING, Place("person", "p1"), **params)
    assert sentence(made, Names(dataset(UNIT, []), catalogue, units, pack))


def raw_with(**params: object) -> dict[str, object]:
    return {"rule": "HS01", "severity": "error", "at": ["person", "p1", "sex"], "params": params}


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"rule": "HS01", "severity": "error", "at": ["person", "p1"], "params": {}},
        {"rule": 1, "severity": "error", "at": ["person", "p1", "sex"], "params": {}},
        {"rule": "HS01", "severity": "fatal", "at": ["person", "p1", "sex"], "params": {}},
        raw_with(x=1.5),
        raw_with(x=True),
        raw_with(x={"day": ["bad"]}),
        raw_with(x={"record": ["no", "p"]}),
        raw_with(x={"field": ["person", "y"]}),
        raw_with(x={"code": ["a"]}),
        raw_with(rule="HS02"),
        {"rule": "HS01", "severity": "error", "at": ["person", "p1", "sex"], "params": []},
    ],
)
def test_what_is_no_finding_is_refused(raw: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        finding_from_json(raw)


def test_checking_changes_nothing(context: Context, pack: Pack) -> None:
    before = apply(context.data, [])
    assert check(context, pack) == check(context, pack)
    assert context.data == before
