"""Every key of the window as data: what it does and where; the shortcuts and the sheet of keys are made from it.

`bind` makes the shortcuts of a widget by name. Keys that a widget reads itself, such as Enter in a field, stand here
too, so that the sheet is whole; a test compares it with the shortcuts that are found on the screens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

WINDOW: Final = "Mọi nơi"
FIELD: Final = "Trong một ô nhập"
LIST: Final = "Trong danh sách và hồ sơ"
GRID: Final = "Trong bảng nhập (như Excel)"
FORMS: Final = "Xem biểu mẫu"
INBOX: Final = "Tiếp nhận báo cáo"
PACKAGE: Final = "Xem trước gói đã nhận"
IMPORT: Final = "Nhập từ Excel (trong cửa sổ xem trước)"
COMMENTS: Final = "Đề nghị hoàn thiện"
ROLLOVER: Final = "Rà soát đầu kỳ"


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys that do one thing.

    Attributes:
        keys: each of them alone does it, in Qt's portable writing.
        what: Vietnamese, as on the sheet.
        where: heading of the sheet.
        own: a widget reads the key itself, so there is no shortcut to be found.
        mode: "unit" or "province"; empty for both.
    """

    keys: tuple[str, ...]
    what: str
    where: str
    own: bool = False
    mode: str = ""


