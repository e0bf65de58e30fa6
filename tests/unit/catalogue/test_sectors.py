"""The plan's sectors: each has an item or a reason, a lead that is known, and words that the plan uses."""

from datetime import date
from pathlib import Path

import pytest

from chalicelib.catalogue.items import Item, catalogue
from chalicelib.catalogue.sectors import FILE, Sector, sectors
from chalicelib.terms.bodies import bodies
from tests.unit.catalogue.faults import GONE, Fault, is_refused

TODAY = date(2026, 11, 23)
# What the plan lists as sectors, read in it and written down here: 二（二）, 四（四）, 五（一）, 六（一）to 六（七）.
NAMED = (
    "工商", "税务", "工程建设", "食品药品", "安全生产", "产品质量", "价格", "进出口", "合同履行", "环境保护",
    "医疗卫生", "知识产权", "流通服务", "电子商务", "交通运输", "人力资源社会保障", "教育科研", "生产", "流通",
    "税收", "统计", "政府采购", "招投标", "劳动保障", "文化旅游", "会展广告", "中介服务", "发展改革", "财政",
    "金融", "住房城乡建设", "质监", "安全监管", "海关", "行政审批", "社会组织", "企业市场准入", "纳税",
    "产品和工程质量", "社会保障", "司法公信", "药品零售", "民营医院", "民用水电气安装", "小微企业", "农户",
    "信用服务机构", "公职人员", "司法执法人员", "机关事业单位", "重点人群",
)  # fmt: skip


@pytest.mark.parametrize("word", NAMED)
def test_each_sector_that_the_plan_names_is_there(word: str) -> None:
    assert [one.id for one in sectors() if word in one.words]


@pytest.mark.parametrize("sector", sectors(), ids=lambda sector: sector.id)
def test_a_sector_has_at_least_one_item_or_a_written_reason(sector: Sector) -> None:
    if sector.items:
        assert all(catalogue().find(item) for item in sector.items)
    else:
        assert sector.reason
        assert len(sector.reason) > 20


@pytest.mark.parametrize("sector", sectors(), ids=lambda sector: sector.id)
def test_somebody_is_responsible_today_for_each_sector_and_supplies_something_of_it(sector: Sector) -> None:
    responsible = [bodies().responsible(lead, TODAY) for lead in sector.leads]

    assert all(body.valid_to is None for body in responsible)
    if sector.items:
        supplied = [item for item in sector.items for body in responsible if catalogue().get(item).is_supplied_by(body)]
        assert supplied, "its lead supplies none of its items"


@pytest.mark.parametrize("item", catalogue().items, ids=lambda item: item.id)
def test_each_item_of_the_catalogue_is_of_some_sector(item: Item) -> None:
    assert item.id in {name for one in sectors() for name in one.items}


def test_the_words_are_the_plan_s_own(real_data: Path) -> None:
    plan = (real_data.parent / "plan_2017.txt").read_text("utf-8").replace("\n", "")

    assert [word for one in sectors() for word in one.words if word not in plan] == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FILE, "colour", "red", "colour", "not a known key"),
        Fault(FILE, "basis", "NOWHERE", "basis", "not in the register"),
        Fault(FILE, "sectors/price/leads", [], "sectors.price.leads", "names no body"),
        Fault(FILE, "sectors/price/leads", ["nobody"], "sectors.price.leads", "not a known body"),
        Fault(FILE, "sectors/price/items", ["horoscope"], "sectors.price.items", "not a known item"),
        Fault(FILE, "sectors/price/items", [], "sectors.price.reason", "items or a reason"),
        Fault(FILE, "sectors/price/reason", "无", "sectors.price.reason", "items or a reason"),
        Fault(FILE, "sectors/price/confirmed", "yes", "sectors.price.confirmed", "neither true nor false"),
        Fault(FILE, "sectors/price/section", GONE, "sectors.price.section", "is missing"),
        Fault(FILE, "sectors/price/words", ["价格", "价格"], "sectors.price.words.价格", "is doubled"),
        Fault(FILE, "sectors/price/zh", "税收", "sectors.税收", "is doubled"),
        Fault(FILE, "sectors/price/id", "taxation", "sectors.taxation", "is doubled"),
    ],
    ids=lambda fault: f"{fault.path} {fault.why}",
)
def test_a_faulty_table_of_sectors_is_refused_by_key(fault: Fault) -> None:
    is_refused(fault)
