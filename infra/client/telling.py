"""What came of a file, in Chinese: the counts, the findings by rule, then one by one; and how the command ends."""

from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Any

_COUNTS = {
    "rows": "数据行",
    "added": "新增",
    "changed": "变更",
    "unchanged": "无变化",
    "refused": "不予入库",
    "held": "待核身份",
    "superseded": "已有更新数据",
    "expired": "终止",
    "revoked": "撤销",
}
_STATES = {
    "ticketed": "等待文件",
    "planning": "核验中",
    "planned": "已核验，待执行",
    "applying": "入库中",
    "applied": "已入库",
    "refused": "整份退回",
    "quarantined": "已隔离",
    "lapsed": "已失效，未入库",
}
_SEVERITIES = {"error": "错误", "warning": "提醒", "info": "说明"}


class Ending(IntEnum):
    """How a command ends; a script goes on by it."""

    TAKEN = 0
    SOME_REFUSED = 1
    REFUSED = 2
    WAITS = 3
    NOT_SIGNED_IN = 4
    UNREACHABLE = 5
    USAGE = 64


def ending_of(state: Mapping[str, Any]) -> Ending:
    """Return how sending a file ended, by the state of its batch."""
    counts = state.get("counts") or {}
    match state["state"]:
        case "applied":
            return Ending.SOME_REFUSED if counts.get("refused") or counts.get("held") else Ending.TAKEN
        case "planned":
            return Ending.WAITS
        case "refused" | "quarantined" | "lapsed":
            return Ending.REFUSED
        case _:
            return Ending.UNREACHABLE


def lines_of(receipt: Mapping[str, Any], *, most: int) -> Iterator[str]:
    """Yield a receipt's lines; of the findings one by one so many, and then how many more there are."""
    state = str(receipt["state"])
    reason = f"（{receipt['reason']}）" if receipt.get("reason") else ""
    yield f"批次 {receipt['batch']} {_STATES.get(state, state)}{reason}"
    counts = receipt["counts"]
    yield "  " + "  ".join(f"{zh} {counts[name]}" for name, zh in _COUNTS.items() if name in counts)
    yield from _of_platform(receipt)
    totals = receipt["totals"]
    if not totals["findings"]:
        yield "  没有发现问题。"
        return
    yield "  " + "  ".join(f"{zh} {totals[name]}" for name, zh in _SEVERITIES.items() if totals.get(name))
    yield from _by_rule(receipt)
    findings = receipt["findings"]
    yield from (_line_of(one) for one in findings[:most])
    left = totals["findings"] - min(len(findings), most)
    if left > 0:
        yield f"  另有 {left} 条，见回执或带批注的文件。"


def _by_rule(receipt: Mapping[str, Any]) -> Iterator[str]:
    """Yield how often each rule found something and how that is mended, what is waived, and what is the platform's."""
    for rule in receipt["rules"]:
        yield f"  {rule['findings']:>7} × {rule['code']}  {rule['mend_zh']}"
    for one in receipt["waivers"]:
        waiver = one["waiver"]
        yield f"  {one['findings']:>7} 条已由{waiver['granted_by']}豁免（{waiver['rule']}），至{waiver['until']}"


def _of_platform(receipt: Mapping[str, Any]) -> Iterator[str]:
    for one in receipt["platform"]:
        yield f"  平台 {one['findings']:>7} × {one['code']}  {one['message_zh']}"


def _line_of(finding: Mapping[str, Any]) -> str:
    row = finding.get("row")
    place = "整份文件" if row is None else f"第{row}行"
    if finding.get("sheet"):
        place = f"“{finding['sheet']}”{place}"
    value = f"（原值“{finding['value']}”）" if finding.get("value") else ""
    named = finding.get("column")
    column = f"“{named}”" if named and named not in finding["message_zh"] else ""
    return (
        f"  {_SEVERITIES.get(finding['severity'], finding['severity'])} {place}{column} {finding['message_zh']}{value}"
    )
