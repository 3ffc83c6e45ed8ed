"""Documents of the programme (Nghị định 30/2020/NĐ-CP) as values, and their writers: PDF, DOCX and XLSX."""
