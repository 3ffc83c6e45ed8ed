"""Names of the peoples of Điện Biên are never corrected: all their spellings, in capitals too, in every table."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl.styles import Font

from app.spreadsheets.outcome import Preview
from tests.core.spreadsheets.invented import ODD_NAMES, every_name
from tests.core.spreadsheets.lists import days_from, look, made, table
from tests.core.spreadsheets.typing_ways import BARE, FONTS, Way, ways_of
from tests.core.vietnamese.invented_names import NAMES

_TWO_READINGS = {"Lỳ Mỳ Xớ", "Chang Hừ Po", "Chang Hừ Po B"}
"""Written in TCVN3 these are good words in Unicode too ("Lú Mú Xí"): alone, without a font, nothing can tell."""
_SIMPLE = [name for name in (*FONTS, *BARE) if len(ways_of(name)) == 1]


def _list_of(names: list[str], way: Way) -> tuple[Preview, list[str]]:
    """A list of people typed in one way, and the names that it means."""
    typed = [way.typed(name, is_name=True) for name in names]
    book = table([[way.encode("Họ và tên"), way.encode("Ngày sinh")]])
    sheet = book.worksheets[0]
    for row, ((stored, _, font), day) in enumerate(zip(typed, days_from(date(1966, 1, 1), 1), strict=False), 2):
        sheet.cell(row, 1, stored).font = Font(name=font or "Times New Roman")
        sheet.cell(row, 2, day)
    return look(book), [meant for _, meant, _ in typed]


def test_every_name_in_unicode_comes_in_untouched() -> None:
    names = list(every_name())
    seen, meant = _list_of(names, ways_of("unicode")[0])
    assert meant == names
    assert len(names) > 3_000
    assert [person.full_name for person in made(seen, "person")] == names
    assert seen.sheets[0].conversions == ()
    assert not any(row.questions for row in seen.rows)


@pytest.mark.parametrize("kind", _SIMPLE)
def test_every_name_in_an_old_table_comes_back_or_is_asked_about(kind: str) -> None:
    seen, meant = _list_of([name for name in every_name() if name not in ODD_NAMES], ways_of(kind)[0])
    wrong = [
        (row.number, name, row.values[0])
        for row, name in zip(seen.rows, meant, strict=True)
        if row.values[0] != name and not row.questions and not row.reasons
    ]
    assert wrong == []
    asked = sum(bool(row.questions or row.reasons) for row in seen.rows)
    assert asked <= 0.005 * len(meant)


@pytest.mark.parametrize("kind", ["unicode", *_SIMPLE])
@pytest.mark.parametrize("name", [*NAMES, *ODD_NAMES])
def test_a_name_alone_comes_back_or_is_asked_about(kind: str, name: str) -> None:
    for written in (name, name.upper()):
        seen, (meant,) = _list_of([written], ways_of(kind)[0])
        (row,) = seen.rows
        untold = kind == "tcvn3 bare" and name in _TWO_READINGS
        assert row.values[0] == meant or row.questions or row.reasons or untold, (written, row)
        if kind == "unicode":
            assert (row.values[0], row.questions, seen.sheets[0].conversions) == (written, (), ())
