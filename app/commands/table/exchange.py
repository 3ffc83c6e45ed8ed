"""Rows of the command table about what travels: comments, keys, signatures of tokens, order, exceptions, policy."""

from __future__ import annotations

from typing import Final

from app.commands.table.rows import OUT, PACKAGE, PERIOD, PIN_FILE, command_row
from app.workspace import CommandSpec, Need, Param

_COMMENT: Final = Param("comment", "Mã góp ý", positional=True, required=True)
_UNIT: Final = Param("unit", "Mã đơn vị", required=True)
_FINGERPRINT: Final = Param("fingerprint", "Dấu vân tay, sáu nhóm năm chữ số", positional=True, required=True)
_SIGN: Final = Param("sign", "Thiết bị ký số, viết pkcs11:…", required=True)

COMMENTS: Final = (
    command_row("checked", "reception.verdicts:checked", "Ghi nhận đã kiểm tra", PACKAGE, modes=("province",)),
    command_row(
        "comment add",
        "reception.commenting:add",
        "Góp ý cho một ô",
        PACKAGE,
        Param("text", "Nội dung", required=True),
        Param("table", "Bảng", default=""),
        Param("record", "Mã bản ghi", default=""),
        Param("field", "Ô; để trống khi góp ý cho cả bản ghi", default=""),
        Param("cell", "Khóa ô số liệu", default=""),
        Param("finding", "Khóa của lỗi, cảnh báo", default=""),
        modes=("province",),
    ),
    command_row("comment drop", "reception.commenting:drop", "Bỏ góp ý chưa gửi", _COMMENT, modes=("province",)),
    command_row("comment close", "reception.commenting:close", "Đóng góp ý", _COMMENT, modes=("province",)),
    command_row("comment list", "reception.commenting:listed", "Góp ý", Param("package", "Mã gói, ở Sở Nội vụ")),
    command_row(
        "comment reply",
        "reception.commenting:reply",
        "Trả lời góp ý",
        _COMMENT,
        Param("state", "Kết quả", required=True, choices=("done", "kept")),
        Param("text", "Giải trình", default=""),
        modes=("unit",),
    ),
    command_row(
        "exception grant",
        "reception.exceptions:grant",
        "Cho phép nộp muộn",
        _UNIT,
        Param("period", "Kỳ báo cáo, ví dụ 2026", required=True),
        Param("reason", "Lý do", required=True),
        modes=("province",),
    ),
    command_row(
        "exception list", "reception.exceptions:listed", "Các trường hợp nộp muộn", PERIOD, modes=("province",)
    ),
    command_row(
        "exception drop",
        "reception.exceptions:drop",
        "Thôi cho phép nộp muộn",
        _UNIT,
        Param("period", "Kỳ báo cáo, ví dụ 2026", required=True),
        modes=("province",),
    ),
    command_row("policy show", "policies:show", "Phiên bản được nhận"),
    command_row(
        "policy set",
        "policies:choose",
        "Đặt phiên bản được nhận",
        Param("program", "Phiên bản chương trình thấp nhất, ví dụ 0.1.0"),
        Param("packs", "Bộ chỉ tiêu được nhận, viết «mã phiên-bản», cách nhau dấu phẩy; «all» là mọi bộ"),
        modes=("province",),
    ),
)

KEYS: Final = (
    command_row(
        "enrol request",
        "keys.requesting:request",
        "Lập tệp đề nghị cấp chứng thư",
        OUT,
        Param(
            "reason",
            "Lý do",
            choices=("first", "renewal", "machine", "handover", "compromise"),
            default="first",
        ),
        Param("machine", "Tên máy, để người đọc nhận ra", default=""),
        modes=("unit",),
        needs=Need.SIGNING_KEY,
    ),
    command_row(
        "enrol token",
        "keys.token_enrolling:enrol",
        "Lập tệp đề nghị cấp chứng thư cho thiết bị ký số",
        OUT,
        _SIGN,
        PIN_FILE,
        modes=("unit",),
        needs=Need.SIGNING_KEY,
    ),
    command_row(
        "enrol issue",
        "enrolment.certifying:issue",
        "Cấp chứng thư theo tệp đề nghị",
        _FINGERPRINT,
        OUT,
        modes=("province",),
        needs=Need.SIGNING_KEY,
    ),
    command_row(
        "enrol revoke",
        "keys.revoking:revoke",
        "Thu hồi chứng thư",
        _UNIT,
        Param("fingerprint", "Dấu vân tay của khóa; để trống là mọi chứng thư của đơn vị"),
        Param("reason", "Lý do", required=True, choices=("compromise", "handover", "replaced", "other")),
        Param("note", "Ghi chú", default=""),
        modes=("province",),
        needs=Need.SIGNING_KEY,
    ),
    command_row("enrol keys", "keys.keys_listed:listed", "Chứng thư và khóa"),
    command_row(
        "authority renew",
        "keys.renewing:renew",
        "Cấp lại chứng thư của Sở Nội vụ",
        Param("root_key", "Tệp khóa gốc (PEM), thường ở USB", "path", required=True),
        Param("passphrase_file", "Tệp có mật khẩu của khóa gốc ở dòng đầu", "path"),
        modes=("province",),
        needs=Need.SIGNING_KEY,
    ),
    command_row(
        "enrol move",
        "keys.requesting:move",
        "Chuyển khóa ký sang máy này",
        modes=("unit",),
        needs=Need.SIGNING_KEY,
    ),
    command_row(
        "handover",
        "enrolment.handing_over:hand_over",
        "Bàn giao",
        Param("to", "Tên người nhận bàn giao", required=True),
        Param("passphrase_file", "Tệp có mật khẩu của người nhận ở dòng đầu, hoặc /dev/stdin", "path", required=True),
        Param("out", "Thư mục ghi biên bản và tệp đề nghị cấp chứng thư", "new_path", required=True),
        modes=("unit",),
        needs=Need.SIGNING_KEY,
    ),
)

SIGNATURES: Final = (
    command_row(
        "token list",
        "keys.tokens:listed",
        "Thiết bị ký số",
        Param("library", "Thư viện PKCS#11 của thiết bị", "path", required=True),
        needs=Need.RESOURCES,
    ),
    command_row(
        "pdf sign",
        "pdf_signing:sign",
        "Ký số tệp PDF",
        Param("file", "Tệp PDF", "path", positional=True, required=True),
        OUT,
        _SIGN,
        PIN_FILE,
        Param("annex", "Ký ở góc trên bên phải, của phụ lục", "flag"),
        Param("number", "Số, ký hiệu của văn bản có phụ lục, ví dụ 05/BC-UBND", default=""),
        Param("image", "Ảnh chữ ký (PNG, JPEG)", "path"),
        Param("seal", "Ảnh con dấu (PNG, JPEG)", "path"),
        needs=Need.RESOURCES,
    ),
    command_row(
        "pdf check",
        "pdf_signing:check",
        "Xem chữ ký số của tệp PDF",
        Param("file", "Tệp PDF", "path", positional=True, required=True),
        needs=Need.RESOURCES,
    ),
)

ORDER: Final = (
    command_row("chain check", "linking:check", "Kiểm tra chuỗi gói và phiếu", Param("unit", "Mã đơn vị, ở Sở Nội vụ")),
    command_row("sent list", "submission.sent:listed", "Gói đã lập", PERIOD, modes=("unit",)),
    command_row("sent copy", "submission.sent:copy", "Chép lại gói đã lập", PACKAGE, OUT, modes=("unit",)),
)

EXCHANGE: Final[tuple[CommandSpec, ...]] = (*COMMENTS, *KEYS, *SIGNATURES, *ORDER)
