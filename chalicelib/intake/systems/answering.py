"""Feedback (反馈文件) in a system's folder: the receipt of its batch, and as a table; or why a file was not read.

Shape: "<batch>_feedback.json", the receipt; "<batch>_feedback.csv", one finding a line, UTF-8 with its mark
       "<file>_feedback.json": {"file": "9f0c…", "state": "quarantined", "code": "system.suspended", "message_zh": "…"}
"""

import csv
import io
from collections.abc import Mapping
from typing import Protocol

import msgspec

from chalicelib.intake.batches import Batch
from chalicelib.intake.receipts import Receipt, name_of, receipt_in
from chalicelib.intake.rulebook import rulebook
from chalicelib.intake.store import ReceiptStore
from chalicelib.intake.systems.dropped import Dropped
from chalicelib.intake.systems.store import FolderStore
from chalicelib.terms.findings import Severity

_SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
_HEADERS = ("工作表", "行", "列", "字段", "内容", "级别", "代码", "说明", "如何更正")
# What a sheet program would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MESSAGES: Mapping[str, str] = {
    "folder.name_taken": "该文件名已用于内容不同的文件，请换一个流水号重新报送。",
    "folder.name_unreadable": "文件名应为“机构标识_年月日_5位流水号_信息项.扩展名”，报文在信息项之后加“-报文代码”。",
    "system.suspended": "报送系统已暂停。",
    "system.ended": "报送系统已停用或尚未启用。",
    "system.not_its_channel": "该系统没有登记以交换目录报送。",
    "system.not_its_item": "该系统没有登记报送这个信息项。",
    "upload.file_name_carries_secrecy_mark": "文件名带有密级或内部标志，文件未读取。",
    "upload.file_empty": "文件是空的。",
    "upload.message_not_of_item": "该信息项没有这种报文。",
    "upload.period_or_file": "零报告没有文件，请在接口中报送。",
    "upload.file_too_large": "文件太大，请分成几个文件。",
}
_OTHERWISE = "文件不能接收，请与信用工作机构联系。"


class Means(Protocol):
    """What an answer is made from, and where it is put."""

    @property
    def receipts(self) -> ReceiptStore:
        """The bucket of receipts."""

    @property
    def folder(self) -> FolderStore:
        """The folders of systems."""


def answer(batch: Batch, *, means: Means) -> None:
    """Put the receipt of a batch that came by its system's folder into that folder; nothing for any other batch."""
    system = batch.ticket.system
    if not batch.ticket.is_exchanged or system is None:
        return
    written = means.receipts.find(name_of(batch))
    if written is not None:
        means.folder.answer(system, f"{batch.batch}_feedback.json", written)
        means.folder.answer(system, f"{batch.batch}_feedback.csv", table_of(receipt_in(written)))


def answer_set_aside(dropped: Dropped, *, folder: FolderStore) -> None:
    """Put into a system's folder why a file of its was not read."""
    code = dropped.reason or ""
    told = {
        "file": dropped.dropped,
        "state": dropped.state.value,
        "code": code,
        "message_zh": MESSAGES.get(code, _OTHERWISE),
    }
    folder.answer(dropped.system, f"{dropped.dropped}_feedback.json", msgspec.json.encode(told))


def table_of(receipt: Receipt) -> bytes:
    """Return the findings of a receipt as a table, one a line; a cell that looks like a formula is made a text."""
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(_HEADERS)
    for one in receipt.findings:
        place = (one.sheet, one.row, one.column, one.field, one.value)
        said = (_SEVERITIES[one.severity], one.code, one.message_zh, rulebook().get(one.code).mend_zh)
        lines.writerow([_plain("" if cell is None else str(cell)) for cell in (*place, *said)])
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
