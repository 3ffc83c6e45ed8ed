"""What a figure is of, written and read: sums, differences, quotients, units, lines of indicators."""

from __future__ import annotations

import pytest

from app.errors import UserError
from app.plan.figure_refs import FigureRef, Term, Terms, line_ref, minus_ref, parse_ref, quotient_ref, sum_ref

WOMEN, ALL, TERM = "leader{sex=f}", "leader{}", "planned{term=2025~2030+1:2}"
UNIT = "03202@2025-07-01"


def test_what_is_written_is_read() -> None:
    women, everyone = Terms.of([WOMEN]), Terms.of([ALL])
    assert parse_ref(WOMEN) == FigureRef((women,))
    assert parse_ref(sum_ref([WOMEN, TERM])) == FigureRef((Terms.of([WOMEN, TERM]),))
    assert parse_ref(quotient_ref(WOMEN, ALL)) == FigureRef((women, everyone))
    assert parse_ref(minus_ref(ALL, minus_ref(WOMEN, TERM))) == FigureRef((Terms.of([ALL, TERM], [WOMEN]),))
    assert parse_ref(f"{ALL}@{UNIT}+{WOMEN}") == FigureRef((Terms((Term(ALL, UNIT), Term(WOMEN))),))
    assert parse_ref(quotient_ref(quotient_ref(WOMEN, ALL), quotient_ref(ALL, WOMEN))).parts[2] == everyone
    assert parse_ref(line_ref("1.2/A")) == FigureRef(line="1.2/A")


def test_a_unit_has_part_in_its_own_cells_and_in_those_of_all() -> None:
    terms = Terms((Term(ALL, UNIT), Term(WOMEN)), (Term(TERM, "khác"),))
    assert terms.at(UNIT) == Terms((Term(ALL, UNIT), Term(WOMEN)))
    assert terms.at("khác") == Terms((Term(WOMEN),), (Term(TERM, "khác"),))
    assert not Terms()


def test_what_cannot_be_said_is_empty() -> None:
    line, share = line_ref("1.2/A"), quotient_ref(WOMEN, ALL)
    assert not any((sum_ref([]), sum_ref([ALL, ""]), sum_ref([ALL, share]), sum_ref([line])))
    assert not any((minus_ref(ALL, share), minus_ref("", ALL), quotient_ref(line, ALL), quotient_ref(share, ALL)))


@pytest.mark.parametrize("text", ["", "a{}:", "a{}:b{}:c{}", "+a{}", "@x"])
def test_what_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="NHAP-02"):
        parse_ref(text)
