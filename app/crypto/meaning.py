"""What a signature of the program does and does not mean (Nghị định 68/2024/NĐ-CP); said wherever one is shown."""

from __future__ import annotations

from typing import Final

MEANING: Final = (
    "Chứng thư số nội bộ của phần mềm chỉ cho biết gói của đơn vị nào gửi và không bị sửa trên đường đi; không thay "
    "chữ ký và con dấu. Văn bản có giá trị pháp lý là bản giấy đã ký, đóng dấu, hoặc tệp PDF ký bằng chữ ký số chuyên "
    "dùng công vụ (Nghị định 68/2024/NĐ-CP)."
)
CHAIN_UNKNOWN: Final = "chuỗi chứng thư chưa kiểm tra được ngoại tuyến"
