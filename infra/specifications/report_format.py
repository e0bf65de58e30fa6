"""The report format specification (信用报告格式规范): chapters, fields by reader, marks, number, signature and code."""

from collections.abc import Iterator, Sequence

from chalicelib.catalogue.chapters import FILE as CHAPTERS
from chalicelib.catalogue.chapters import Chapter, report_frame
from chalicelib.catalogue.fields import MASKED, PERSON, PUBLIC
from chalicelib.catalogue.items import Item, catalogue
from chalicelib.catalogue.views import FILE as VIEWS
from chalicelib.ledger.signatures import SUITES
from chalicelib.reports import registration, terms_of_issue
from chalicelib.reports.printing.words import FILE as WORDS
from chalicelib.reports.wording import FILE as WORDING
from chalicelib.terms import report_numbers
from chalicelib.terms.subjects import SubjectKind
from chalicelib.terms.tables import table as tables_of
from infra.specifications.writing import code, doubt, named, specification, table

_READERS = {
    PUBLIC: "社会公众",
    "subject": "本人",
    "authorised": "获授权人",
    "department": "部门",
    "desk": "信用工作机构",
}
_MARKS = ("disputed", "under_repair", "suspended", "repaired", "shielded", "withdrawn")
_LEGEND = (
    "“●”全部显示，“◐”掩码后显示，空白不显示。自然人的信息除法律明文规定外不向社会公开；"
    "个体工商户、自然人的不同之处在括号中注明。"
)
_SEVERAL = ("partial", "continued", "earlier", "own", "chosen")


def report_format_page() -> str:
    """Return the specification: the frame, what each chapter shows to whom, the words, how it is proved genuine."""
    frame, raw = report_frame(), tables_of(CHAPTERS)
    about = f"结构依据：{named(raw['basis'])}，版本{frame.version}。"
    parts = [
        "## 一、报告结构",
        about,
        table(("项目", "内容"), _frame()),
        "## 二、章节",
        _chapters(),
        "## 三、概要分组",
        _groups(),
    ]
    parts += ["## 四、登记注册基础信息", *_registration(), "## 五、各章的信息项和字段", *_items()]
    parts += ["## 六、综合视图", _views(), "## 七、报告说明和标识", *_words(), "## 八、专项信用报告", *_special()]
    parts += ["## 九、编号、签名和二维码", *_proof()]
    return specification("report_format", parts)


def _frame() -> Iterator[Sequence[str]]:
    frame = report_frame()
    yield "标题", frame.title
    yield "版本号", frame.version
    yield "每条信息的标题", frame.heading.format(n=" n ")
    yield "次序", "最近更新的在前"
    yield "无信息时", frame.empty
    yield "缺少的值", frame.missing
    yield "信用状况提升建议", frame.advice
    yield "评分评级", "不评分、不评级、不改动信息内容"


def _chapters() -> str:
    held = {
        chapter.id: [one for one in catalogue().items if one.chapter == chapter.id]
        for chapter in report_frame().chapters
    }
    rows = (
        (
            chapter.numeral,
            chapter.zh,
            code(chapter.id),
            "、".join(dict.fromkeys(one.section_zh for one in held[chapter.id])),
        )
        for chapter in report_frame().chapters
    )
    return table(("章", "名称", "代码", "节"), rows)


def _groups() -> str:
    items = catalogue().items
    rows = (
        (one.zh, code(one.id), "、".join(item.zh for item in items if item.group == one.id))
        for one in report_frame().groups
    )
    return table(("分组", "代码", "计数的信息项"), rows)


def _registration() -> Iterator[str]:
    for block in tables_of(registration.FILE)["blocks"]:
        yield f"### {catalogue().get(block['item']).zh}"
        yield f"依据：{named(block['basis'], confirmed=block['confirmed'])}。"
        yield table(
            ("次序", "名称", "字段"),
            ((str(n), one["zh"], code(one["field"])) for n, one in enumerate(block["fields"], 1)),
        )


def _items() -> Iterator[str]:
    yield _LEGEND
    for chapter in report_frame().chapters:
        yield from _of_chapter(chapter)


