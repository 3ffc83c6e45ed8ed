"""Rows of the command table about the work of Sở Nội vụ over all units."""

from __future__ import annotations

from typing import Final

from app.commands.table.behalf import ON_BEHALF
from app.commands.table.duties import DUTIES
from app.commands.table.keeping import KEEPING
from app.commands.table.pack_desk import PACK_DESK
from app.commands.table.rows import OUT, PACKAGE, PERIOD, command_row
from app.commands.table.training import TRAINING
from app.workspace import CommandSpec, Need, Param

_FIGURES_CODE: Final = Param("code", "Mã đối chiếu ở chân biểu", positional=True, required=True)

UNITS: Final = (
    command_row(
        "units reorganise",
        "office.reorganising:reorganise",
        "Nhập sắp xếp đơn vị hành chính",
        Param("file", "Tệp các dòng kế thừa (CSV)", "path", positional=True, required=True),
        Param("dry_run", "Chỉ xem trước, không ghi", "flag"),
        modes=("province",),
    ),
    command_row(
        "units reorganisations", "office.reorganising:listed", "Các lần sắp xếp đơn vị đã nhập", modes=("province",)
    ),
    command_row(
        "units template",
        "office.reorganisation_minutes:template",
        "Tệp mẫu các dòng sắp xếp đơn vị",
        OUT,
        modes=("province",),
    ),
    command_row(
        "units minutes",
        "office.reorganisation_minutes:write_minutes",
        "Biên bản chuyển số liệu khi sắp xếp đơn vị",
        OUT,
        Param("reorganisation", "Mã lần sắp xếp; để trống là lần cuối, không có thì lần ngày 01/07/2025"),
        modes=("province",),
    ),
    command_row(
        "units withdraw",
        "office.reorganising:withdraw",
        "Rút lần sắp xếp đơn vị",
        Param("reorganisation", "Mã lần sắp xếp (các ký tự đầu)", positional=True, required=True),
        modes=("province",),
    ),
)

PAST: Final = (
    command_row(
        "figures import",
        "office.paper_figures:import_figures",
        "Nhập số liệu báo cáo giấy",
        Param("file", "Tệp Excel hoặc CSV theo mẫu", "path", positional=True, required=True),
        Param("dry_run", "Chỉ xem trước, không ghi", "flag"),
        modes=("province",),
    ),
    command_row("figures template", "office.paper_figures:template", "Mẫu nhập số liệu giấy", OUT, modes=("province",)),
    command_row("figures list", "office.paper_figures:listed", "Số liệu báo cáo giấy", modes=("province",)),
    command_row(
        "figures undo",
        "office.paper_figures:undo_import",
        "Hoàn tác lần nhập số liệu báo cáo giấy",
        Param("entry", "Mã lần nhập; để trống là lần cuối", positional=True),
        modes=("province",),
    ),
    command_row(
        "trend",
        "office.trends:trend",
        "Chỉ tiêu qua các năm",
        Param("indicator", "Mã chỉ tiêu", positional=True),
        Param("unit", "Đơn vị; để trống là toàn tỉnh"),
        Param("sector", "Mã ngành, lĩnh vực"),
        Param("as_now", "Theo đơn vị hiện nay", "flag"),
        Param("out", "Tệp hình ghi ra (.pdf hoặc .docx)", "new_path"),
        modes=("province",),
    ),
)

_LIST: Final = Param("whatif", "Tên hoặc các ký tự đầu của mã danh sách", positional=True, required=True)
_STEPS: Final = Param("steps", "Mã các việc như lệnh gap đưa ra, cách nhau dấu cách", required=True)

GAPS: Final = (
    command_row(
        "gap",
        "office.gaps:gap",
        "Cần thêm bao nhiêu người",
        Param("indicator", "Mã chỉ tiêu; để trống là tất cả"),
        Param("unit", "Đơn vị; để trống là toàn tỉnh"),
        PERIOD,
    ),
    command_row(
        "gap keep",
        "office.gap_lists:keep",
        "Giữ danh sách tính thử",
        Param("title", "Tên danh sách", positional=True, required=True),
        _STEPS,
        Param("unit", "Đơn vị; để trống là toàn tỉnh"),
        PERIOD,
    ),
    command_row("gap add", "office.gap_lists:add", "Thêm việc vào danh sách tính thử", _LIST, _STEPS),
    command_row(
        "gap drop",
        "office.gap_lists:drop",
        "Bỏ danh sách tính thử hoặc việc trong đó",
        _LIST,
        Param("steps", "Mã các việc bỏ ra; để trống là bỏ cả danh sách"),
    ),
    command_row("gap list", "office.gap_lists:listed", "Các danh sách tính thử", PERIOD),
    command_row("gap show", "office.gap_lists:show", "Xem danh sách tính thử", _LIST),
    command_row("gap print", "office.gap_lists:printed", "In danh sách tính thử", _LIST, OUT),
)

