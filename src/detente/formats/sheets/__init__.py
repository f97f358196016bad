"""Sheets: a case as a workbook or as text in columns, and sheets that people keep back into it."""
