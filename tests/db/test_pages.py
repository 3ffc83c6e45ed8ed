"""Lists by pages: order by Vietnamese name, search without marks, filters, and both stores give the same answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.dataset import dataset
from app.domain.dates import PartialDate
from app.domain.storage import PageQuery
from app.errors import UserError
from db.memory import MemoryStore
from db.store import SqlStore
from tests.db.samples import UNIT, USER, added, appointments, bodies, entry, people

AnyStore = SqlStore | MemoryStore
EVERYTHING = [*people(), *bodies(), *appointments()]


@pytest.fixture
def full(store: AnyStore) -> AnyStore:
    """A store with everything."""
    store.apply(added(*EVERYTHING), entry())
    return store


def names(store: AnyStore, **query: Any) -> list[str]:
    """Names of the people on a page."""
    return [row.full_name for row in store.page(PageQuery("person", **query)).rows]


@pytest.mark.fault("K05")
def test_people_stand_in_the_order_of_their_given_names(full: AnyStore) -> None:
    assert names(full) == [
        "Lò Thị Ánh", "Lò Văn Ánh", "Cà Thị Ân", "Tòng Thị Ban", "Vàng A Chống", "Hạng A Dế", "Sùng Thị Đua",
        "Quàng Văn Đức", "Nguyễn Thị Hoà", "Giàng Thị Mỷ",
    ]  # fmt: skip
    assert names(full, sort="-full_name") == names(full)[::-1]


@pytest.mark.fault("K04")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("duc", ["Quàng Văn Đức"]),
        ("ĐỨC quang", ["Quàng Văn Đức"]),
        ("hòa", ["Nguyễn Thị Hoà"]),
        ("Lò Ánh", ["Lò Thị Ánh", "Lò Văn Ánh"]),
        ("011085001203", ["Giàng Thị Mỷ"]),
        ("truong bản thử mỷ", ["Giàng Thị Mỷ"]),
        ('% _ \\ "', None),
        ("không ai", []),
    ],
)
def test_a_person_is_found_however_it_is_typed(full: AnyStore, text: str, found: list[str] | None) -> None:
    assert names(full, text=text) == (names(full) if found is None else found)


def test_filters(full: AnyStore) -> None:
    assert full.page(PageQuery("person", filters={"sex": "nam"})).total == 4
    assert names(full, filters={"ethnic": None}) == ["Hạng A Dế"]
    assert full.page(PageQuery("person", filters={"ethnic_language": (True, None)})).total == 7
    assert names(full, filters={"birth": PartialDate("1970"), "sex": "nu"}) == ["Lò Thị Ánh"]
    assert names(full, filters={"sex": ()}) == []


def test_an_appointment_sorts_and_is_found_by_its_person(full: AnyStore) -> None:
    page = full.page(PageQuery("appointment", sort="person", limit=3))
    assert [row.id for row in page.rows] == ["a99", "a00", "a06"]  # nobody first, then Ánh and Ánh
    assert [row.id for row in full.page(PageQuery("appointment", text="duc")).rows] == ["a01"]


def test_a_foreign_mark_is_refused(full: AnyStore) -> None:
    for mark in ("", "{}", "[1]", '[1,"a","b"]', '[null,"a"]', "7"):
        with pytest.raises(UserError) as refused:
            full.page(PageQuery("person", after=mark))
        assert refused.value.code == "NHAP-03"


def test_an_unknown_field_is_a_bug(full: AnyStore) -> None:
    with pytest.raises(KeyError):
        full.page(PageQuery("person", sort="revision; DROP TABLE person"))


def test_a_scope_is_searched_alone(full: AnyStore) -> None:
    full.apply((), entry(), scopes={"s": dataset("u", people()[:2])})
    assert full.page(PageQuery("person", scope="s", text="anh")).total == 1


SORTS = ["", "full_name", "-full_name", "birth", "-birth", "ethnic_language", "-ethnic_language", "id", "body", "-body"]


@pytest.fixture
def both(make: Callable[..., SqlStore]) -> tuple[SqlStore, MemoryStore]:
    """The two implementations with the same content."""
    sql, memory = make(), MemoryStore("unit", UNIT, USER)
    for store in (sql, memory):
        store.apply(added(*EVERYTHING), entry())
    return sql, memory


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sort=st.sampled_from(SORTS),
    text=st.sampled_from(["", "thi", "lo", "a", "thu", "0110"]),
    sex=st.sampled_from([{}, {"sex": "nu"}, {"ethnic_language": None}]),
    limit=st.integers(1, 11),
)
def test_pages_join_to_the_whole_list_in_both(
    both: tuple[SqlStore, MemoryStore], sort: str, text: str, sex: dict[str, Any], limit: int
) -> None:
    found = []
    for store in both:
        whole = store.page(PageQuery("person", text=text, filters=sex, sort=sort, limit=100))
        rows: list[Any] = []
        mark = None
        while True:
            page = store.page(PageQuery("person", text=text, filters=sex, sort=sort, limit=limit, after=mark))
            rows += page.rows
            mark = page.next
            if mark is None:
                break
        assert tuple(rows) == whole.rows
        assert page.total == len(rows) == whole.total
        found.append(rows)
    assert found[0] == found[1]
