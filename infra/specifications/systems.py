"""What the interface specification says of sending systems: rhythms, silence, folders and what is answered there."""

from collections.abc import Iterator, Sequence

from chalicelib.intake.systems.answering import MESSAGES
from chalicelib.intake.systems.dropped import ENDINGS
from chalicelib.intake.systems.rhythms import FILE, Rhythm, rhythms
from chalicelib.intake.systems.rules import Tells, rules
from chalicelib.intake.systems.system import Channel
from chalicelib.terms.bodies import bodies
from chalicelib.terms.tables import table as tables_of
from infra.specifications.writing import code, named, table

_CHANNELS = {
    Channel.UPLOAD: "取得上传凭证后报送文件",
    Channel.ROWS: "取得上传凭证后在接口中报送数据行",
    Channel.FOLDER: "把文件放入交换目录",
}
_FOLDER = (
    ("报送", "`inbound/<系统标识>/`"),
    ("文件名", "`<机构标识>_<年月日8位>_<流水号5位>_<信息项>.<扩展名>`"),
    ("报文", "信息项之后加`-<报文代码>`：`…_<信息项>-revoke.csv`为撤销决定；不加的为报送数据"),
    ("扩展名", "、".join(map(code, ENDINGS))),
    ("重复报送", "同名且内容相同的文件只办理一次；同名而内容不同的退回，应换一个流水号"),
    ("反馈", "`outbound/<系统标识>/<批次号>_feedback.json`为回执，`.csv`逐条列出问题"),
    ("未接收的文件", "`outbound/<系统标识>/<文件编号>_feedback.json`写明原因"),
    (
        "文件编号",
        "系统标识、字节0x1F、文件名相连（同名而内容不同的，再接0x1F和文件的SHA-256），SHA-256十六进制的前32位",
    ),
)
_RULES = (
    "报送系统由信用工作机构登记：所属机构、信息项及其报送频率、报送方式、起止日期。",
    "系统以认证机构的客户端凭证取得令牌，令牌的`sub`为登记的凭证名，`role`为`system`；机构、区划、信息项以登记为准。",
    "系统只能报送、查询自己的批次，不能同意入库；暂停、停用、撤销凭证自下一次调用起生效。",
    "确无数据的，作零报告；零报告与报送同等计算。",
)


def systems_parts() -> Sequence[str]:
    """Return what is said of systems: rules, channels, rhythms, steps, folders, reasons."""
    return (
        "\n".join(f"{n}. {rule}" for n, rule in enumerate(_RULES, 1)),
        table(("报送方式", "说明"), ((code(channel.value), zh) for channel, zh in _CHANNELS.items())),
        "### 报送频率",
        table(("频率", "代码", "下一次应报", "依据"), _rhythms()),
        "### 逾期未报",
        table(("步骤", "自应报之日起", "告知"), _steps()),
        "### 交换目录",
        table(("事项", "规定"), _FOLDER),
        table(("未接收的原因", "说明"), ((code(reason), zh) for reason, zh in sorted(MESSAGES.items()))),
    )


def _rhythms() -> Iterator[Sequence[str]]:
    for row in tables_of(FILE)["rhythms"]:
        rhythm = rhythms()[row["id"]]
        yield rhythm.zh, code(rhythm.id), _due(rhythm), named(row["basis"], confirmed=row["confirmed"])


def _due(rhythm: Rhythm) -> str:
    if rhythm.working_days is not None:
        return f"上次报送之后第{rhythm.working_days}个工作日"
    if rhythm.days is not None:
        return f"上次报送之后第{rhythm.days}日，遇休息日顺延"
    return f"上次报送的次月{rhythm.day_of_next_month}日，遇休息日顺延"


def _steps() -> Iterator[Sequence[str]]:
    own = rules()
    told = {
        Tells.OWNER: "所属机构",
        Tells.CENTRE: bodies().get(own.centre).name,
        Tells.COMMISSION: bodies().get(own.commission).name,
    }
    for step in own.steps:
        yield step.zh, f"逾期第{step.after_working_days}个工作日", told[step.tells]
