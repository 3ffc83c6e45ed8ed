"""Checking: the findings of a pack's rules; pure, and in one order whatever the order of the records."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from app.domain.figures import Figures
from app.domain.findings import Finding, Severity
from app.plan.facts import Context, Facts
from app.plan.kinds_figures import Declared, ProvinceView
from app.plan.pack import Pack
from app.plan.rules import Rule, Scope


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found.

    Attributes:
        findings: in order of rule and place.
        not_recomputed: codes of rules that read something withheld at the level of the data; the findings that the
            unit declared are shown for them instead.
    """

    findings: tuple[Finding, ...]
    not_recomputed: tuple[str, ...]

    def count(self, severity: Severity) -> int:
        """How many findings are of a severity."""
        return sum(item.severity is severity for item in self.findings)

    @property
    def may_export(self) -> bool:
        """The question of the gate: no error is left."""
        return not self.count(Severity.ERROR)


def check(
    context: Context, pack: Pack, scopes: Collection[Scope] | None = None, figures: Figures | None = None
) -> CheckResult:
    """Runs the rules of a pack on the records of one unit.

    Args:
        context: records, period and cut-off.
        pack: whose rules are run.
        scopes: only rules of these scopes; None is all.
        figures: counted from the same context, for rules that compare cells; else those of the context.
    """
    if figures is not None:
        context = replace(context, figures=figures)
    facts = Facts(context)
    found: list[Finding] = []
    withheld: set[str] = set()
    for rule in _rules(pack, scopes):
        if not rule.kind.dated and not rule.covers(context.cut_off):
            continue
        hidden = rule.withheld_in(context.data)
        if hidden:
            withheld.add(rule.code)
        if not hidden or rule.kind.partial:
            found.extend(rule.run(facts))
    return CheckResult(in_order(found), tuple(sorted(withheld)))


def with_declared(result: CheckResult, declared: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of a check, with what the unit declared for rules that could not be run again."""
    known = {item.key for item in result.findings}
    hidden = set(result.not_recomputed)
    added = (item for item in declared if item.rule in hidden and item.key not in known)
    return in_order((*result.findings, *added))


def check_province(view: ProvinceView, pack: Pack) -> tuple[Finding, ...]:
    """Runs the rules that need the figures and match tokens of several units."""
    rules = (rule for rule in pack.rules if rule.kind.scope == "province" and rule.covers(view.cut_off))
    return in_order(item for rule in rules for item in rule.run(view))


def compare_figures(declared: Figures, recomputed: Figures, pack: Pack) -> tuple[Finding, ...]:
    """Findings where a unit declared other figures than its records give; cells not recomputed are not judged."""
    rules = (rule for rule in pack.rules if rule.kind.scope == "declared")
    return in_order(item for rule in rules for item in rule.run(Declared(declared, recomputed)))


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in order of rule, table, record and field, then of what they say; each once."""
    result: list[Finding] = []
    for _, same in groupby(sorted(findings, key=_order), key=_order):
        items = list(same)
        result.extend(items if len(items) == 1 else sorted(set(items), key=repr))
    return tuple(result)


def _order(item: Finding) -> tuple[str, str, str, str]:
    return item.rule, item.at.table, item.at.record, item.at.field


def _rules(pack: Pack, scopes: Collection[Scope] | None) -> Iterable[Rule]:
    for rule in pack.rules:
        if rule.kind.scope not in {"province", "declared"} and (scopes is None or rule.kind.scope in scopes):
            yield rule