SHORTCUTS: Final[Mapping[str, Keys]] = {
    "sheet": Keys(("Ctrl+?", "Ctrl+Shift+?", "Ctrl+/"), "Bảng phím tắt này", WINDOW),
    "find": Keys(("Ctrl+K",), "Tìm nhanh người, cơ quan, lớp, màn hình", WINDOW),
    "help": Keys(("F1",), "Quy định về ô đang nhập; nhấn hai lần: bảng phím tắt", WINDOW),
    "check": Keys(("F9",), "Kiểm tra lại toàn bộ số liệu", WINDOW, mode="unit"),
    "undo": Keys(("Ctrl+Z",), "Hoàn tác thay đổi vừa rồi", WINDOW, mode="unit"),
    "redo": Keys(("Ctrl+Y", "Ctrl+Shift+Z"), "Làm lại điều vừa hoàn tác", WINDOW, mode="unit"),
    "lock": Keys(("Ctrl+L",), "Khóa chương trình", WINDOW),
    "resume": Keys(("Ctrl+Shift+D",), "Nhập tiếp chữ đang gõ dở (thanh báo phía trên)", WINDOW),
    "comment next": Keys(("Ctrl+J",), "Đến ô của đề nghị hoàn thiện tiếp theo", WINDOW, mode="unit"),
    "comment done": Keys(("Ctrl+Shift+J",), "Đề nghị đang xem: đã sửa, sang mục sau", WINDOW, mode="unit"),
    "screens": Keys(tuple(f"Alt+{number}" for number in range(1, 9)), "Màn hình thứ 1, 2… ở cột trái", WINDOW),
    "ninth screen": Keys(("Alt+9",), "Màn hình thứ 9 ở cột trái", WINDOW, mode="unit"),
    "next field": Keys(("Enter", "Return", "Tab"), "Lưu ô và sang ô sau; không bao giờ đóng", FIELD, own=True),
    "last field": Keys(("Shift+Tab",), "Về ô trước", FIELD, own=True),
    "line": Keys(("Alt+Return",), "Xuống dòng trong ô nhiều dòng", FIELD, own=True),
    "list": Keys(("F4", "Down"), "Mở danh sách để chọn", FIELD, own=True),
    "edit": Keys(("F2", "Return"), "Sửa người hoặc dòng đang chọn", LIST, own=True),
    "new": Keys(("Ctrl+N",), "Thêm người mới, dòng mới", LIST),
    "new inside": Keys(("Ctrl+Shift+N",), "Thêm chức vụ, quy hoạch, lớp học của người đang xem", LIST, mode="unit"),
    "next": Keys(("Ctrl+Return", "Ctrl+Enter"), "Lưu và sang người, dòng tiếp theo", LIST),
    "search": Keys(("Ctrl+F",), "Tìm trong danh sách", LIST, mode="unit"),
    "back": Keys(("Escape",), "Từ ô nhập về danh sách", LIST),
    "correct": Keys(("F6",), "Đính chính: giá trị cũ vốn ghi sai", LIST),
    "update": Keys(("F7",), "Cập nhật thay đổi: đúng từ một ngày", LIST),
    "cancel": Keys(("F8",), "Hủy bỏ bản ghi (vào thùng rác)", LIST),
    "remark": Keys(("Shift+F2",), "Ghi chú, việc theo dõi cho ô đang nhập", FIELD),
    "next tab": Keys(("Ctrl+Tab",), "Thẻ tiếp theo của hồ sơ", LIST, own=True, mode="unit"),
    "last tab": Keys(("Ctrl+Shift+Tab",), "Thẻ trước của hồ sơ", LIST, own=True, mode="unit"),
    "still right": Keys(("V", "Space"), "Vẫn đúng, sang người sau", ROLLOVER, own=True, mode="unit"),
    "changed": Keys(("T", "F2"), "Đã thay đổi: sửa ngay tại chỗ; Esc khi xong", ROLLOVER, own=True, mode="unit"),
    "gone": Keys(("K",), "Không còn: ghi ngày, lý do", ROLLOVER, own=True, mode="unit"),
    "person before": Keys(("Z",), "Về người trước", ROLLOVER, own=True, mode="unit"),
    "grid": Keys(("Ctrl+G",), "Bảng nhập như Excel; nhấn lại để về danh sách", LIST, mode="unit"),
    "filter": Keys(("Ctrl+Shift+L",), "Lọc danh sách", LIST, mode="unit"),
    "cell": Keys(("F2",), "Sửa ô; gõ chữ bất kỳ: viết đè lên ô", GRID, own=True, mode="unit"),
    "next cell": Keys(
        ("Enter", "Return", "Tab"), "Lưu ô và sang ô bên phải, hết dòng thì xuống dòng", GRID, own=True, mode="unit"
    ),
    "last cell": Keys(("Shift+Tab", "Shift+Return"), "Về ô trước", GRID, own=True, mode="unit"),
    "give up": Keys(("Escape",), "Bỏ chữ đang gõ trong ô; nhấn lần nữa: về ô tìm", GRID, own=True, mode="unit"),
    "clear": Keys(("Del",), "Xóa trống các ô đang chọn", GRID, own=True, mode="unit"),
    "copy": Keys(("Ctrl+C",), "Chép các ô, dán được vào Excel, LibreOffice", GRID, own=True, mode="unit"),
    "paste": Keys(("Ctrl+V",), "Dán khối ô từ Excel, LibreOffice; xem trước rồi mới ghi", GRID, own=True, mode="unit"),
    "fill": Keys(("Ctrl+D",), "Điền giá trị của ô trên cùng xuống các ô dưới", GRID, own=True, mode="unit"),
    "all": Keys(("Ctrl+A",), "Chọn tất cả; Shift và mũi tên: chọn thêm", GRID, own=True, mode="unit"),
    "ends": Keys(("Ctrl+Home", "Ctrl+End"), "Ô đầu tiên, ô cuối cùng", GRID, own=True, mode="unit"),
    "next question": Keys(("F3",), "Dòng chờ trả lời, ô nghi ngờ tiếp theo", IMPORT, own=True, mode="unit"),
    "answer": Keys(("Alt+1", "Alt+2", "Alt+3", "Alt+4"), "Trả lời câu đang hỏi", IMPORT, own=True, mode="unit"),
    "take import": Keys(("Ctrl+Return", "Ctrl+Enter"), "Nhập các dòng được nhận", IMPORT, own=True, mode="unit"),
    "next sheet": Keys(("Ctrl+PgDown",), "Trang tính sau, rồi chữ đã chuyển, lỗi", IMPORT, own=True, mode="unit"),
    "last sheet": Keys(("Ctrl+PgUp",), "Trang tính trước", IMPORT, own=True, mode="unit"),
    "import help": Keys(("F1",), "Cách nhập từ Excel", IMPORT, own=True, mode="unit"),
    "corrected": Keys(("Space",), "Đề nghị đang chọn: đã sửa", COMMENTS, own=True, mode="unit"),
    "kept": Keys(("G",), "Đề nghị đang chọn: giữ nguyên và giải trình", COMMENTS, own=True, mode="unit"),
    "accept": Keys(("A",), "Chấp nhận báo cáo đang chọn", INBOX, mode="province"),
    "return": Keys(("R",), "Đề nghị hoàn thiện", INBOX, mode="province"),
    "receipt": Keys(("P",), "Lưu phiếu", INBOX, mode="province"),
    "fingerprint": Keys(("G",), "Đối chiếu dấu vân của khóa", INBOX, mode="province"),
    "checked": Keys(("K",), "Ghi nhận đã kiểm tra", INBOX, mode="province"),
    "comment": Keys(("G",), "Góp ý cho dòng, ô hoặc con số đang chọn", PACKAGE, mode="province"),
    "write comment": Keys(("Ctrl+Return", "Ctrl+Enter"), "Ghi góp ý", PACKAGE, own=True, mode="province"),
    "drop comment": Keys(("Del",), "Bỏ góp ý chưa gửi đang chọn", PACKAGE, mode="province"),
    "close comment": Keys(("D",), "Đóng góp ý đang chọn", PACKAGE, mode="province"),
    "preview": Keys(("Space",), "Xem trước", INBOX, mode="province"),
    "next page": Keys(("PgDown",), "Trang sau", FORMS),
    "last page": Keys(("PgUp",), "Trang trước", FORMS),
    "first sheet": Keys(("Home",), "Trang đầu", FORMS),
    "end sheet": Keys(("End",), "Trang cuối", FORMS),
    "larger": Keys(("Ctrl++", "Ctrl+="), "Xem to hơn", FORMS),
    "smaller": Keys(("Ctrl+-",), "Xem nhỏ hơn", FORMS),
    "fit": Keys(("Ctrl+0",), "Vừa bề ngang", FORMS),
    "fit page": Keys(("Ctrl+9",), "Vừa trang: thấy cả trang", FORMS),
    "sheet number": Keys(("Ctrl+G",), "Đến ô số trang", FORMS),
    "copy page": Keys(("Ctrl+C",), "Chép chữ của trang", FORMS),
    "print": Keys(("Ctrl+P",), "In", FORMS),
    "find on page": Keys(("Ctrl+F",), "Tìm chữ trong trang in, không cần dấu", FORMS),
    "next found": Keys(("F3",), "Chỗ tìm thấy tiếp theo", FORMS),
    "last found": Keys(("Shift+F3",), "Chỗ tìm thấy trước", FORMS),
}


def bind(
    owner: QWidget,
    slots: Mapping[str, Callable[[], object]],
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
) -> None:
    """Makes the shortcuts of a widget.

    Args:
        owner: whose shortcuts they are.
        slots: name in `SHORTCUTS` → what the keys do.
        context: where they are heard.
    """
    for name, slot in slots.items():
        for keys in SHORTCUTS[name].keys:
            shortcut = QShortcut(QKeySequence(keys), owner)
            shortcut.setContext(context)
            shortcut.activated.connect(slot)
            shortcut.activatedAmbiguously.connect(slot)  # one keystroke may be read as two of our own writings


def shown_keys(keys: str) -> str:
    """Keys as they are written on a keyboard in Việt Nam."""
    if keys == "Down":
        return "↓"
    return keys.replace("Shift+?", "?").replace("Return", "Enter").replace("Escape", "Esc")
