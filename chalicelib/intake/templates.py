"""Templates (上传模板): an item's form as a file to fill in, CSV or XLSX.

The header row is the official one, letter for letter, so that what is filled in is recognised when it comes back. A
workbook has besides, above the header, how each column is to be filled in; every cell is text, so that no spreadsheet
takes a code for a number or a day for another; a list where the catalogue has one. The same form is the same bytes.

Shape: csv_template(item) -> the header's line in UTF-8; xlsx_template(item, "person") -> b"PK…"
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from chalicelib.catalogue.code_lists import CodeList, CodeValue
from chalicelib.catalogue.fields import Field
from chalicelib.catalogue.items import Item

ROWS = 20_000  # as many as a list drops down in
_CODES_SHEET = "可选值"
_MOST_IN_A_NAME = 31
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", "、"))
_WIDTH, _NOTES_HEIGHT = 24, 75
_SPREADSHEETS_MARK = "\ufeff"
_TEXT = 49  # the built-in format "@"
_BASIC = {"num_format": _TEXT, "valign": "top"}
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "cell": _BASIC,
    "note": _BASIC | {"text_wrap": True, "font_size": 9, "font_color": "#595959"},
    "header": _BASIC | {"bold": True, "border": 1, "bg_color": "#EDEDED"},
    "needed": _BASIC | {"bold": True, "border": 1, "bg_color": "#FCE4D6"},
}
_OF_TYPE: Mapping[str, str] = {
    "text": "文字",
    "date": "日期，写作2026-01-31",
    "decimal": "数字，不带单位",
    "credit_code": "18位统一社会信用代码",
    "enum": "从下拉列表中选",
    "enum_list": "可填几项，用“；”分开，各项见“可选值”表",
    "boolean": "从下拉列表中选",
    "identifier": "证件号码，按证件原样填写",
}


def csv_template(item: Item, form_id: str | None = None) -> bytes:
    """Return a form as CSV with nothing but its header, marked as UTF-8 so that spreadsheets read it so.

    Raises: NotFoundError for a form the item does not have.
    """
    out = io.StringIO()
    csv.writer(out).writerow(item.official_headers(form_id))
    return f"{_SPREADSHEETS_MARK}{out.getvalue()}".encode()


def xlsx_template(item: Item, form_id: str | None = None) -> bytes:
    """Return a form as a workbook: notes, the header, empty rows of text cells, and lists to choose from.

    Raises: NotFoundError for a form the item does not have.
    """
    import xlsxwriter

    form = item.form(form_id) if form_id else item.forms[0]
    fields = [item.field(name) for name in form.fields]
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # Made when the version was: two copies of one form do not differ.
    workbook.set_properties({"title": item.zh, "created": datetime.combine(item.valid_from, time())})
    formats = {name: workbook.add_format(dict(style)) for name, style in _FORMATS.items()}
    sheet = workbook.add_worksheet(sheet_name_of(item))
    sheet.set_row(0, _NOTES_HEIGHT)
    sheet.set_column(0, len(fields) - 1, _WIDTH, formats["cell"])
    for place, field in enumerate(fields):
        sheet.write_string(0, place, note_on(field), formats["note"])
        sheet.write_string(1, place, field.zh, formats["needed" if field.need.always else "header"])
    sheet.freeze_panes(2, 0)
    _drop_lists_down(workbook, sheet, fields, formats)
    workbook.close()
    return out.getvalue()


def sheet_name_of(item: Item) -> str:
    """Return the item's name as a sheet may be called."""
    return item.zh.translate(_NOT_IN_A_NAME)[:_MOST_IN_A_NAME]


def note_on(field: Field) -> str:
    """Return how a column is filled in, in words: whether it must be, what it takes, how long it may be."""
    length = f"，不超过{field.length}字" if field.type == "text" and field.length else ""
    unit = f"，单位：{field.unit}" if field.unit else ""
    end = f"；长期的写{field.long_term.isoformat()}" if field.long_term else ""
    return f"{_needed(field)}。{_OF_TYPE[field.type]}{length}{unit}{end}。"


def _needed(field: Field) -> str:
    if field.need.always:
        return "必填"
    if field.need.when or field.need.with_fields:
        return "按该行其他内容填写"
    return "建议填写" if field.need.advised else "选填"


def _drop_lists_down(workbook: Any, sheet: Any, fields: Sequence[Field], formats: Mapping[str, Any]) -> None:
    coded = [(place, field, field.codes) for place, field in enumerate(fields) if field.codes is not None]
    if not coded:
        return
    listed = workbook.add_worksheet(_CODES_SHEET)
    listed.set_column(0, len(coded) - 1, _WIDTH, formats["cell"])
    for column, (place, field, codes) in enumerate(coded):
        listed.write_string(0, column, f"“{field.zh}”的可选值", formats["header"])
        values = _words_of(codes)
        for row, value in enumerate(values, start=1):
            listed.write_string(row, column, value)
        if field.type != "enum_list":
            letter = _letters_of(column)
            source = f"='{_CODES_SHEET}'!${letter}$2:${letter}${len(values) + 1}"
            # What is open takes a text after its word, which a strict list would refuse.
            kind = "warning" if any(value.is_open for value in codes.values) else "stop"
            rule = {"validate": "list", "source": source, "error_type": kind, "ignore_blank": True}
            sheet.data_validation(2, place, ROWS + 1, place, rule)


def _words_of(codes: CodeList) -> list[str]:
    return [f"{value.code}-" if value.is_open else _said(value, codes) for value in codes.values]


def _said(value: CodeValue, codes: CodeList) -> str:
    """Return a value as a person chooses it: where the official one is a number, by a word that means it."""
    if not value.code.isdecimal():
        return value.code
    words = (word for word, meant in codes.by_word.items() if meant is value and not word.isdecimal())
    return next(words, value.code)


def _letters_of(column: int) -> str:
    import xlsxwriter.utility

    letters: str = xlsxwriter.utility.xl_col_to_name(column)
    return letters
