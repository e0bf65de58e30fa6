"""Invented names of organisations, as many as are asked for, put together as a city's register puts them together.

    四川省资阳市 · 鑫旺 · 建筑工程 · 有限公司        region, trade name, line of business, legal form

How often each part occurs follows a real register of a city in kind (a quarter names the province, one in six is a
cooperative or a branch, few letters begin most trade names); none of the names was taken from one. The same count
gives the same names.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_REGIONS = (
    ("四川", 12), ("四川省", 4), ("四川省资阳市", 6), ("资阳市", 24), ("资阳市雁江区", 6), ("安岳县", 18),
    ("乐至县", 12), ("简阳市", 5), ("四川省安岳县", 2), ("四川资阳", 2), ("资阳", 4), ("", 5),
)  # fmt: skip
_FORMS = (
    ("有限公司", 62), ("有限责任公司", 14), ("专业合作社", 9), ("股份有限公司", 1), ("(有限合伙)", 1),
    ("经营部", 7), ("厂", 6),
)  # fmt: skip
_LETTERS = (
    "鑫华兴盛泰恒瑞宏天金永丰康和安达顺利旺祥福德源富隆昌美新佳海龙远大正信诚中亿嘉博凯广联东方万民益生荣成建益"
    "众创通宝润鼎腾飞凌云锦绣川蜀岳江河山林森木石磊玉晶明亮光辉耀阳春秋夏冬雪梅兰竹菊松柏杉桂香园农牧禾稻麦果蔬"
    "茶桑蚕丝棉麻牛羊猪鸡鸭鱼虾蜂花草药堂仁义礼智忠孝廉勇文武学思齐贤君豪杰英雄伟志强盈聚汇融商贸易通行路桥航空"
    "宇宙星辰晨曦朗清风雅韵乐怡悦欣然意如尚品至尊皇帝王冠军领先锋锐捷迅速达运输送递快马奔跃升腾龙凤麒麟鹏鹤雁鸿"
)
_TRADES = (
    "建筑工程", "商贸", "农业科技", "种植", "养殖", "食品", "物流", "运输", "装饰工程",
    "劳务", "广告传媒", "电子商务", "信息技术", "机械设备", "建材", "医药", "房地产开发", "物业管理",
    "餐饮管理", "文化传播", "教育咨询", "环保科技", "园林绿化", "汽车服务", "家具", "服饰", "生物科技",
    "水果种植", "生猪养殖", "蔬菜", "粮油", "酒业", "纺织", "印务", "网络科技", "企业管理咨询",
    "人力资源", "保洁服务", "电力安装", "水利工程",
)  # fmt: skip
_EXTENSIONS = (
    "开发", "服务", "贸易", "发展", "实业", "经营", "销售",
    "技术", "投资", "加工", "设备", "配套", "制造", "批发",
)  # fmt: skip
_EXTENDED, _ANY_LETTER = 0.45, 0.3  # a trade name's letter is one in common use: the 3,666 of GB 2312's first level
_BRANCH_PLACES = ("资阳", "安岳", "乐至", "简阳", "雁江", "龙台", "石羊", "回澜", "宝台", "周礼")
_BRANCH_KINDS = ("分公司", "营业部", "第一门市", "服务站", "农家店")
_ONE_BRANCH_IN, _BRANCHES_OF = 12, 400


@dataclass(frozen=True, slots=True)
class Name:
    """An invented name. Shape: whole "资阳市鑫旺建筑工程有限公司", trade_name "鑫旺"."""

    whole: str
    trade_name: str


def names(count: int) -> Sequence[Name]:
    """Return so many names, no two alike."""
    return list(_names(count))


def _names(count: int) -> Iterator[Name]:
    chance, made, heads = _chance(count), set[str](), list[Name]()
    while len(made) < count:
        name = _branch(chance, heads) if len(heads) == _BRANCHES_OF and not chance.randrange(_ONE_BRANCH_IN) else None
        name = name or _head(chance)
        if name.whole not in made:
            made.add(name.whole)
            if len(heads) < _BRANCHES_OF:
                heads.append(name)
            yield name


def _head(chance: random.Random) -> Name:
    trade_name = "".join(_letter(chance) for _ in range(chance.choices((2, 3, 4), (62, 30, 8))[0]))
    trade = chance.choice(_TRADES) + (chance.choice(_EXTENSIONS) if chance.random() < _EXTENDED else "")
    return Name(f"{_one_of(_REGIONS, chance)}{trade_name}{trade}{_one_of(_FORMS, chance)}", trade_name)


def _branch(chance: random.Random, heads: Sequence[Name]) -> Name:
    head = chance.choice(heads)
    return Name(f"{head.whole}{chance.choice(_BRANCH_PLACES)}{chance.choice(_BRANCH_KINDS)}", head.trade_name)


def _letter(chance: random.Random) -> str:
    """Return a letter: one that names love, the first of them most, or any that is in common use."""
    if chance.random() < _ANY_LETTER:
        return bytes((0xB0 + chance.randrange(39), 0xA1 + chance.randrange(94))).decode("gb2312")
    return _LETTERS[int(len(_LETTERS) * chance.random() ** 2)]


def _one_of(weighted: Sequence[tuple[str, int]], chance: random.Random) -> str:
    words, weights = zip(*weighted, strict=True)
    return str(chance.choices(words, weights)[0])


@dataclass(frozen=True, slots=True)
class Query:
    """A query and what is meant by it: one whole name, or any name that bears a trade name."""

    q: str
    kind: str
    meant: frozenset[str]


def with_a_wrong_letter(among: Sequence[Name], count: int) -> Sequence[Query]:
    """Return whole names with one letter changed for another that names are made of, anywhere in the name."""
    chance = _chance(len(among) + 1)
    return [_wrong(chance.choice(among).whole, chance) for _ in range(count)]


def bare_trade_names(among: Sequence[Name], count: int) -> Sequence[Query]:
    """Return trade names of names, with every name that bears each."""
    chance = _chance(len(among) + 2)
    asked = list(dict.fromkeys(chance.choice(among).trade_name for _ in range(count)))
    bearers: dict[str, set[str]] = {trade_name: set() for trade_name in asked}
    for name in among:
        if name.trade_name in bearers:
            bearers[name.trade_name].add(name.whole)
    return [Query(trade_name, "trade_name", frozenset(bearers[trade_name])) for trade_name in asked]


def as_they_are(among: Sequence[Name], count: int) -> Sequence[Query]:
    """Return whole names without a fault."""
    chance = _chance(len(among) + 3)
    return [Query(whole, "whole", frozenset({whole})) for whole in (chance.choice(among).whole for _ in range(count))]


def _wrong(whole: str, chance: random.Random) -> Query:
    at, letter = chance.randrange(len(whole)), chance.choice(_LETTERS)
    while letter == whole[at]:
        letter = chance.choice(_LETTERS)
    return Query(f"{whole[:at]}{letter}{whole[at + 1 :]}", "wrong_letter", frozenset({whole}))


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 -- the same names each time is what is wanted
