"""The plan pack: law as dated data in a folder of TOML and CSV; loading binds and checks every entry.

Hides the layout of the folder. An old pack stays beside the new one for ever, named by id and version.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from app.domain.periods import Period
from app.errors import refuse
from app.plan.confirmed import Confirmed, read_confirmed
from app.plan.definitions import Definitions, PeriodDates, Setting, Target
from app.plan.form_defs import FormDef, read_form
from app.plan.indicator_defs import IndicatorDef
from app.plan.indicators import read_indicators
from app.plan.kinds import KINDS
from app.plan.needs import Need, read_needs
from app.plan.pack_values import Dates, Targets, read_definitions, read_periods, read_targets
from app.plan.report_defs import ReportDef, read_report
from app.plan.retirement import RetirementTable, read_retirement
from app.plan.rule_entries import read_rules
from app.plan.rules import Rule
from app.plan.source import source_of, text_of

_MAIN: Final = "pack.toml"
FORMS: Final = "forms/"
"""Folder of the forms in a pack."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A plan pack.

    Attributes:
        id, version, title: of the pack.
        digest: SHA-256 over the sorted file names and their bytes, hex.
        files: name in the pack → bytes, of which everything else was read.
        confirmed: values that Sở Nội vụ has confirmed, with who, when and on what paper.
        definitions: which posts are key and the like.
        targets: by phase.
        period_dates: kind of period → cut-off and due date.
        retirement: bands of Nghị định 135/2020/NĐ-CP.
        rules, indicators: in the order of their files.
        report: lines of the report and its covering letter.
        needs: criteria of who needs which training.
        forms: name → form; the name is its code, of an older version of a code with the first day, "09@2021-01-01".
    """

    id: str
    version: str
    title: str
    digest: str
    files: Mapping[str, bytes]
    confirmed: tuple[Confirmed, ...]
    definitions: Definitions
    targets: Targets
    period_dates: Dates
    retirement: RetirementTable
    rules: tuple[Rule, ...]
    indicators: tuple[IndicatorDef, ...]
    report: ReportDef
    needs: tuple[Need, ...]
    forms: Mapping[str, FormDef]

    def target(self, indicator: str, period: Period) -> Target | None:
        """Target of an indicator in the phase that a period ends in; None outside the plan's years."""
        return self.targets.of(indicator, period)

    def dates(self, period: Period) -> PeriodDates:
        """Cut-off and due date of a period."""
        return self.period_dates.of(period)

    def rule(self, code: str) -> Rule | None:
        """First entry of a rule code; None where the pack has none."""
        return next((rule for rule in self.rules if rule.code == code), None)

    def forms_of(self, cut_off: date) -> tuple[FormDef, ...]:
        """The forms of a report with this cut-off day, by code; one with names among them."""
        return tuple(form for form in self.forms.values() if form.is_for(cut_off))

    def form(self, code: str, cut_off: date) -> FormDef | None:
        """The version of a form that is for a cut-off day; None where the pack has none for it."""
        return next((form for form in self.forms_of(cut_off) if form.code == code), None)

    def unconfirmed(self) -> tuple[Setting, ...]:
        """Everything that awaits confirmation by Sở Nội vụ, as the pack screen lists it."""
        settings = [item for item in self.definitions.settings if item.unconfirmed]
        settings += [item for item in self.period_dates.settings() if item.unconfirmed]
        settings += [
            Setting(rule.code, rule.title, rule.severity.label, rule.reference, unconfirmed=True)
            for rule in self.rules
            if rule.unconfirmed
        ]
        settings += [
            Setting(item.id, item.title, item.doubt, item.clause, unconfirmed=True)
            for item in self.indicators
            if item.doubt
        ]
        settings += self.retirement.unconfirmed()
        return tuple(settings)


def load_pack(folder: Path) -> Pack:
    """Loads and checks a pack that lies in a folder.

    Raises:
        UserError: QT-01 with file and line; LUU-08 there is no pack in the folder.
    """
    return read_pack(pack_files(folder))


def pack_files(folder: Path) -> dict[str, bytes]:
    """The files of a pack in a folder, by their name in it.

    Raises:
        UserError: LUU-08 there is no pack in the folder.
    """
    if not (folder / _MAIN).is_file():
        raise refuse("LUU-08", place=str(folder / _MAIN))
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def read_pack(files: Mapping[str, bytes]) -> Pack:
    """Reads and checks a pack.

    Args:
        files: by their name in it, such as "forms/01.toml".

    Raises:
        UserError: QT-01 with file and line.
    """
    main = source_of(files, _MAIN)
    top = main.top()
    identity = top.text("id"), top.text("version"), top.text("title")
    definitions = read_definitions(top.table("definitions"))
    dates = read_periods(top.table("periods"))
    targets = read_targets(main)
    top.tables("target")
    top.close()
    retirement = read_retirement("retirement.csv", text_of(files, "retirement.csv"))
    supplied = {RetirementTable: retirement, Targets: targets, Dates: dates, Definitions: definitions}
    rules = read_rules(source_of(files, "rules.toml"), KINDS, supplied)
    indicators = read_indicators(source_of(files, "indicators.toml"))
    return Pack(
        *identity,
        digest=digest_of(files),
        files=MappingProxyType(dict(files)),
        confirmed=read_confirmed(files),
        definitions=definitions,
        targets=targets,
        period_dates=dates,
        retirement=retirement,
        rules=rules,
        indicators=indicators,
        report=read_report(source_of(files, "report.toml"), indicators),
        needs=read_needs(files),
        forms=_read_forms(files),
    )


def list_packs(root: Path) -> Mapping[tuple[str, str], Path]:
    """Packs in a folder: (id, version) → their folder; nothing but the heads is read."""
    found: dict[tuple[str, str], Path] = {}
    for path in sorted(root.glob(f"*/{_MAIN}")):
        top = source_of({_MAIN: path.read_bytes()}, _MAIN).top()
        name = (top.text("id"), top.text("version"))
        if name in found:
            raise top.wrong(f"trùng bộ {name[0]} {name[1]} ở {found[name].name}")
        found[name] = path.parent
    return MappingProxyType(found)


def digest_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 over the files of a pack, by sorted name."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(b"%d:%s%d:" % (len(name.encode()), name.encode(), len(files[name])))
        total.update(files[name])
    return total.hexdigest()


def version_order(version: str) -> tuple[tuple[int, ...], str]:
    """Versions compared by their numbers: "2026.10" is newer than "2026.9"."""
    return tuple(int(part) for part in re.findall(r"\d+", version)), version


def _read_forms(files: Mapping[str, bytes]) -> Mapping[str, FormDef]:
    versions: dict[str, list[FormDef]] = {}
    for name in sorted(name for name in files if name.startswith(FORMS) and name.endswith(".toml")):
        file = source_of(files, name)
        form = read_form(file)
        others = versions.setdefault(form.code, [])
        if any(form.meets(other) for other in others):
            raise file.top().wrong(f"trùng mã biểu {form.code} trong cùng thời gian; ghi «valid_from», «valid_to»")
        others.append(form)
    forms: dict[str, FormDef] = {}
    for code in sorted(versions):
        *older, last = sorted(versions[code], key=lambda form: form.valid_from)
        forms.update({f"{code}@{form.valid_from}": form for form in older})
        forms[code] = last
    return MappingProxyType(forms)
