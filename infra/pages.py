"""`python -m infra.pages`: writes the pages that are made from tables; a test fails when one is stale.

infra/rulebook.md    every finding a receipt may hold: the departments' manual
infra/deadlines.md   the clocks of an objection, and what each rests on
infra/objection_moves.md   the moves of a case, and the same as a diagram
infra/specifications/*.md  the specifications: collection, subject coding, interface, report format
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from chalicelib.catalogue.bases import bases
from chalicelib.intake.rulebook import FILE as RULEBOOK
from chalicelib.intake.rulebook import Rule, Scope, rulebook
from chalicelib.intake.waivers import waivers
from chalicelib.objections.cases import CaseKind, State
from chalicelib.objections.deadline_rules import Act, Rules, rules
from chalicelib.objections.deadline_rules import Rule as ClockRule
from chalicelib.objections.moves import MOVES, PROMISES, UNBIDDEN, Actor, MoveName, Promise, Row
from chalicelib.terms.findings import Waiver
from chalicelib.terms.tables import table as tables_of
from chalicelib.terms.working_days import Unit
from infra.client.ending import run
from infra.specifications.collection import collection_page
from infra.specifications.interface import interface_page
from infra.specifications.report_format import report_format_page
from infra.specifications.subject_coding import subject_coding_page
from infra.specifications.writing import cited, page, register, specification, table

HERE = Path(__file__).resolve().parent
_OF_FINDINGS = (
    "回执中可能出现的每一种疑义。`error`：该行（或整个文件）不予入库；`warning`、`info`：照常入库，请核对。"
    "`{…}` 处由检查填写，任何提示都不含单元格原值。示例均为虚构。"
    "“不公示”：入库但不向社会公示。“可豁免”：可以按机构和信息项书面豁免（`waivers.toml`），其余一律不得豁免。"
    "“平台”：说的是平台自身的情况，不是文件的问题，在回执中另列。"
)
_OF_CLOCKS = (
    "“建议”：没有已读到原文的文件规定此数，由本平台按“参照”一栏自行设定，待确认；外地条例在此也只是建议。"
    "“已核对”：此数见于所据文本。四川省社会信用条例的期限条款未读到，未据以设定。"
)
_OF_ACTS = "起算当日不计入。中止期间的各日不计入，中止当日计入，恢复当日不计入。"
_OF_MOVES = (
    "本页由步骤表生成，办理程序所用的也是这张表；表中没有的步骤一律拒绝。"
    "以 `ing` 结尾的状态承诺一项效果，效果完成后由平台自动进入下一状态。"
    "“停表”：进入该状态起停止计时，直至下一步骤。“可被拒绝的原因”为错误代码，另有办理凭证与版本的检查。"
)
_ACTORS: Mapping[Actor, str] = {
    Actor.SUBJECT: "信用主体",
    Actor.CENTRE: "信用工作机构",
    Actor.SOURCE: "信源单位",
    Actor.REVIEWER: "复核人",
    Actor.SYSTEM: "平台",
}
_KINDS: Mapping[CaseKind, str] = {
    CaseKind.OBJECTION: "异议",
    CaseKind.REVIEW: "复核",
    CaseKind.REPAIR: "信用修复",
    CaseKind.REVOCATION: "撤销修复",
}
_PROMISED: Mapping[Promise, str] = {
    Promise.OPEN: "在该记录上立案",
    Promise.MARK: "加异议标注",
    Promise.CHECK: "与信源单位所报原件的该行比对",
    Promise.SETTLE: "按决定更正、撤下、终止公示、修复、屏蔽或者取消标注",
    Promise.BAR: "修复材料虚假或者违背承诺的，记入限制申请",
    Promise.UNMARK: "取消标注",
    Promise.SUSPEND: "暂停公示，标注待核实",
    Promise.TELL: "告知有关各方",
    Promise.RELEASE: "解除该记录上的立案",
}
_RULE_HEADS = ("代码", "级别", "对象", "阶段", "提示", "如何更正", "示例", "另注", "依据")
_WAIVER_HEADS = ("编号", "规则", "机构", "信息项", "字段", "批准", "理由", "期间")
_SCOPES: Mapping[Scope, str] = {
    Scope.FILE: "整份文件",
    Scope.ROW: "行",
    Scope.CELL: "单元格",
    Scope.BATCH: "同批各行",
    Scope.LIBRARY: "与信用信息库比对",
}
_UNITS: Mapping[Unit, str] = {Unit.WORKING_DAYS: "个工作日", Unit.DAYS: "日", Unit.MONTHS: "个月"}


def pages() -> dict[Path, str]:
    """Return every page by where it lies, as it is to be today."""
    made: Mapping[str, Callable[[], str]] = {
        "rulebook": rulebook_page,
        "deadlines": deadlines_page,
        "objection_moves": moves_page,
        "specifications/collection": collection_page,
        "specifications/subject_coding": subject_coding_page,
        "specifications/interface": interface_page,
        "specifications/report_format": report_format_page,
    }
    return {HERE / f"{name}.md": written() for name, written in made.items()}


def rulebook_page() -> str:
    """Return the list of checks (疑义代码), by what their codes begin with."""
    rules = sorted(rulebook().by_code.values(), key=lambda rule: rule.code)
    parts = [_OF_FINDINGS]
    for area, group in groupby(rules, key=lambda rule: rule.code.partition(".")[0]):
        parts += [f"## {area}", table(_RULE_HEADS, map(_rule_row, group))]
    parts += ["## 豁免", _waived()]
    return specification("rulebook", [*parts, "## 依据", register(parts)])


def deadlines_page() -> str:
    """Return the tables of clocks (办理时限): what each runs for, and how long by each regime, with what says so."""
    ours = rules()
    parts = ["# 异议办理时限", _OF_CLOCKS, "## 事项", _OF_ACTS]
    parts.append(table(("事项", "代码", "起算", "在何状态下须办", "因何中止"), map(_act_row, ours.acts.values())))
    heads = ("事项", "期限", "最迟", "可延长至", "提前提醒", "依据", "建议", "已核对", "参照", "施行")
    for regime, name in ours.names.items():
        own = [rule for rule in ours.by_regime[regime] if rule.regime == regime]
        parts += [f"## {name}（`{regime}`）", table(heads, map(_clock_row, own)), *_taken_over(ours, regime)]
    return page(parts)


def moves_page() -> str:
    """Return the table of moves (办理步骤): the diagram of all, then state by state, then what the states promise."""
    diagram = "\n".join(["```mermaid", "stateDiagram-v2", *_diagram(), "```"])
    heads = ("状态", "步骤", "由谁", "之后", "适用", "停表", "可被拒绝的原因")
    promised = table(("状态", "承诺的效果（依次）"), map(_promise_row, PROMISES))
    states = table(("状态", "显示异议标注", "须由谁办理", "终结"), map(_state_row, State))
    parts = ["# 异议办理步骤", _OF_MOVES, "## 图", diagram, "## 步骤", table(heads, map(_move_row, MOVES))]
    return page([*parts, "## 承诺", promised, "## 状态", states])


def main() -> int:
    """Write every page anew."""
    for path, text in pages().items():
        path.write_text(text, "utf-8")
        print(path.relative_to(HERE.parent))
    return 0


def _rule_row(rule: Rule) -> Sequence[str]:
    flags = (("不公示", rule.withholds), ("可豁免", rule.waivable), ("平台", rule.ours))
    return (
        f"`{rule.code}`",
        rule.severity,
        _SCOPES[rule.scope],
        rule.phase,
        f"{rule.message_zh}<br>{rule.message_en}",
        f"{rule.mend_zh}<br>{rule.mend_en}",
        rule.example,
        "、".join(zh for zh, holds in flags if holds),
        cited(_basis_of(rule.code)),
    )


def _waived() -> str:
    """Return who is excused from what, whether it has ended or not."""
    rows = [
        (one.key, f"`{one.rule}`", one.body, one.item, one.field or "", one.granted_by, one.reason_zh, _days_of(one))
        for one in waivers().all
    ]
    return table(_WAIVER_HEADS, rows) if rows else "目前没有任何机构获得豁免。"


def _days_of(one: Waiver) -> str:
    return f"{one.valid_from.isoformat()}至{one.until.isoformat()}{cited(one.basis)}"


def _basis_of(code: str) -> str:
    raw = tables_of(RULEBOOK)
    basis: str = {**raw["rules"], **raw["numbers"]}[code]["basis"]
    return basis


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


def _diagram() -> Iterable[str]:
    """Yield the lines of the diagram: moves between the same two states on one arrow."""
    yield f"    [*] --> {State.DRAFT}: {MoveName.FILE}"
    yield f"    [*] --> {State.SUBMITTING}: {MoveName.ASK_REVIEW}"
    arrows: dict[tuple[State, State], list[str]] = {}
    for row in MOVES:
        arrows.setdefault((row.state, row.to), []).append(f"{row.move} ({_ACTORS[row.actor]})")
    for (state, to), moves in arrows.items():
        yield f"    {state} --> {to}: {'、'.join(moves)}"
    for state in State:
        if state.is_final:
            yield f"    {state} --> [*]"


def _move_row(row: Row) -> Sequence[str]:
    return (
        f"`{row.state}`",
        f"`{row.move}`",
        _ACTORS[row.actor] + ("（自动）" if row.move in UNBIDDEN else ""),
        f"`{row.to}`",
        "、".join(_KINDS[kind] for kind in CaseKind if kind in row.kinds),
        "停表" if row.stops_clocks else "",
        " ".join(f"`{code}`" for code in row.guards),
    )


def _promise_row(state: State) -> Sequence[str]:
    return (f"`{state}`", " → ".join(_PROMISED[promise] for promise in PROMISES[state]))


def _state_row(state: State) -> Sequence[str]:
    movers = {row.actor: None for row in MOVES if row.state is state and row.move is not MoveName.WITHDRAW}
    who = "、".join(_ACTORS[actor] for actor in movers if not (actor is Actor.SYSTEM and len(movers) > 1))
    return (f"`{state}`", "是" if state.shows_mark else "", who, "是" if state.is_final else "")


def _taken_over(ours: Rules, regime: str) -> Sequence[str]:
    """Return the line that says which acts a regime takes from our own, none for our own."""
    taken = [rule.act.zh for rule in ours.by_regime[regime] if rule.regime != regime]
    return (f"从本平台建议：{'、'.join(dict.fromkeys(taken))}。",) if taken else ()


if __name__ == "__main__":
    run(main)