FROZEN: Final = (
    command_row(
        "freeze",
        "office.freezing:freeze",
        "Chốt số liệu",
        Param("period", "Kỳ báo cáo, ví dụ 2026", positional=True),
        Param("reason", "Lý do", required=True),
        Param("incomplete", "Chốt cả khi còn thiếu đơn vị", "flag"),
        needs=Need.SIGNING_KEY,
    ),
    command_row("freeze list", "office.freezing:listed", "Các bản chốt số liệu", PERIOD),
    command_row(
        "freeze reopen",
        "office.freezing:reopen",
        "Mở lại kỳ đã chốt",
        _FIGURES_CODE,
        Param("reason", "Lý do", required=True),
        needs=Need.SIGNING_KEY,
    ),
    command_row(
        "show",
        "office.showing:show",
        "Mở lại số liệu theo mã đối chiếu",
        _FIGURES_CODE,
        Param("out", "Tệp .pdf, .xlsx hoặc .docx của biểu đã chốt", "new_path"),
        Param("form", "Mã biểu; all là tất cả", default="all"),
    ),
)

TOGETHER: Final = (
    command_row(
        "store move",
        "office.moving:move",
        "Chuyển dữ liệu lên máy chủ, hoặc từ máy chủ về",
        Param("out", "Thư mục dữ liệu dùng từ nay", "new_path", required=True),
        Param("server", "Địa chỉ postgresql://người_dùng@máy_chủ:cổng?cơ_sở_dữ_liệu; để trống là chuyển về thư mục"),
        Param("password_file", "Tệp có mật khẩu của máy chủ ở dòng đầu, hoặc /dev/stdin", "path"),
        modes=("province",),
    ),
    command_row(
        "officer add",
        "office.moving:add_officer",
        "Lập thư mục dữ liệu cho cán bộ khác",
        Param("officer", "Họ tên", positional=True, required=True),
        Param("roles", "Vai trò: tiep-nhan, duyet, quan-tri, cách nhau dấu phẩy", required=True),
        OUT,
        Param("server_user", "Người dùng của cán bộ đó trên máy chủ", required=True),
        Param("password_file", "Tệp có mật khẩu của máy chủ ở dòng đầu", "path", required=True),
        Param("passphrase_file", "Tệp có mật khẩu mở dữ liệu lần đầu ở dòng đầu", "path", required=True),
        modes=("province",),
    ),
    command_row(
        "officer end",
        "office.moving:end_officer",
        "Kết thúc việc của cán bộ",
        Param("officer", "Họ tên", positional=True, required=True),
        modes=("province",),
    ),
    command_row(
        "store passphrase",
        "storing:change_passphrase",
        "Đổi mật khẩu của mình",
        Param("old_file", "Tệp có mật khẩu đang dùng ở dòng đầu", "path", required=True),
        Param("new_file", "Tệp có mật khẩu mới ở dòng đầu", "path", required=True),
    ),
    command_row("officer list", "office.moving:officers", "Cán bộ cùng làm", modes=("province",)),
)

_UNIT: Final = Param("unit", "Mã đơn vị", positional=True, required=True)
_OF_PERIOD: Final = Param("period", "Kỳ báo cáo, ví dụ 2026", required=True)

CHASING: Final = (
    command_row(
        "period exempt",
        "office.exempting:exempt",
        "Không thuộc diện báo cáo",
        _UNIT,
        _OF_PERIOD,
        Param("reason", "Lý do", required=True),
        modes=("province",),
    ),
    command_row(
        "period oblige",
        "office.exempting:oblige",
        "Thôi miễn báo cáo",
        _UNIT,
        _OF_PERIOD,
        modes=("province",),
    ),
    command_row(
        "remind",
        "office.reminding:remind",
        "Lập công văn đôn đốc",
        Param("out", "Thư mục ghi công văn", "new_path", required=True),
        PERIOD,
        Param("units", "Mã các đơn vị, cách nhau dấu phẩy; để trống là mọi đơn vị còn thiếu"),
        Param("by", "Hạn gửi ghi trong công văn, viết YYYY-MM-DD", "date"),
        Param("number", "Số của công văn đầu tiên", "int"),
        Param("symbol", "Ký hiệu công văn, ví dụ SNV"),
        Param("kind", "Loại tệp", choices=("pdf", "docx"), default="pdf"),
        modes=("province",),
    ),
    command_row(
        "difference", "office.differences:show", "Thay đổi so với gói đã chấp nhận", PACKAGE, modes=("province",)
    ),
    command_row(
        "accept clean",
        "office.accepting:accept_clean",
        "Chấp nhận các báo cáo không có phát hiện",
        Param("packages", "Mã các gói, cách nhau dấu phẩy; để trống là tất cả"),
        Param("dry_run", "Chỉ liệt kê, không chấp nhận", "flag"),
        modes=("province",),
    ),
    command_row("remind list", "office.reminding:listed", "Công văn đôn đốc đã lập", PERIOD, modes=("province",)),
)