def _of_chapter(chapter: Chapter) -> Iterator[str]:
    for item in catalogue().items:
        if item.chapter == chapter.id:
            yield f"### {chapter.numeral}　{item.section_zh}：{item.zh}（`{item.id}`，第{item.version}版）"
            yield table(("字段", "代码", *_READERS.values()), _fields(item))


def _fields(item: Item) -> Iterator[Sequence[str]]:
    shown = {(reader, kind): dict(_treated(item, reader, kind)) for reader in _READERS for kind in item.subject_kinds}
    for one in item.fields:
        cells = [_seen(one.id, reader, item, shown) for reader in _READERS]
        if any(cells):
            yield one.zh, code(one.id), *cells


def _treated(item: Item, reader: str, kind: str) -> Iterator[tuple[str, str]]:
    return ((one.field, "◐" if one.treatment == MASKED else "●") for one in item.disclosure_for(reader, kind=kind))


def _seen(name: str, reader: str, item: Item, shown: dict[tuple[str, str], dict[str, str]]) -> str:
    """Return how a reader sees a field; where it differs by the kind of subject, each that differs from the first."""
    by_kind = {
        kind: shown[reader, kind].get(name, "") for kind in sorted(item.subject_kinds, key=lambda kind: kind == PERSON)
    }
    first = next(iter(by_kind.values()))
    others = [f"{SubjectKind(kind).zh}{how or '不显示'}" for kind, how in by_kind.items() if how != first]
    return f"{first}（{'，'.join(others)}）" if others else first


def _views() -> str:
    views = tables_of(VIEWS)["views"]
    rows = (
        (
            one["zh"],
            "、".join(catalogue().get(name).zh for name in one["items"]),
            one["note"],
            named(one["basis"]),
            doubt(one["confirmed"]),
        )
        for one in views.values()
    )
    return table(("视图", "由何信息项组成", "说明", "依据", "备注"), rows)


def _words() -> Sequence[str]:
    raw, printed = tables_of(WORDING), tables_of(WORDS)
    explained = "\n".join(f"{n}. {said}" for n, said in enumerate(raw["explanation"], 1))
    marks = ((code(name), raw[name]) for name in _MARKS)
    further = ((code(name), raw[name]) for name in _SEVERAL)
    legend = (
        printed["legend_disputed"] + printed["legend_between"],
        printed["legend_under_repair"] + printed["legend_end"],
    )
    return (
        f"出具单位：{raw['issuing_body']}。用语依据：{named(raw['basis'], confirmed=raw['confirmed'])}。",
        explained,
        table(("情形", "另加的说明"), further),
        table(("标识", "在该条信息上的说明"), marks),
        f"{printed['legend']}{''.join(legend)}",
        table(("报告种类", "代码"), ((zh, code(name)) for name, zh in printed["kinds"].items())),
    )


def _special() -> Sequence[str]:
    raw = tables_of(terms_of_issue.FILE)
    special = raw["special"]
    return (
        f"由主体自行选定用途、期间、信息项和字段；期间至多{special['years_at_most']}年。依据：{special['source']}，{doubt(special['confirmed'])}。",
        table(("用途", "代码"), ((zh, code(name)) for name, zh in special["purposes"].items())),
        f"文件可取{raw['document']['days']}日；主体可以允许他人核验其是否仍然真实，至多{raw['verification']['days_at_most']}日。",
    )


def _proof() -> Sequence[str]:
    printed = tables_of(WORDS)
    return (
        f"编号：`{report_numbers.PREFIX}`、6位行政区划、14位北京时间、{report_numbers.LETTERS}位随机字符、1位校验码，见信用主体编码规范。",
        "机器可读报告（JSON）的SHA-256值连同编号、种类、出具时间由平台密钥签名；PDF另有PAdES（B-B）电子签名，时间为平台自身时钟。",
        f"签名算法：{'、'.join(map(code, SUITES))}。",
        table(("二维码所含要素", "代码"), ((zh, code(name)) for name, zh in printed["proof"].items())),
        "\n".join(f"{n}. {said}" for n, said in enumerate(printed["how_to_verify"], 1)),
    )
