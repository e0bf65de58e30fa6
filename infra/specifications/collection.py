"""The collection specification (数据征集规范): which items are collected, their fields, from whom, how and when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from operator import attrgetter

from chalicelib.catalogue.code_lists import CodeList
from chalicelib.catalogue.fields import IN_BODY, SEALED, Field, Need
from chalicelib.catalogue.items import ANY_DEPARTMENT, DISCLOSURE, LIST, RECORD, REGISTRATION, Form, Item, catalogue
from chalicelib.catalogue.never_collected import PERSONS, never_collected
from chalicelib.intake.batches import Message
from chalicelib.intake.inline import MOST_SENT
from chalicelib.intake.messages import Effect, messages
from chalicelib.intake.reading.broken import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from chalicelib.intake.sending import SENDING_TAKES
from chalicelib.intake.tickets import LIMIT_BYTES, TTL_SECONDS
from chalicelib.settings import NUMBERS
from chalicelib.terms.bodies import bodies
from chalicelib.terms.subjects import Library, SubjectKind
from chalicelib.terms.tables import table as tables_of
from infra.specifications.writing import cited, code, named, register, specification, table

_MEBIBYTE = 1024 * 1024
_KINDS = {REGISTRATION: "登记", RECORD: "记录", LIST: "名单"}
_TYPES = {
    "text": "文本",
    "date": "日期",
    "decimal": "小数",
    "credit_code": "统一社会信用代码",
    "enum": "代码（单值）",
    "enum_list": "代码（多值）",
    "boolean": "是否",
    "identifier": "证件号码",
}
_EVERY = {"day": "每日", "month": "每月", "quarter": "每季度", "year": "每年", "decision": "每次作出决定后"}
_OF_BATCHES: Mapping[Message, tuple[str, str]] = {
    Message.SUPPLY: ("新增、变更", "文件或者数据行中的每一行是一条记录的现行内容"),
    Message.RESYNC: ("全量核对", "各行按新增、变更处理；平台有而文件没有的记录，经另一人同意后终止"),
    Message.UNDO: ("撤回", "把一个批次所作的改动恢复原状"),
    Message.ERASURE: ("清除", "不应归集的信息从各版本中清除"),
}
_EFFECTS: Mapping[Effect, str] = {
    Effect.SUPPLY: "各行按新增、变更处理",
    Effect.NOTHING: "没有文件和数据行，只填起止日期：该期间没有该项信息",
    Effect.ANNUL: "所指的记录不再有效，不再展示",
    Effect.STATUS: "所指的记录变为另一状态，或者自某日起终止",
    Effect.EXIT: "所指的记录自某日起移出名单",
    Effect.REPAIR: "所指的记录按已准予信用修复处理",
    Effect.RENAME: "主体的登记改用新名称",
    Effect.RELATE: "两个主体的登记互相注明，记录不移动",
}
_FORMATS = (
    ("CSV", "UTF-8（有无BOM均可）、GBK、GB18030；以逗号、制表符或者分号分列"),
    ("工作簿", "XLSX、XLS；不带宏、不设密码；公式按文件中保存的结果读取"),
    ("JSON", "每行一个对象，键为列名、字段名或者同义列名"),
    ("接口报送数据行", f"一次不超过{MOST_SENT}行，见接口规范"),
)
_RULES = (
    "目录以外的信息一律不归集；表中多出的列使整份文件退回，并指明是第几列。",
    "列的次序不限；列名可用官方列名、字段名或者所列同义列名，全半角和空格不影响识别。表头上方可以有标题和说明行。",
    "代码、编号按文本填写。电子表格的数字格式会丢失前面的0和第15位以后的数字，因此应把这些列设为文本格式。",
    "每一行按其日期所在时间的版本核验；旧表式只用于报送当时的记录。",
    "同一条记录以“判重字段”识别；再次报送即为变更，内容相同的不产生新版本。",
    "报送前，由报送人完成保密审查和公开审查并在上传凭证中声明。",
    "每份文件先给出入库预览，执行后给出回执；各项核验规则、提示和更正办法见数据核验规则手册。",
)


def collection_page() -> str:
    """Return the specification: how is supplied, what never is, the items, their fields, the code lists."""
    items = sorted(catalogue().items, key=attrgetter("catalogue_code"))
    parts = ["## 一、总则", "\n".join(f"{n}. {rule}" for n, rule in enumerate(_RULES, 1)), *_how_supplied()]
    parts += [
        "## 四、不得归集的信息",
        _forbidden(),
        "## 五、信息项一览",
        _overview(items),
        "## 六、各信息项的字段",
        *_legend(),
    ]
    parts += [part for item in items for part in _item(item)]
    parts += ["## 七、代码集", *_code_lists(catalogue().code_lists.values()), "## 八、依据", register(parts)]
    return specification("collection", parts)


def _how_supplied() -> Sequence[str]:
    limits = (
        (
            "文件大小",
            f"{LIMIT_BYTES // _MEBIBYTE} MiB；CSV和JSON分段发送的{NUMBERS['UPLOAD_LIMIT_MIB']} MiB（可由部署设定）",
        ),
        ("数据行", f"{MOST_ROWS:,}行"),
        ("列", f"{MOST_COLUMNS}列"),
        ("工作表的单元格", f"{MOST_CELLS:,}个，超过的请另存为CSV"),
        ("上传凭证有效期", f"{TTL_SECONDS // 60}分钟；分段发送的{SENDING_TAKES // timedelta(hours=1)}小时"),
    )
    return (
        "## 二、报送方式和限制",
        table(("格式", "要求"), _FORMATS),
        table(("限制", "至多"), limits),
        "## 三、报文类型",
        "各报文的列在信息项自身的识别列之后。报文的划分和列没有现行标准规定，均为建议，待确认。",
        table(("代码", "名称", "含义", "报文自身的列"), map(_message, Message)),
    )


def _message(one: Message) -> tuple[str, str, str, str]:
    """Return what a message is called, what it does, and its own columns with those that must be filled in marked."""
    if one in _OF_BATCHES:
        return (code(one.value), *_OF_BATCHES[one], "")
    kind = messages().kinds[one]
    columns = (f"{column.zh}{'*' if column.need.always else ''}" for column in kind.columns)
    return code(one.value), kind.zh, _EFFECTS[kind.effect], "、".join(columns)


def _forbidden() -> str:
    rows = (
        (one.zh, "自然人" if one.scope == PERSONS else "全部主体", "、".join(one.words), named(one.basis))
        for one in never_collected()
    )
    return table(("信息", "适用", "据以识别的列名用语", "依据"), rows)


def _overview(items: Iterable[Item]) -> str:
    heads = ("目录编码", "信息项", "代码", "性质", "版本", "施行", "报送单位", "归集周期", "主体", "依据")
    return table(heads, map(_overview_row, items))


def _overview_row(item: Item) -> Sequence[str]:
    unsure = "（待确认）" if not item.catalogue_code_confirmed else ""
    return (
        f"{item.catalogue_code}{unsure}",
        item.zh,
        code(item.id),
        _KINDS[item.kind],
        str(item.version),
        item.valid_from.isoformat(),
        _suppliers(item),
        _rhythm(item),
        _subjects(item),
        cited(item.basis),
    )


def _suppliers(item: Item) -> str:
    names = {one.key: one.name for one in bodies()}
    return "、".join("各部门" if key == ANY_DEPARTMENT else names.get(key, key) for key in item.suppliers)


def _rhythm(item: Item) -> str:
    rhythm = item.rhythm
    said = _EVERY.get(rhythm.every, rhythm.every)
    if rhythm.working_days is not None:
        after = f"“{item.field(rhythm.after).zh}”" if rhythm.after and item.has_field(rhythm.after) else ""
        said += f"，{after}后{rhythm.working_days}个工作日内"
    return f"{said}{cited(rhythm.basis)}"


def _subjects(item: Item) -> str:
    return "、".join(SubjectKind(kind).zh for kind in item.subject_kinds)


def _legend() -> Sequence[str]:
    words = tables_of(DISCLOSURE)["words"]
    rows = (
        (code(word), row["zh"], f"公开属性 {row['official']}" if "official" in row else "")
        for word, row in words.items()
    )
    return (
        "“必填”：缺少的不予入库；“建议”：缺少的提醒。“保存”一栏：“核对后即弃”的只用于核对，不进入信用信息库；“加密”的只在主体登记中加密保存。",
        table(("公开范围", "含义", "国家归集程序"), rows),
    )


def _item(item: Item) -> Iterator[str]:
    yield f"### {item.catalogue_code} {item.zh}（`{item.id}`）"
    yield table(("项目", "内容"), _about(item))
    yield table(("序号", "列名", "字段", "类型", "长度", "要求", "公开范围", "保存", "其他约束"), _fields(item))
    if len(item.forms) > 1 or item.earlier:
        yield table(("表式", "代码", "版本", "列（依次）"), _forms(item))


def _about(item: Item) -> Iterator[Sequence[str]]:
    yield "版本", "；".join(_version(one) for one in item.versions)
    yield "依据", "、".join(map(named, (item.basis, *item.also)))
    yield "报送单位", _suppliers(item)
    yield "归集周期", _rhythm(item)
    yield "主体", f"{_subjects(item)}；入{'、'.join(Library(one).zh for one in item.libraries)}库"
    yield "判重字段", "主体、" + "、".join(f"“{item.field(name).zh}”" for name in item.dedup) if item.dedup else "主体"
    if item.minimum_age is not None:
        yield "自然人", f"不归集未满{item.minimum_age}周岁的人的信息"
    if item.impact_assessment:
        yield "个人信息保护影响评估", item.impact_assessment


def _version(item: Item) -> str:
    until = f"至{item.valid_to.isoformat()}" if item.valid_to else "起"
    return f"第{item.version}版 {item.valid_from.isoformat()}{until}"


def _fields(item: Item) -> Iterator[Sequence[str]]:
    words = tables_of(DISCLOSURE)["words"]
    for number, one in enumerate(item.fields, 1):
        size = f"{one.length},{one.scale}" if one.scale is not None else str(one.length or "")
        yield (
            str(number),
            one.zh,
            code(one.id),
            _TYPES[one.type],
            size,
            _need(one.need, item),
            words[one.disclosure]["zh"],
            _kept(one),
            "；".join(_bounds(one, item)),
        )


def _kept(one: Field) -> str:
    return "" if one.store == IN_BODY else "加密" if one.store == SEALED else "核对后即弃"


def _need(need: Need, item: Item) -> str:
    unless = "，已填" + "或".join(_called(name, item) for name in need.unless) + "的除外" if need.unless else ""
    if need.always:
        return f"必填{unless}"
    if need.when is not None:
        verb = "含" if need.when.contains else "为"
        values = "或".join(f"“{value}”" for value in sorted(need.when.values))
        return f"{_called(need.when.field, item)}{verb}{values}时必填{unless}" + (
            "，否则不填" if need.exclusive else ""
        )
    if need.with_fields:
        return "填写" + "或".join(_called(name, item) for name in need.with_fields) + f"时必填{unless}"
    return "建议" if need.advised else ""


def _called(name: str, item: Item) -> str:
    return f"“{item.field(name).zh}”" if item.has_field(name) else code(name)


def _bounds(one: Field, item: Item) -> Iterator[str]:
    said = (
        one.codes and f"代码集“{one.codes.zh}”",
        one.unit and f"单位：{one.unit}",
        one.more_than is not None and f"大于{one.more_than}",
        one.at_least is not None and f"不小于{one.at_least}",
        one.not_future and "不晚于报送之日",
        one.not_before and f"不早于{_called(one.not_before, item)}",
        one.long_term and f"长期写作{one.long_term.isoformat()}",
        one.differs_from and f"不同于{_called(one.differs_from, item)}",
        one.typed_by and f"种类见{_called(one.typed_by, item)}",
        one.free_text and "不得写入证件号码、手机号码",
        one.synonyms and "同义列名：" + "、".join(one.synonyms),
    )
    return (text for text in said if isinstance(text, str))


def _forms(item: Item) -> Iterator[Sequence[str]]:
    for version in item.versions:
        for one in version.forms:
            yield one.zh, code(one.id), str(version.version), _columns(version, one)


def _columns(item: Item, form: Form) -> str:
    return "；".join(item.field(name).zh for name in form.fields)


def _code_lists(lists: Iterable[CodeList]) -> Iterator[str]:
    for one in lists:
        yield f"### {one.zh}（`{one.id}`）"
        yield f"依据：{named(one.basis, confirmed=one.confirmed)}。"
        values = (
            (value.code, value.en, "可在其后写明" if value.is_open else "", *_ways(one, value.code))
            for value in one.values
        )
        yield table(("值", "英文", "说明", "也收的写法"), values)


def _ways(codes: CodeList, official: str) -> Sequence[str]:
    return ("、".join(sorted(word for word, value in codes.by_word.items() if value.code == official != word)),)