_PAIR: Final = Param("pair", "Mã trường hợp (các ký tự đầu)", positional=True, required=True)

CROSS: Final = (
    command_row(
        "crosscheck",
        "office.crosschecks:crosscheck",
        "Đối chiếu giữa các đơn vị",
        PERIOD,
        Param("decided", "Kể cả trường hợp đã kết luận", "flag"),
        modes=("province",),
    ),
    command_row(
        "crosscheck ask",
        "office.crosschecks:ask",
        "Hỏi hai đơn vị về một trường hợp",
        Param("pair", "Mã trường hợp (các ký tự đầu); all là mọi trường hợp chưa hỏi", positional=True, required=True),
        PERIOD,
        modes=("province",),
    ),
    command_row(
        "crosscheck decide",
        "office.crosschecks:decide",
        "Kết luận một trường hợp đối chiếu",
        _PAIR,
        Param("verdict", "Kết luận", choices=("different", "settled", "double"), required=True),
        Param("reason", "Lý do"),
        PERIOD,
        modes=("province",),
    ),
)

PRIVACY: Final = (
    command_row(
        "erase",
        "office.erasing:erase",
        "Xóa dữ liệu cá nhân của một kỳ",
        Param("unit", "Mã đơn vị", required=True),
        _OF_PERIOD,
        Param("reason", "Lý do", required=True),
        Param("out", "Tệp PDF biên bản ghi ra", "new_path", required=True),
        Param("confirmed", "Xác nhận xóa, không lấy lại được", "flag"),
        modes=("province",),
        needs=Need.SIGNING_KEY,
    ),
    command_row(
        "person export",
        "office.person_files:export",
        "Xuất toàn bộ dữ liệu của một người",
        Param("person", "Mã hồ sơ, số định danh, hoặc họ tên không cần dấu", positional=True, required=True),
        Param("out", "Tệp .pdf, .xlsx hoặc .docx", "new_path", required=True),
    ),
    command_row(
        "names note",
        "office.registers:note",
        "Ghi sổ xem họ tên",
        Param("way", "Cách xem", required=True),
        Param("packages", "Các gói"),
        PERIOD,
        modes=("province",),
        internal=True,
    ),
    command_row(
        "names list",
        "office.registers:listed",
        "Sổ xem, xuất họ tên",
        Param("unit", "Mã đơn vị"),
        PERIOD,
        Param("by", "Họ tên cán bộ"),
        modes=("province",),
    ),
    command_row("erase list", "office.erasing:listed", "Các lần xóa dữ liệu cá nhân", modes=("province",)),
)

ADJUST: Final = (
    command_row(
        "adjust add",
        "office.adjusting:add",
        "Điều chỉnh của Sở cạnh số liệu của đơn vị",
        Param("unit", "Mã đơn vị", positional=True, required=True),
        Param("cells", "Khóa các ô số liệu, cách nhau dấu cách", required=True),
        Param("by", "Thêm hoặc bớt bao nhiêu, ví dụ -1", "int", required=True),
        Param("reason", "Lý do", required=True),
        PERIOD,
        modes=("province",),
        needs=Need.SIGNING_KEY,
    ),
    command_row(
        "adjust drop",
        "office.adjusting:drop",
        "Bỏ điều chỉnh của Sở",
        Param("adjustment", "Mã điều chỉnh (các ký tự đầu)", positional=True, required=True),
        modes=("province",),
        needs=Need.SIGNING_KEY,
    ),
    command_row("adjust list", "office.adjusting:listed", "Các điều chỉnh của Sở", PERIOD, modes=("province",)),
)

OFFICE: Final[tuple[CommandSpec, ...]] = (
    *ADJUST,
    *PRIVACY,
    *CROSS,
    *CHASING,
    *UNITS,
    *PAST,
    *GAPS,
    *FROZEN,
    *TOGETHER,
    *KEEPING,
    *PACK_DESK,
    *ON_BEHALF,
    *DUTIES,
    *TRAINING,
)
