"""The screens of both modes as data, in the order of the rail; a module is imported when its screen is first wanted."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.domain.storage import Mode
from ui.work.screen import Screen
from ui.work.session import Session


@dataclass(frozen=True, slots=True)
class ScreenSpec:
    """A screen.

    Attributes:
        name: by which others go there. title: on the rail. icon: of resources/icons.
        screen: "module:class". modes: in which it stands. tables: records whose findings lead there.
        under: the screen of the rail to which it belongs; empty where it stands on the rail itself.
    """

    name: str
    title: str
    icon: str
    screen: str
    modes: tuple[Mode, ...]
    tables: tuple[str, ...] = ()
    under: str = ""


_PEOPLE: Final = ("person", "appointment", "planning_entry", "training")
_BODIES: Final = ("body", "headcount", "unit_profile")
_TASKS: Final = ("activity", "budget", "narrative", "difficulty", "inspection", "course", "planning_list")

SCREENS: Final[tuple[ScreenSpec, ...]] = (
    ScreenSpec("home", "Tổng quan", "home", "ui.screens.unit_home:UnitHome", ("unit",)),
    ScreenSpec("people", "Nhân sự", "people", "ui.screens.people:PeopleScreen", ("unit",), _PEOPLE),
    ScreenSpec("bodies", "Cơ quan, đơn vị", "building", "ui.screens.bodies:BodiesScreen", ("unit",), _BODIES),
    ScreenSpec(
        "population", "Dân số theo dân tộc", "population", "ui.screens.population:PopulationScreen", ("unit",),
        ("population",),
    ),
    ScreenSpec("tasks", "Nhiệm vụ, giải pháp", "tasks", "ui.screens.tasks:TasksScreen", ("unit",), _TASKS),
    ScreenSpec("review", "Rà soát số liệu", "review", "ui.screens.review:ReviewScreen", ("unit",)),
    ScreenSpec("forms", "Biểu mẫu", "forms", "ui.screens.forms:FormsScreen", ("unit",)),
    ScreenSpec("submit", "Nộp báo cáo", "submit", "ui.screens.submit:SubmitScreen", ("unit",)),
    ScreenSpec("so_home", "Tổng quan", "home", "ui.screens.so.home:ProvinceHome", ("province",)),
    ScreenSpec("so_board", "Theo dõi nộp báo cáo", "board", "ui.screens.so.board:BoardScreen", ("province",)),
    ScreenSpec("so_inbox", "Tiếp nhận báo cáo", "inbox", "ui.screens.so.inbox:InboxScreen", ("province",)),
    ScreenSpec("so_search", "Tra cứu", "search", "ui.screens.so.search:SearchScreen", ("province",)),
    ScreenSpec("so_forms", "Biểu mẫu", "forms", "ui.screens.so.forms:ProvinceForms", ("province",)),
    ScreenSpec("so_units", "Đơn vị", "units", "ui.screens.so.units:UnitsScreen", ("province",)),
    ScreenSpec("so_pack", "Bộ chỉ tiêu và quy định", "pack", "ui.screens.so.pack:PackScreen", ("province",)),
    ScreenSpec("system", "Hệ thống và sao lưu", "system", "ui.screens.system:SystemScreen", ("unit", "province")),
    ScreenSpec(
        "comments", "Đề nghị hoàn thiện", "flag", "ui.comments.todo:CommentsScreen", ("unit",), under="submit"
    ),
    ScreenSpec(
        "so_keys", "Khóa và chứng thư", "key", "ui.screens.so.keys:KeysScreen", ("province",), under="so_units"
    ),
    ScreenSpec(
        "so_training", "Ai cần bồi dưỡng", "people", "ui.screens.so.training:TrainingScreen", ("province",),
        under="so_search",
    ),
    ScreenSpec(
        "so_duties", "Việc của Sở theo Kế hoạch", "tasks", "ui.screens.so.duties:DutiesScreen", ("province",),
        ("unit_check", "check_problem", "raised", "proposal", "agency_part"), under="so_units",
    ),
    ScreenSpec("gaps", "Cần thêm mấy người", "people", "ui.screens.gaps:GapsScreen", ("unit",), under="home"),
    ScreenSpec("so_gaps", "Cần thêm mấy người", "people", "ui.screens.gaps:GapsScreen", ("province",), under="so_home"),
    ScreenSpec(
        "so_trends", "Chỉ tiêu qua các năm", "home", "ui.screens.so.trends:TrendsScreen", ("province",), under="so_home"
    ),
    ScreenSpec("frozen", "Số liệu đã chốt", "lock", "ui.screens.frozen:FrozenScreen", ("unit",), under="forms"),
    ScreenSpec("report", "Báo cáo", "letter", "ui.screens.report:ReportScreen", ("unit",), under="forms"),
    ScreenSpec("so_report", "Báo cáo", "letter", "ui.screens.report:ReportScreen", ("province",), under="so_forms"),
    ScreenSpec(
        "so_frozen", "Số liệu đã chốt", "lock", "ui.screens.frozen:FrozenScreen", ("province",), under="so_home"
    ),
    ScreenSpec(
        "so_crosschecks", "Đối chiếu giữa các đơn vị", "people", "ui.screens.so.crosschecks:CrosschecksScreen",
        ("province",), under="so_search",
    ),
    ScreenSpec(
        "so_privacy", "Dữ liệu cá nhân", "lock", "ui.screens.so.privacy:PrivacyScreen", ("province",),
        under="so_search",
    ),
    ScreenSpec("rollover", "Rà soát đầu kỳ", "check", "ui.rollover.screen:RolloverScreen", ("unit",), under="people"),
)  # fmt: skip


def screens_of(mode: Mode) -> tuple[ScreenSpec, ...]:
    """Screens of a mode, in the order of the rail."""
    return tuple(spec for spec in SCREENS if mode in spec.modes)


def screen_for(table: str, mode: Mode) -> ScreenSpec | None:
    """The screen on which records of a table are edited."""
    return next((spec for spec in screens_of(mode) if table in spec.tables), None)


def make_screen(spec: ScreenSpec, session: Session) -> Screen:
    """Builds a screen."""
    module, _, name = spec.screen.partition(":")
    made: Screen = getattr(importlib.import_module(module), name)(session)
    return made


def import_screens(specs: Iterable[ScreenSpec]) -> None:
    """Imports the modules of screens with all that they need; slow, so not in the GUI thread."""
    for spec in specs:
        importlib.import_module(spec.screen.partition(":")[0])
