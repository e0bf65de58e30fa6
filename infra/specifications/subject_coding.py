"""The subject coding specification (信用主体编码规范): how subjects are told apart, and what is shown of them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from chalicelib.intake.rulebook import rulebook
from chalicelib.terms import credit_codes, identity_documents, masking, report_numbers
from chalicelib.terms.crosswalk import AMBIGUOUS, UNKNOWN, OldCodeKind
from chalicelib.terms.identity_documents import documents
from chalicelib.terms.legacy_codes import FAULTS as OLD_CODE_FAULTS
from chalicelib.terms.subjects import Library
from chalicelib.terms.tables import table as tables_of
from infra.specifications.writing import UNCONFIRMED, code, doubt, named, specification, table

_OLD: dict[OldCodeKind, str] = {
    OldCodeKind.REGISTRATION_NUMBER: "工商注册号",
    OldCodeKind.ORGANISATION_CODE: "组织机构代码",
    OldCodeKind.TAX_NUMBER: "税务登记号",
    OldCodeKind.INSTITUTION_CERTIFICATE: "事业单位证书号",
    OldCodeKind.SOCIAL_ORGANISATION_CERTIFICATE: "社会组织登记证号",
}
_ONLOOKERS = {"public": "社会公众", "third_party": "经授权的第三人", "subject": "本人", "officer": "依职责办理的人员"}
_MASKED = {
    "name": "姓名",
    "self_employed_name": "个体工商户名称",
    "resident_id": "公民身份号码",
    "resident_id_identifier": "公民身份号码（依法须附识别位的）",
    "passport": "护照号",
    "mobile": "手机号码",
    "address": "住址",
    "bank_account": "银行账号",
}


def subject_coding_page() -> str:
    """Return the specification: which key each kind of subject has, how it is checked, and how it is masked."""
    parts = ["## 一、主体标识", table(("主体", "标识", "说明"), _KEYS), "## 二、统一社会信用代码", *_credit_code()]
    parts += ["## 三、旧代码与统一社会信用代码的对应", *_old_codes(), "## 四、自然人证件", *_documents()]
    parts += ["## 五、自然人的编号", *_persons(), "## 六、脱敏", *_masks(), "## 七、行政区划", _divisions()]
    parts += ["## 八、报告编号", _report_number()]
    return specification("subject_coding", parts)


_AN_INSTANT, _SOME_LETTERS = datetime(2026, 11, 27, 1, 30, 15, tzinfo=UTC), "7K3M2QXT"
_OF_OLD_CODES = (
    "税务登记号由组织机构代码构成的，按该组织机构代码对应；可能是个人证件号码的，不作为旧代码，也不保存。"
    "一行的旧代码在其日期恰好对应一个统一社会信用代码的，归入该主体；对应不到或者对应多个的，该行暂挂："
)
_OF_NUMBERS = (
    "号码收存前去掉空格、转换为半角大写；15位的公民身份号码补为18位后比对。"
    f"常见写法标“{UNCONFIRMED}”的，不符只提醒。任何号码都不出现在提示、日志和回执中。"
)
_OF_REFERENCES = (
    "自然人第一次出现时得到一个随机编号，以后由同一证件类型和号码找到。查找用的是带密钥的散列值（HMAC），密钥有版本，"
    "更换密钥不改变编号。证件号码本身只在该自然人的登记信息中加密保存，其他记录核对后即弃。"
)
_KEYS = (
    (
        f"{Library.MARKET_ENTITIES.zh}（含个体工商户）",
        "统一社会信用代码，首位为9",
        "个体工商户是市场主体；其经营者的个人信息属于自然人。",
    ),
    (Library.ORGANISATIONS.zh, "统一社会信用代码，首位不为9", "前两位不认识的，归入其他组织机构，不作为错误。"),
    (
        Library.PERSONS.zh,
        "随机编号",
        "不含证件号码，也不能由证件号码推出；证件类型和号码经密钥散列后只用于查找该编号。",
    ),
)


def _credit_code() -> Sequence[str]:
    places = (
        ("1", "登记管理部门代码", "不与代码表核对"),
        ("2", "机构类别代码", "不与代码表核对；新增类别不作为错误"),
        ("3—8", "登记时登记管理机关的行政区划", "不核对，也不据以推断主体现在的所在地"),
        ("9—17", "主体标识码（组织机构代码）", "其自身校验码不符的只提醒，不退回"),
        ("18", "校验码", "不符的退回"),
    )
    letters = len(credit_codes.ALPHABET)
    checked = (
        "校验：前17位的字符值依次乘以权数，求和；校验码使和加校验码能被31整除。权数为3的0至16次方除以31的余数；"
        f"字符值为该字符在字符集 `{credit_codes.ALPHABET}`（共{letters}个）中的位置，从0起。"
    )
    return (
        f"依据：{named('GB32100')}。共{credit_codes.LENGTH}位，收存时转换为半角大写，不把字母O改为0、把字母I改为1，只作提示。",
        table(("位", "含义", "核验"), places),
        checked,
        _rules_of(credit_codes.FAULTS),
    )


def _rules_of(codes: Iterable[str]) -> str:
    """Return what the rulebook says of some faults."""
    rules = map(rulebook().get, codes)
    return table(("代码", "提示", "如何更正"), ((code(rule.code), rule.message_zh, rule.mend_zh) for rule in rules))


def _old_codes() -> Sequence[str]:
    kinds = ((_OLD[kind], code(kind.value)) for kind in OldCodeKind)
    faults = ((code(name), said) for name, said in OLD_CODE_FAULTS.items())
    return (
        "旧代码不是主体标识，只经对应表找到统一社会信用代码。对应关系来自登记信息：登记所载的旧代码，以及统一社会信用代码第9至17位所含的组织机构代码。",
        table(("旧代码", "种类"), kinds),
        _OF_OLD_CODES,
        _rules_of((UNKNOWN, AMBIGUOUS)),
        "旧代码写法不符只提醒：",
        table(("代码", "写法"), faults),
    )


def _documents() -> Sequence[str]:
    rows = (
        (one.zh, code(kind.value), one.code or "", code(one.shape.pattern), doubt(one.confirmed))
        for kind, one in documents().items()
    )
    return (
        f"依据：{named('GB11643')}。{_OF_NUMBERS}",
        table(("证件", "种类", "官方代码", "常见写法（正则表达式）", "备注"), rows),
        _rules_of(identity_documents.FAULTS),
    )


def _persons() -> Sequence[str]:
    return (
        _OF_REFERENCES,
        "姓名与登记不一致的，身份待核实：",
        _rules_of(("identity.unconfirmed", "identity.contradicts_profile", "party.is_a_minor")),
    )


def _masks() -> Sequence[str]:
    raw = tables_of("terms/masks")
    rows = (
        (_MASKED[row["kind"]], code(row["kind"]), *(_mask(row[one]) for one in _ONLOOKERS), doubt(row["confirmed"]))
        for row in raw["masks"]
    )
    example = masking.masked(masking.Kind.NAME, "张三", masking.Audience.PUBLIC)
    return (
        f"依据：{named(raw['basis'])}。掩码不长于原值；不合形状的整个隐去。例：“张三”对社会公众显示为“{example}”。",
        table(("数据", "种类", *_ONLOOKERS.values(), "备注"), rows),
    )


def _mask(rule: dict[str, object]) -> str:
    match rule["rule"]:
        case "full":
            return "全部"
        case "never":
            return "不显示"
        case "surname":
            return "姓，其余为*"
        case "operator":
            return "仅为经营者姓名的按姓名掩码，其余全部"
        case "county":
            return "到县（区）"
        case _:
            head = f"前{rule['head']}位、" if rule["head"] else ""
            return f"{head}后{rule['tail']}位，不足{rule['shortest']}位的不显示"


def _divisions() -> str:
    raw = tables_of("terms/divisions")
    rows = (
        (code(row["code"]), row["name"], code(row["parent"]) if "parent" in row else "", doubt(row["confirmed"]))
        for row in raw["divisions"]
    )
    return (
        table(("代码", "名称", "上级", "备注"), rows)
        + f"\n\n依据：{named(raw['basis'])}。带连字符的代码由平台编定，用于没有行政区划代码的功能区。"
    )


def _report_number() -> str:
    number = report_numbers.number_of(division=report_numbers.DIVISION, at=_AN_INSTANT, letters=_SOME_LETTERS)
    return (
        f"报告编号共{len(number)}位：`{report_numbers.PREFIX}`、出具单位的6位行政区划、14位北京时间、"
        f"{report_numbers.LETTERS}位随机字符、1位校验码；字符集和校验方法同统一社会信用代码。例：`{number}`（虚构）。"
    )
