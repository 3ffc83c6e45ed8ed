"""python-docx reads its templates as `docx/parts/../templates`: the folder `docx/parts` must be there as files."""

from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("docx")
module_collection_mode = {"docx.parts": "pyz+py"}
