"""Every command as data: the command line, menus, history text and help are made of this table."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.commands.table.batch import BATCH
from app.commands.table.exchange import EXCHANGE
from app.commands.table.office import OFFICE
from app.commands.table.papers import PAPERS
from app.commands.table.roles import with_roles
from app.commands.table.rows import A3, AS_NOW, AS_OF, OUT, PACKAGE, PERIOD, PIN_FILE, PUBLISH, command_row
from app.workspace import Action, CommandSpec, Need, Param

_CHOICES: Final = (
    'Tệp JSON có các lựa chọn, dòng như trong Excel, cột đếm từ 0: {"columns": {"Trang": {"2": "person.ethnic"}}, '
    '"same": {"Trang": {"12": "new hoặc mã hồ sơ"}}, "texts": {"Trang": {"12": {"1": "chữ đúng"}}}, '
    '"skip": {"Trang": [14]}, "header": {"Trang": [8, 9]}, "anew": {"Trang": [12]}}'
)
_IMPORTED: Final = Param("imported", "Mã lần nhập (các ký tự đầu)", positional=True, required=True)
_LEVELS: Final = ("so-lieu", "rut-gon", "ho-so")


_ROWS: Final[tuple[CommandSpec, ...]] = (
    command_row(
        "demo",
        "demo.loop:demo",
        "Chạy thử cả vòng trên dữ liệu bịa",
        Param("out", "Thư mục ghi kết quả", "new_path", required=True),
        Param("units", "Số đơn vị", "int"),
        Param("people", "Số người", "int", default=5000),
        Param("seed", "Số gieo", "int", default=2282),
        needs=Need.NOTHING,
    ),
    command_row("store info", "storing:info", "Thông tin dữ liệu"),
    command_row("store backup", "storing:backup", "Sao lưu", Param("out", "Thư mục sao lưu", "new_path")),
    command_row("store check", "storing:check", "Kiểm tra dữ liệu"),
    command_row("store users", "storing:users", "Người dùng"),
    command_row(
        "enrol file",
        "enrolment.enrolling:enrol_file",
        "Lập tệp đăng ký đơn vị",
        Param("out", "Thư mục ghi ra", "new_path", required=True),
        Param("unit", "Mã đơn vị"),
        Param("every", "Tất cả đơn vị", "flag", flag_name="all"),
        modes=("province",),
        needs=Need.SIGNING_KEY,
    ),
    command_row(
        "enrol confirm",
        "enrolment.enrolling:confirm",
        "Xác nhận ghi danh",
        Param("fingerprint", "Dấu vân tay, sáu nhóm năm chữ số", positional=True, required=True),
        modes=("province",),
        needs=Need.SIGNING_KEY,
    ),
    command_row("enrol list", "enrolment.enrolling:list_enrolments", "Tình trạng ghi danh", modes=("province",)),
    command_row(
        "import",
        "excel.importing:import_file",
        "Nhập từ Excel",
        Param("file", "Tệp Excel hoặc CSV", "path", positional=True, required=True),
        Param("sheet", "Tên trang tính"),
        Param("dry_run", "Chỉ xem trước, không ghi", "flag"),
        Param("choices", _CHOICES, "path"),
        modes=("unit",),
        undoable=True,
    ),
    command_row(
        "returned",
        "excel.returning:return_rows",
        "Ghi tệp các dòng không nhận",
        Param("file", "Tệp Excel hoặc CSV đã nhập", "path", positional=True, required=True),
        OUT,
        Param("sheet", "Tên trang tính"),
        Param("choices", _CHOICES, "path"),
        modes=("unit",),
    ),
    command_row("import list", "excel.imports:list_imports", "Các lần nhập từ Excel", modes=("unit",)),
    command_row("import show", "excel.imports:show", "Một lần nhập từ Excel", _IMPORTED, modes=("unit",)),
    command_row("import undo", "excel.imports:undo", "Hoàn tác lần nhập", _IMPORTED, modes=("unit",), undoable=True),
    command_row(
        "import letters",
        "excel.imports:letters",
        "Trả lại chữ gốc",
        _IMPORTED,
        Param("cells", "Số thứ tự các ô trong lần nhập, cách nhau dấu phẩy", required=True),
        modes=("unit",),
        undoable=True,
    ),
    command_row("title list", "entry.titles:list_titles", "Chức danh chưa ghép", modes=("unit",)),
    command_row(
        "title map",
        "entry.titles:map_title",
        "Ghép chức danh",
        Param("text", "Chữ trong danh sách", positional=True, required=True),
        Param("post", "Mã chức vụ trong danh mục", positional=True, required=True),
        modes=("unit",),
        undoable=True,
    ),
    command_row("template", "excel.importing:template", "Tệp Excel mẫu", OUT, modes=("unit",)),
    command_row("export", "excel.importing:export", "Xuất tất cả ra Excel", OUT, modes=("unit",)),
    command_row("check", "figures.reporting:check", "Rà soát số liệu", PERIOD, AS_OF, modes=("unit",)),
    command_row(
        "indicators",
        "figures.reporting:indicators",
        "Chỉ tiêu",
        PERIOD,
        AS_OF,
        AS_NOW,
        Param("district", "Mã cấp huyện cũ (ở Sở Nội vụ); để trống là toàn tỉnh"),
    ),
    command_row(
        "explain",
        "figures.reporting:explain",
        "Giải thích con số",
        Param(
            "key",
            "Khóa ô số liệu, có thể kèm @đơn vị; hoặc tổng a+b, tỷ số a:b, dòng chỉ tiêu #1.2/nguoi",
            positional=True,
            required=True,
        ),
        PERIOD,
        AS_OF,
        Param("code", "Mã đối chiếu: theo số liệu đã chốt"),
        Param("unit", "Mã đơn vị (hoặc ngành): ai làm nên con số ở đó"),
        AS_NOW,
    ),
    command_row(
        "form",
        "figures.reporting:form",
        "In biểu",
        Param("code", "Mã biểu", positional=True),
        Param("out", "Tệp .pdf, .xlsx hoặc .docx", "new_path"),
        Param("list_forms", "Liệt kê các biểu", "flag", flag_name="list"),
        Param("unit", "Đơn vị (ở Sở Nội vụ); để trống là toàn tỉnh"),
        PERIOD,
        AS_OF,
        Param("level", "Chỉ in những gì mức này gửi đi", choices=("so-lieu", "rut-gon", "ho-so")),
        AS_NOW,
        PUBLISH,
        A3,
    ),
    command_row(
        "submit",
        "submission.submitting:submit",
        "Lập gói nộp báo cáo",
        Param("period", "Kỳ báo cáo, ví dụ 2026", required=True),
        OUT,
        Param("level", "Mức số liệu", choices=_LEVELS),
        Param("nil", "Báo cáo không phát sinh", "flag"),
        Param("minimal", "Không kèm tệp PDF của biểu", "flag"),
        Param("sign", "Cách ký: app, hoặc pkcs11:… của thiết bị ký số", default="app"),
        PIN_FILE,
        Param("signed_pdf", "Tệp PDF các biểu đã ký số ở nơi khác", "path"),
        modes=("unit",),
        needs=Need.SIGNING_KEY,
    ),
    command_row(
        "verify",
        "verifying:verify",
        "Kiểm tra một gói",
        Param("file", "Tệp gói", "path", positional=True),
        Param("code", "Mã đối chiếu ở chân biểu (gõ, hoặc quét mã QR), thay cho tệp"),
        Param("photo", "Ảnh chụp hoặc bản quét của biểu, thay cho tệp", "path"),
        Param("key", "Khóa giải mã (PEM)", "path"),
        Param("root", "Chứng thư gốc của tỉnh (PEM)", "path"),
        needs=Need.OPTIONAL_STORE,
    ),
    command_row(
        "open",
        "verifying:open_package",
        "Mở phong bì của gói",
        Param("file", "Tệp gói", "path", positional=True, required=True),
        Param("out", "Tệp .asice ghi ra", "new_path", required=True),
    ),
    command_row(
        "receive",
        "receiving:receive",
        "Tiếp nhận tệp",
        Param("paths", "Tệp hoặc thư mục", "paths", positional=True, required=True),
        needs=Need.SIGNING_KEY,
    ),
    command_row("inbox", "receiving:inbox", "Gói đã nhận", Param("state", "Tình trạng"), modes=("province",)),
    command_row("accept", "reception.verdicts:accept", "Chấp nhận số liệu", PACKAGE, modes=("province",)),
    command_row(
        "return",
        "reception.verdicts:send_back",
        "Đề nghị hoàn thiện số liệu",
        PACKAGE,
        Param("reason", "Lý do; có thể để trống khi có góp ý", default=""),
        modes=("province",),
    ),
    command_row(
        "receipt",
        "reception.receipts:receipt",
        "Lập phiếu tiếp nhận",
        PACKAGE,
        OUT,
        modes=("province",),
        needs=Need.SIGNING_KEY,
    ),
    command_row("board", "office.board_now:board", "Theo dõi nộp báo cáo", PERIOD, AS_NOW, modes=("province",)),
    command_row(
        "period issue",
        "campaign:issue_period",
        "Mở đợt báo cáo",
        Param("period", "Kỳ báo cáo, ví dụ 2026", positional=True, required=True),
        Param("cut_off", "Ngày chốt số liệu, viết YYYY-MM-DD", "date"),
        Param("due", "Hạn nộp, viết YYYY-MM-DD", "date"),
        Param("level", "Mức số liệu", choices=_LEVELS),
        Param("sections", "Mã các phần báo cáo, cách nhau dấu phẩy; để trống là toàn bộ"),
        Param("request", "Số, ngày văn bản yêu cầu"),
        Param("out", "Thư mục ghi tệp đợt báo cáo cho từng đơn vị", "new_path"),
        modes=("province",),
    ),
    command_row(
        "units list",
        "figures.watching:units",
        "Danh mục đơn vị",
        AS_OF,
        Param("successors_of", "Mã đơn vị: ai kế thừa, kế thừa ai"),
        needs=Need.KNOWN_UNITS,
    ),
    command_row(
        "pack check",
        "packs:check",
        "Kiểm tra bộ chỉ tiêu",
        Param("folder", "Thư mục", "path", positional=True),
        needs=Need.RESOURCES,
    ),
    command_row("pack show", "packs:show", "Bộ chỉ tiêu và quy định", needs=Need.RESOURCES),
    command_row("record save", "entry.editing:save", "Lưu hồ sơ", internal=True, undoable=True),
    command_row(
        "record delete",
        "entry.editing:delete",
        "Xóa hồ sơ",
        Param("table", "Bảng", required=True),
        Param("record", "Mã bản ghi", required=True),
        Param("reason", "Lý do hủy bỏ", default=""),
        undoable=True,
    ),
    command_row("record update", "entry.editing:update", "Cập nhật thay đổi", internal=True, undoable=True),
    command_row("record trash", "entry.recycling:trash", "Thùng rác", Param("text", "Chữ cần tìm", default="")),
    command_row(
        "record restore",
        "entry.recycling:restore",
        "Khôi phục từ thùng rác",
        Param("record", "Mã bản ghi đã xóa", default=""),
        Param("revision", "Số của lần xóa trong lịch sử", "int"),
        undoable=True,
    ),
    command_row(
        "remark add",
        "entry.remarking:add",
        "Ghi chú cho một ô",
        Param("table", "Bảng", required=True),
        Param("record", "Mã bản ghi", required=True),
        Param("text", "Nội dung", required=True),
        Param("field", "Ô; để trống khi ghi chú cho cả bản ghi", default=""),
        Param("follow_up", "Cần theo dõi", "flag"),
        undoable=True,
    ),
    command_row(
        "remark done",
        "entry.remarking:mark",
        "Đã xong việc theo dõi",
        Param("remark", "Mã ghi chú", positional=True, required=True),
        undoable=True,
    ),
    command_row("remark list", "entry.remarking:listed", "Việc theo dõi"),
    command_row("rollover list", "entry.rolling:list_walk", "Rà soát đầu kỳ", PERIOD, modes=("unit",)),
    command_row(
        "rollover mark",
        "entry.rolling:mark",
        "Xác nhận đầu kỳ",
        Param("state", "Kết quả", positional=True, required=True, choices=("dung", "doi", "khong_con", "cho")),
        Param("table", "Bảng"),
        Param("record", "Mã bản ghi"),
        Param("rest", "Tất cả những dòng chưa xác nhận", "flag"),
        Param("day", "Ngày không còn", "date"),
        Param("reason", "Mã lý do thôi công tác"),
        PERIOD,
        modes=("unit",),
        undoable=True,
    ),
    command_row(
        "copy period",
        "entry.copying:copy_period",
        "Chép từ kỳ trước",
        Param("table", "Bảng", required=True, choices=("population", "headcount", "budget", "narrative")),
        PERIOD,
        modes=("unit",),
        undoable=True,
    ),
    command_row(
        "changes export",
        "entry.merging:export_changes",
        "Ghi tệp thay đổi cho máy thứ hai",
        OUT,
        modes=("unit",),
    ),
    command_row(
        "changes import",
        "entry.merging:import_changes",
        "Ghép số liệu hai máy",
        Param("file", "Tệp thay đổi", "path", positional=True, required=True),
        Param("code_file", "Tệp có mã ở dòng đầu, hoặc /dev/stdin", "path", required=True),
        Param("answers", "Trả lời khi hai máy ghi khác nhau, JSON"),
        Param("dry_run", "Chỉ xem trước, không ghi", "flag"),
        modes=("unit",),
        undoable=True,
    ),
    command_row(
        "finding keep",
        "entry.keeping:keep",
        "Giữ cảnh báo, ghi lý do",
        Param("finding", "Khóa của cảnh báo", positional=True, required=True),
        Param("reason", "Lý do, ít nhất 10 ký tự", required=True),
        modes=("unit",),
        undoable=True,
    ),
    command_row(
        "undo",
        "entry.undoing:undo",
        "Hoàn tác",
        Param("revision", "Số của lần thay đổi trong lịch sử; để trống là lần cuối của mình", "int"),
    ),
    command_row("redo", "entry.undoing:redo", "Làm lại"),
    *BATCH,
    *EXCHANGE,
    *OFFICE,
    *PAPERS,
)

COMMANDS: Final[tuple[CommandSpec, ...]] = with_roles(_ROWS)
_BY_NAME: Final[Mapping[str, CommandSpec]] = MappingProxyType({spec.name: spec for spec in COMMANDS})


def command(name: str) -> CommandSpec:
    """A command by name.

    Raises:
        KeyError: no such command.
    """
    return _BY_NAME[name]


def resolve(spec: CommandSpec) -> Action:
    """The function of a command, imported only now."""
    module, _, name = spec.function.partition(":")
    action: Action = getattr(importlib.import_module(module), name)
    return action


def is_undoable(name: str) -> bool:
    """Whether the changes of a command of the history can be taken back; False for a command of another version."""
    return name in _BY_NAME and _BY_NAME[name].undoable
