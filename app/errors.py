"""Expected errors: one code, one Vietnamese sentence, one hint; the catalogue of both.

Three channels, three types: findings are data (app.domain.findings), a `UserError` is an expected refusal that a
person can act on, everything else is a bug.
"""

from __future__ import annotations

from typing import Final


class UserError(Exception):
    """An expected refusal, said in Vietnamese: where, what is wrong, what to do.

    Attributes:
        code: reason code of the catalogue, such as "GOI-01".
        message: the whole sentence for a person.
        hint: what to do next; empty where the message says it.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message
        self.hint = hint


class Cancelled(Exception):  # noqa: N818 - not an error: the person asked for it
    """Raised by `Progress.step` when the person cancelled; the command leaves nothing half done."""


def refuse(code: str, **details: object) -> UserError:
    """Builds the error of a catalogue code.

    Args:
        code: key of the catalogue.
        **details: values of the placeholders in its sentence.

    Returns:
        The error, to be raised by the caller.
    """
    message, hint = CATALOGUE[code]
    return UserError(code, message.format(**details), hint)


CATALOGUE: Final[dict[str, tuple[str, str]]] = {
    "LUU-01": (
        "Chưa lưu được thay đổi vì ổ đĩa đã đầy. Dữ liệu đã lưu trước đó vẫn nguyên vẹn.",
        "Giải phóng chỗ trống trên ổ đĩa rồi làm lại; đừng tắt phần mềm.",
    ),
    "LUU-02": (
        "Ổ đĩa báo lỗi khi ghi ({detail}).",
        "Chọn ổ khác hoặc kiểm tra ổ đĩa rồi làm lại; dữ liệu đã lưu trước đó vẫn nguyên vẹn.",
    ),
    "LUU-04": (
        "Tệp dữ liệu bị hỏng. Phần mềm giữ nguyên bản hỏng tại {place} và không ghi đè.",
        "Dùng lệnh khôi phục từ bản sao lưu gần nhất hoặc gửi mã này cho Sở Nội vụ.",
    ),
    "LUU-05": ("Thư mục này chỉ cho đọc: {place}.", "Hãy chọn nơi lưu khác."),
    "LUU-06": (
        "Không nên đặt dữ liệu trong thư mục đồng bộ hoặc ổ mạng ({place}).",
        "Hãy chuyển về ổ đĩa của máy.",
    ),
    "LUU-07": ("Đã có dữ liệu tại {place}; không ghi đè.", "Chọn thư mục trống hoặc thư mục khác."),
    "LUU-08": ("Không tìm thấy tệp {place}.", "Kiểm tra lại tên tệp và thư mục."),
    "LUU-09": (
        "Bản ghi đã được thay đổi ở nơi khác sau khi mở; chưa ghi gì.",
        "Xem lại giá trị hiện nay rồi nhập lại.",
    ),
    "LUU-10": ("Tệp {place} đang mở ở chương trình khác; chưa ghi gì.", "Đóng chương trình đó rồi làm lại."),
    "LUU-11": (
        "Không {verb} được «{text}»: sau đó «{row}» đã được {who} thay đổi lúc {when} ({later}).",
        "Xem giá trị hiện nay của dòng đó rồi sửa tay, hoặc hoàn tác lần thay đổi sau trước.",
    ),
    "LUU-12": (
        "Đường dẫn {place} là lối tắt (liên kết) dẫn tới {real}; gói không ghi qua lối tắt.",
        "Chọn thẳng thư mục đó.",
    ),
    "LUU-13": (
        "Tên tệp hoặc đường dẫn quá dài: {place}.",
        "Đặt tên ngắn hơn, hoặc chọn thư mục ở gần gốc ổ đĩa hơn.",
    ),
    "USB-01": (
        "USB (hoặc ổ đĩa) bị rút hoặc báo lỗi khi đang chép {place}. Tệp ở đó chưa dùng được; gói vẫn nguyên ở máy "
        "này.",
        "Cắm lại hoặc chọn nơi khác, rồi bấm «Chép lại» ở màn hình Nộp báo cáo.",
    ),
    "MO-01": ("Dữ liệu này đang được mở ở cửa sổ khác trên máy này.", "Chuyển sang cửa sổ đó hoặc đóng nó trước."),
    "MO-02": (
        "Dữ liệu này do phiên bản mới hơn ({version}) tạo; phần mềm chưa thay đổi gì.",
        "Hãy cài phiên bản mới.",
    ),
    "MO-03": (
        "Nâng cấp dữ liệu không thành công. Đã trở về nguyên trạng trước khi nâng cấp; bản sao tại {place}.",
        "Gửi mã này cho Sở Nội vụ.",
    ),
    "MO-04": (
        "Không tìm thấy dữ liệu của phần mềm tại {place}.",
        "Chọn đúng thư mục dữ liệu, hoặc tạo mới bằng lệnh «store new».",
    ),
    "MO-05": (
        "Mất kết nối tới máy chủ dữ liệu {place} ({detail}). Phần đã lưu vẫn nguyên trên máy chủ.",
        "Kiểm tra mạng và máy chủ rồi làm lại; phần vừa nhập vẫn còn trên màn hình.",
    ),
    "MO-06": ("Cán bộ khác đang ghi vào dữ liệu chung; chưa ghi gì.", "Chờ vài giây rồi làm lại."),
    "MO-07": (
        "Máy chủ {place} không nhận người dùng hoặc mật khẩu cơ sở dữ liệu của cán bộ này, hoặc không cho quyền ghi.",
        "Đề nghị người quản trị máy chủ kiểm tra, hoặc lập lại thư mục dữ liệu cho cán bộ này.",
    ),
    "MO-08": (
        "Cơ sở dữ liệu trên máy chủ {place} {detail}; phần mềm chưa thay đổi gì.",
        "Kiểm tra tên máy chủ và tên cơ sở dữ liệu.",
    ),
    "MO-09": (
        "Dữ liệu này đã được chuyển tới {place}; bản ở đây giữ nguyên để đối chiếu, không làm việc trên đó nữa.",
        "Mở dữ liệu ở nơi đã chuyển tới.",
    ),
    "MO-10": (
        "Kết nối tới máy chủ {place} không được bảo vệ bằng TLS hoặc chứng thư của máy chủ không được tin cậy. "
        "Chưa gửi gì.",
        "Đề nghị người quản trị máy chủ bật TLS; đặt chứng thư của máy chủ vào tệp may-chu.pem trong thư mục dữ liệu.",
    ),
    "MO-11": (
        "Chuyển dữ liệu không khớp ở «{detail}»: bản chuyển tới đã bị bỏ, dữ liệu cũ vẫn nguyên.",
        "Làm lại; nếu vẫn không khớp, chạy «store check» trên dữ liệu cũ.",
    ),
    "KHOA-01": (
        "Mật khẩu không đúng. Dữ liệu không bị ảnh hưởng.",
        "Kiểm tra Caps Lock và bộ gõ (Unikey/EVKey).",
    ),
    "KHOA-03": (
        "Tệp khóa bị hỏng hoặc thiếu ({place}). Dữ liệu chưa mất.",
        "Hãy chép lại tệp này từ bản sao lưu.",
    ),
    "KHOA-04": ("Mật khẩu quá ngắn: cần ít nhất 10 ký tự.", "Chọn mật khẩu dài hơn, ví dụ một câu ngắn."),
    "KHOA-05": ("Chưa có mật khẩu.", "Nhập mật khẩu, hoặc đặt biến SO2282_PASSPHRASE."),
    "KHOA-06": ("Người dùng này không giữ khóa ký của đơn vị.", "Đăng nhập bằng người ký duyệt."),
    "KHOA-07": ("Mã kích hoạt không đúng.", "Nhập lại từng nhóm năm chữ số trên phiếu niêm phong."),
    "KHOA-08": (
        "Khóa ký trong dữ liệu này được lập ở máy khác; hai máy không được ký bằng cùng một khóa. Chưa lập gói.",
        "Mở «Khóa và chứng thư», bấm «Máy thứ hai…»: đề nghị cấp chứng thư riêng cho máy này, hoặc xác nhận máy cũ "
        "không còn dùng.",
    ),
    "KHOA-09": (
        "Chứng thư số nội bộ của đơn vị đã hết hạn ngày {date}. Chưa lập gói.",
        "Kiểm tra ngày giờ của máy; nếu đúng, mở «Khóa và chứng thư», lập đề nghị cấp lại gửi Sở Nội vụ.",
    ),
    "KHOA-10": (
        "Chứng thư số nội bộ của máy này đã bị Sở Nội vụ thu hồi. Chưa lập gói.",
        "Mở «Khóa và chứng thư», lập đề nghị cấp chứng thư mới rồi đọc dấu vân tay cho Sở Nội vụ.",
    ),
    "KHOA-20": (
        "«{title}» là việc của {allowed}; {user} có vai trò {own}. Chưa thực hiện.",
        "Đề nghị người có vai trò đó làm, hoặc người ký duyệt giao thêm vai trò.",
    ),
    "KHOA-21": (
        "Việc của {user} trên dữ liệu chung đã kết thúc ngày {day}.",
        "Nếu còn làm việc này, đề nghị người ký duyệt lập thư mục dữ liệu mới.",
    ),
    "GOI-01": (
        "Tệp này không phải gói của phần mềm hoặc đã bị hỏng khi sao chép. Chưa có gì được nhập.",
        "Đề nghị nơi gửi gửi lại.",
    ),
    "GOI-02": ("Gói có cấu trúc bất thường ({detail}). Chưa nhập.", "Đề nghị nơi gửi lập và gửi lại gói."),
    "GOI-03": ("Gói quá lớn hoặc giải nén vượt giới hạn. Đã dừng, chưa nhập.", "Đề nghị nơi gửi kiểm tra lại gói."),
    "KY-01": (
        "Chữ ký không khớp nội dung: gói đã bị thay đổi sau khi ký{detail}. Chưa nhập.",
        "Đề nghị đơn vị gửi lại gói gốc.",
    ),
    "KY-02": ("Trong gói có tệp không được ký ({name}). Chưa nhập.", "Đề nghị đơn vị gửi lại gói gốc."),
    "KY-03": (
        "Không nhận ra người ký: chứng thư không do Sở Nội vụ cấp. Chưa nhập.",
        "Kiểm tra nơi gửi; đơn vị chưa ghi danh thì ghi danh trước.",
    ),
    "KY-04": (
        "Chứng thư {state} ({date}). Chưa nhập; cần cấp lại.",
        "Kiểm tra ngày giờ của máy trước, sau đó đề nghị cấp lại chứng thư.",
    ),
    "KY-05": ("Chứng thư này không được phép ký loại tệp này. Chưa nhập.", "Đề nghị đơn vị ký bằng chứng thư ký."),
    "KY-06": ("Thuật toán ký hoặc mã hóa không được chấp nhận ({name}). Chưa nhập.", "Đề nghị đơn vị lập lại gói."),
    "KY-07": (
        "Chứng thư ký gói do Sở Nội vụ cấp cho {unit} nhưng dữ liệu này không có, thường vì đã khôi phục từ bản sao "
        "lưu cũ hơn. Chưa nhập.",
        "Đề nghị đơn vị gửi tệp đề nghị cấp chứng thư (lý do thay khóa), rồi đối chiếu dấu vân tay.",
    ),
    "MAH-01": (
        "Gói này mã hóa cho nơi nhận khác; máy này không mở được.",
        "Kiểm tra gói có đúng gửi cho nơi này không. Gói lập theo chứng thư cũ của Sở Nội vụ: đơn vị nhận phiếu mới "
        "nhất của Sở (có chứng thư mới) rồi lập lại.",
    ),
    "MAH-02": (
        "Không giải mã được: gói hỏng hoặc bị sửa. Chưa nhập, không giữ lại nội dung.",
        "Đề nghị nơi gửi gửi lại.",
    ),
    "NGH-01": ("Gói này đã được nhập ngày {date} (phiếu tiếp nhận: {number}). Không nhập lại.", ""),
    "NGH-02": ("Đã có gói mới hơn của {unit}, kỳ {period}. Gói này cũ hơn nên không thay thế.", ""),
    "NGH-03": (
        "Có hai gói khác nhau cùng thay thế một gói của {unit}. Chưa nhập gói nào thêm.",
        "Hỏi lại đơn vị rồi chọn gói đúng.",
    ),
    "NGH-04": ("Gói ký bởi {signer} nhưng số liệu của {unit}. Chưa nhập.", "Đề nghị đơn vị gửi lại đúng gói."),
    "NGH-05": (
        "Kỳ {period} đã chốt.",
        "Muốn bổ sung, Sở Nội vụ ghi «Cho phép nộp muộn» cho đơn vị (có lý do), hoặc mở lại kỳ.",
    ),
    "NGH-06": ("Đơn vị {unit} chưa có hoặc không còn hiệu lực ở kỳ này.", "Kiểm tra mã đơn vị và kỳ báo cáo."),
    "NGH-07": ("Gói lập theo bộ quy tắc {version}, máy này chưa có.", "Hãy cập nhật bộ quy tắc rồi nhận lại."),
    "NGH-08": ("Số liệu trong gói không khớp danh sách ({detail}). Chưa nhập.", "Đề nghị đơn vị lập lại gói."),
    "NGH-09": ("Dữ liệu trong gói không đúng dạng ({detail}). Chưa nhập.", "Đề nghị đơn vị lập lại gói."),
    "NGH-10": ("Gói do phiên bản mới hơn ({version}) lập; máy này giữ lại chưa đọc.", "Hãy cài phiên bản mới."),
    "NGH-11": (
        "Thiếu gói trước của {unit}; gói này được giữ lại chờ.",
        "Đề nghị đơn vị gửi các gói còn thiếu.",
    ),
    "NGH-12": (
        "Gói chốt số liệu ngày {date}, đợt báo cáo chốt ngày {expected}. Chưa nhập.",
        "Đề nghị đơn vị lập lại gói đúng ngày chốt.",
    ),
    "NGH-13": (
        "Gói lập bằng chương trình phiên bản {version}; đợt này cần từ phiên bản {needed} trở lên.",
        "Cài phiên bản mới ở máy của đơn vị rồi lập lại gói; số liệu đã nhập vẫn giữ nguyên.",
    ),
    "NGH-14": (
        "Gói lập theo bộ chỉ tiêu {version}; đợt này chỉ nhận {taken}.",
        "Cập nhật bộ chỉ tiêu ở máy của đơn vị rồi lập lại gói.",
    ),
    "NGH-15": (
        "Báo cáo không phát sinh số liệu, nhưng kỳ {period} đang có {detail}.",
        "Lập gói nộp có số liệu; nếu các dòng đó nhập nhầm thì xóa đi rồi nộp lại «không phát sinh».",
    ),
    "GIO-01": (
        "Đồng hồ máy có vẻ sai ({time}). Vẫn làm việc được.",
        "Hãy chỉnh ngày giờ của máy trước khi ký.",
    ),
    "BN-01": ("Phiếu này không khớp gói nào đã gửi từ máy này.", "Kiểm tra tệp, hoặc đề nghị Sở Nội vụ gửi lại."),
    "BN-02": (
        "Tệp chứng thư này không cấp cho khóa nào của máy này. Chưa nhận.",
        "Mở tệp ở đúng máy đã lập đề nghị; nếu sau đó đã lập đề nghị khác thì đợi tệp trả lời đề nghị mới.",
    ),
    "BN-03": (
        "Tệp chứng thư này cũ hơn chứng thư đang dùng. Chưa nhận.",
        "Không cần làm gì; máy này đang dùng chứng thư mới hơn.",
    ),
    "BN-04": (
        "Tệp này là đợt báo cáo của {unit}, không phải của đơn vị này. Chưa nhận.",
        "Kiểm tra lại tệp, hoặc đề nghị Sở Nội vụ gửi đúng tệp của đơn vị.",
    ),
    "BN-05": (
        "Tệp đợt báo cáo này cũ hơn đợt đã nhận ({period}). Không thay gì.",
        "Không cần làm gì; máy này đang theo đợt báo cáo mới hơn.",
    ),
    "NOP-01": ("Còn {count} lỗi phải sửa trước khi nộp.", "Mở «Rà soát số liệu», sửa hết lỗi rồi nộp lại."),
    "NOP-02": ("Danh sách quy hoạch có độ mật không được đưa vào chương trình.", "Gửi theo đường tài liệu mật."),
    "NOP-03": (
        "Số liệu không đổi so với bản số {number} lập ngày {date} ({receipt}); không lập gói mới.",
        "Chỉ nộp lại khi có thay đổi. Nếu tệp cũ bị mất, chép lại đúng gói đã lập rồi gửi.",
    ),
    "NOP-04": ("Dữ liệu thực hành hoặc dữ liệu mẫu không được nộp cho Sở Nội vụ thật.", ""),
    "NOP-05": (
        "Gói mức «{level}» không được ghi họ tên, nhưng còn {count} chỗ có họ tên, số định danh, ngày sinh ({detail}).",
        "Viết chức vụ thay cho họ tên ở các chỗ đó, hoặc nộp ở mức hồ sơ có họ tên.",
    ),
    "NHAP-01": ("Chưa thực hiện: {detail}.", ""),
    "NHAP-02": ("Không tìm thấy {what}: {value}.", "Kiểm tra lại rồi nhập lại."),
    "NHAP-03": ("Giá trị không hợp lệ cho {what}: {value} ({detail}).", "Sửa lại rồi nhập lại."),
    "NHAP-04": (
        "Không hoàn tác được lần nhập {file}: {count} bản ghi của lần nhập đã được sửa hoặc dùng ở nơi khác sau đó "
        "({named}). Chưa thay đổi gì.",
        "Sửa hoặc xóa các bản ghi đó trước, hoặc hoàn tác những việc làm sau lần nhập.",
    ),
    "DV-01": ("Tệp {file}, dòng {line}: {text}. Chưa ghi gì.", "Sửa dòng đó trong tệp rồi nhập lại."),
    "DV-02": (
        "Không tách được số liệu kỳ {period} về {district} (đã kết thúc): địa bàn của {names} gồm cả huyện cũ khác.",
        "Xem theo xã, phường hoặc toàn tỉnh; kỳ có ngày chốt trước ngày sắp xếp vẫn xem được theo huyện.",
    ),
    "DAN-01": (
        "Khối dán có {count} ô, nhiều nhất {most} ô một lần. Chưa dán ô nào.",
        "Chép từng phần nhỏ hơn, hoặc lưu thành tệp rồi dùng Nhập từ Excel.",
    ),
    "XLS-01": ("Không đọc được tệp Excel này ({reason}). Chưa nhập dòng nào.", "Mở bằng Excel, lưu lại rồi nhập lại."),
    "XLS-02": ("Tệp Excel có mật khẩu.", "Hãy mở bằng Excel, bỏ mật khẩu rồi lưu lại."),
    "XLS-03": ("Tệp quá lớn hoặc có vùng dữ liệu bất thường. Chưa nhập.", "Xóa vùng thừa hoặc tách tệp rồi nhập lại."),
    "XLS-04": ("{count} dòng có vấn đề; chưa nhập dòng nào.", "Xem danh sách, sửa rồi nhập lại."),
    "XLS-06": ("Trang tính không có dòng dữ liệu nào.", "Chọn trang tính khác hoặc kiểm tra lại tệp."),
    "XLS-07": ("Không tìm thấy hàng tiêu đề cần có ({detail}).", "Dùng tệp mẫu, hoặc giữ nguyên hàng tiêu đề."),
    "GHEP-01": ("Tệp {name} không phải tệp thay đổi của phần mềm. Chưa ghép gì.", "Chọn tệp do máy kia ghi ra."),
    "GHEP-02": (
        "Mã không mở được tệp này, hoặc tệp đã bị hỏng, bị sửa. Chưa ghép gì.",
        "Gõ lại mã hiện trên máy kia; nếu vẫn không được, ghi lại tệp ở máy kia.",
    ),
    "GHEP-03": ("Mã gõ chưa đúng: {detail}. Chưa ghép gì.", "Gõ lại theo mã hiện trên máy kia."),
    "GHEP-04": (
        "Tệp thay đổi do phiên bản mới hơn ({version}) ghi. Chưa ghép gì.",
        "Cài cùng một phiên bản ở hai máy.",
    ),
    "GHEP-05": ("Tệp thay đổi là của {unit}, không phải của đơn vị này. Chưa ghép gì.", "Chọn đúng tệp của đơn vị."),
    "GHEP-06": (
        "Tệp thay đổi không cùng gốc với dữ liệu trên máy này. Chưa ghép gì.",
        "Máy thứ hai phải khôi phục từ bản sao lưu của máy thứ nhất rồi mới nhập liệu.",
    ),
    "TB-01": (
        "Không nạp được thư viện của thiết bị ký số: {place}.",
        "Cài phần mềm đi kèm thiết bị, rồi chọn đúng tệp thư viện PKCS#11 (bản 64 bit).",
    ),
    "TB-02": ("Không thấy thiết bị ký số{which}.", "Cắm thiết bị vào máy rồi làm lại."),
    "TB-03": (
        "Mã PIN không đúng. {left}",
        "Nhập lại; không nhớ chắc thì hỏi người giữ thiết bị, đừng thử tiếp.",
    ),
    "TB-04": (
        "Thiết bị ký số chỉ còn một lần nhập mã PIN, nên phần mềm chưa thử.",
        "Chỉ thử khi nhớ chắc mã PIN và đã xác nhận thử lần cuối; sai lần này thiết bị sẽ khóa.",
    ),
    "TB-05": (
        "Thiết bị ký số đã bị khóa vì nhập sai mã PIN nhiều lần.",
        "Đề nghị cơ quan cấp thiết bị mở khóa; trong khi chờ có thể ký bằng khóa của phần mềm.",
    ),
    "TB-06": ("Không dùng được chứng thư trên thiết bị ký số: {detail}.", "Chọn chứng thư khác trong danh sách."),
    "TB-07": (
        "Thiết bị ký số bị rút ra hoặc không trả lời ({detail}). Chưa ghi tệp nào.",
        "Cắm lại thiết bị rồi làm lại.",
    ),
    "TB-08": (
        "Khóa trên thiết bị ký số chưa có chứng thư do Sở Nội vụ cấp, nên gói ký bằng khóa này sẽ không được nhận.",
        "Lập tệp đề nghị cấp chứng thư cho thiết bị (enrol token) gửi Sở Nội vụ, hoặc ký bằng khóa của phần mềm.",
    ),
    "TB-09": (
        "Khóa trên thiết bị ({name}) không dùng để ký gói được: cần EC P-256, hoặc RSA từ 3072 bit.",
        "Dùng thiết bị này ký tệp PDF rồi đính kèm; gói thì ký bằng khóa của phần mềm.",
    ),
    "TB-10": ("Chưa có mã PIN của thiết bị ký số.", "Nhập mã PIN, hoặc thêm --pin-file."),
    "PDF-01": ("Tệp {name} không phải PDF đọc được ({detail}).", "Chọn tệp PDF khác."),
    "PDF-02": (
        "Tệp PDF {name} không có chữ ký số nguyên vẹn phủ hết tệp: {detail} Chưa lập gói.",
        "Ký lại tệp PDF các biểu rồi đính kèm, hoặc nộp không kèm tệp này.",
    ),
    "PDF-03": (
        "Tệp PDF {name} ký cho số liệu khác: mã đối chiếu {found}, số liệu sắp nộp có mã {expected}. Chưa lập gói.",
        "In lại các biểu, trình ký lại rồi đính kèm tệp mới.",
    ),
    "ANH-01": (
        "Không đọc được mã QR của biểu trong tệp {name}: {detail}.",
        "Chụp lại thẳng, gần và đủ sáng phần chân biểu; hoặc gõ mã đối chiếu in ở chân biểu.",
    ),
    "GIAY-01": (
        "Giấy và gói KHÔNG khớp: trên giấy là mã {found}, số liệu trong gói {package} ({what}) có mã {expected}.",
        "Giấy in từ số liệu khác. Đề nghị in lại biểu từ đúng gói đã nộp, hoặc lập gói mới từ số liệu trên giấy.",
    ),
    "QT-01": ("Bộ chỉ tiêu và quy định có lỗi: {detail}.", "Sửa tệp theo dòng nêu trên."),
    "QT-02": (
        "Bộ chỉ tiêu {version} không mới hơn bộ {known} đang giữ; giữ nguyên bộ đang có.",
        "Bộ cũ không bao giờ thay bộ mới. Nếu cần lại giá trị cũ, Sở Nội vụ ban hành một phiên bản mới.",
    ),
    "QT-03": (
        "Bộ chỉ tiêu {version} trong tệp có nội dung khác với tên, dấu ghi trong tệp hoặc bộ cùng phiên bản đang giữ.",
        "Không nhận; đề nghị Sở Nội vụ gửi lại tệp bộ chỉ tiêu.",
    ),
    "LOI-01": (
        "Chương trình gặp sự cố ngoài dự kiến. Dữ liệu đã lưu trước đó vẫn nguyên vẹn. Báo cáo sự cố (không có dữ liệu "
        "cá nhân): {place}.",
        "Làm lại; nếu còn gặp, gửi tệp báo cáo sự cố cho Sở Nội vụ.",
    ),
    "FONT-01": ("Không tìm thấy phông chữ có đủ chữ Việt.", "Cài gói fonts-liberation2 hoặc phông Times New Roman."),
}
