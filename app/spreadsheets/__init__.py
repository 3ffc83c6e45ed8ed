"""Excel in and out: a reader process with limits, header matching, preview, template and export.

Hides every accident of a foreign workbook; what leaves this package is records and changes of a `Dataset`.
"""
