"""`python -m infra.pages`: writes the pages that are made from tables; a test fails when one is stale.

infra/rulebook.md    every finding a receipt may hold: the departments' manual
infra/deadlines.md   the clocks of an objection, and what each rests on
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from chalicelib.catalogue.bases import bases
from chalicelib.intake.rulebook import Rule, rulebook
from chalicelib.objections.deadline_rules import Act, Rules, rules
from chalicelib.objections.deadline_rules import Rule as ClockRule
from chalicelib.terms.working_days import Unit

HERE = Path(__file__).resolve().parent
_MADE = "<!-- Made by `make pages`; what is changed here by hand is lost. -->"
_OF_FINDINGS = (
    "回执中可能出现的每一种疑义。`error`：该行（或整个文件）不予入库；`warning`、`info`：照常入库，请核对。"
    "“不公示”：入库但不向社会公示。`{…}` 处由检查填写，任何提示都不含单元格原值。"
)
_OF_CLOCKS = (
    "“建议”：没有已读到原文的文件规定此数，由本平台按“参照”一栏自行设定，待确认；外地条例在此也只是建议。"
    "“已核对”：此数见于所据文本。四川省社会信用条例的期限条款未读到，未据以设定。"
)
_OF_ACTS = "起算当日不计入。中止期间的各日不计入，中止当日计入，恢复当日不计入。"
_UNITS: Mapping[Unit, str] = {Unit.WORKING_DAYS: "个工作日", Unit.DAYS: "日", Unit.MONTHS: "个月"}


def pages() -> dict[Path, str]:
    """Return every page by where it lies, as it is to be today."""
    return {HERE / "rulebook.md": rulebook_page(), HERE / "deadlines.md": deadlines_page()}


def rulebook_page() -> str:
    """Return the list of checks (疑义代码), by what their codes begin with."""
    rules = sorted(rulebook().by_code.values(), key=lambda rule: rule.code)
    parts = ["# 疑义代码", _OF_FINDINGS]
    for area, group in groupby(rules, key=lambda rule: rule.code.partition(".")[0]):
        parts += [f"## {area}", _table(("代码", "级别", "阶段", "提示", "不公示", "依据"), map(_rule_row, group))]
    return _page(parts)


def deadlines_page() -> str:
    """Return the tables of clocks (办理时限): what each runs for, and how long by each regime, with what says so."""
    ours = rules()
    parts = ["# 异议办理时限", _OF_CLOCKS, "## 事项", _OF_ACTS]
    parts.append(_table(("事项", "代码", "起算", "在何状态下须办", "因何中止"), map(_act_row, ours.acts.values())))
    heads = ("事项", "期限", "最迟", "可延长至", "提前提醒", "依据", "建议", "已核对", "参照", "施行")
    for regime, name in ours.names.items():
        own = [rule for rule in ours.by_regime[regime] if rule.regime == regime]
        parts += [f"## {name}（`{regime}`）", _table(heads, map(_clock_row, own)), *_taken_over(ours, regime)]
    return _page(parts)


def main() -> int:
    """Write every page anew."""
    for path, text in pages().items():
        path.write_text(text, "utf-8")
        print(path.relative_to(HERE.parent))
    return 0


def _rule_row(rule: Rule) -> Sequence[str]:
    withheld = "不公示" if rule.withholds else ""
    return (f"`{rule.code}`", rule.severity, rule.phase, rule.message_zh, withheld, rule.source)


def _act_row(act: Act) -> Sequence[str]:
    names = (sorted(act.binds_in), sorted(act.paused_by))
    return (act.zh, f"`{act.key}`", f"`{act.start}`", *(" ".join(f"`{name}`" for name in one) for one in names))


def _clock_row(rule: ClockRule) -> Sequence[str]:
    unit = _UNITS[rule.unit]
    basis = bases().get(rule.basis)
    lengths = (rule.length, rule.hard_length, rule.may_extend_to)
    return (
        rule.act.zh,
        *("" if length is None else f"{length}{unit}" if length else "当日" for length in lengths),
        f"{rule.remind_before}个工作日" if rule.remind_before else "",
        basis.number or basis.title,
        "建议" if rule.proposal else "",
        "是" if rule.confirmed else "",
        rule.after,
        rule.valid_from.isoformat() + (f" 至 {rule.valid_to.isoformat()}" if rule.valid_to else " 起"),
    )


def _taken_over(ours: Rules, regime: str) -> Sequence[str]:
    """Return the line that says which acts a regime takes from our own, none for our own."""
    taken = [rule.act.zh for rule in ours.by_regime[regime] if rule.regime != regime]
    return (f"从本平台建议：{'、'.join(dict.fromkeys(taken))}。",) if taken else ()


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _page(parts: Sequence[str]) -> str:
    return "\n\n".join([parts[0], _MADE, *parts[1:]]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
