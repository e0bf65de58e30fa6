"""The files that invented departments send: CSV with the official headers, as a real department's export has them."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.catalogue.items import catalogue
from infra.local.demonstration import trust
from infra.local.demonstration.organisations import (
    Organisation,
    Person,
    companies,
    institutions,
    persons,
    social_organisations,
)

MARKET = "示例虚构市场监督管理局"
ENVIRONMENT = "示例虚构生态环境局"
STAFFING = "示例虚构机构编制办公室"
CIVIL_AFFAIRS = "示例虚构民政局"
_NOTE = "示例数据，纯属虚构。"

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DemonstrationFile:
    """One upload: the item, the body that sends it (by key), and the bytes. Shape: name "示例_行政许可.csv"."""

    item: str
    body: str
    name: str
    content: bytes
    rows: int


def csv_of(item: str, rows: Sequence[Row]) -> bytes:
    """Return rows by field id as UTF-8 CSV under the item's official headers."""
    fields = [field for field in catalogue().get(item).fields if any(field.id in row for row in rows)]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([field.zh for field in fields])
    writer.writerows([row.get(field.id, "") for field in fields] for row in rows)
    return out.getvalue().encode()


def files(*, today: date, codes: Mapping[str, str]) -> Sequence[DemonstrationFile]:
    """Return what is sent on a day; `codes` are the credit codes of the invented bodies by name.

    Registrations come from the bodies that the catalogue names for them, everything that speaks ill of somebody
    from invented ones.
    """
    firms, people = companies(80), persons(12)
    parties, market, environment = (
        [_party(firm) for firm in firms],
        _sources(MARKET, codes),
        _sources(ENVIRONMENT, codes),
    )
    return [
        _file("market_entity_registration", "market_supervision", "市场主体登记", _registrations(firms)),
        _file("institution_registration", "establishment_office", "事业单位登记", _institutions()),
        _file("social_organisation_registration", "civil_affairs", "社会组织登记", _social_organisations()),
        _file("administrative_permit", "demo-market", "行政许可", _permits(firms, today, MARKET, codes)),
        _file("administrative_penalty", "demo-market", "行政处罚", _penalties(firms, people, today, MARKET, codes)),
        _file("administrative_penalty", "demo-environment", "环境处罚", _pollution(firms, today, codes)),
        _file("serious_dishonesty_list", "demo-market", "严重失信", _listed(firms, today, codes)),
        _file("red_list", "demo-environment", "守信激励", trust.commended(parties, today, environment)),
        _file("credit_pledge", "demo-market", "信用承诺", trust.pledges(parties, today, market)),
        _file("sampling_result", "demo-market", "监督抽检", trust.samples(parties, today, market)),
        _file("contract_performance", "demo-environment", "合同履行", trust.contracts(parties, today, environment)),
    ]


def _file(item: str, body: str, name: str, rows: Sequence[Row]) -> DemonstrationFile:
    return DemonstrationFile(item, body, f"示例_{name}.csv", csv_of(item, rows), len(rows))


def _registrations(firms: Iterable[Organisation]) -> list[Row]:
    return [
        {
            "credit_code": firm.code,
            "name": firm.name,
            "reg_no": firm.registration_number,
            "legal_rep_name": firm.legal_rep_name,
            "entity_class": "个体工商户" if firm.is_self_employed else "企业",
            "entity_type_name": "个体工商户" if firm.is_self_employed else "有限责任公司",
            "registered_capital_wan": "" if firm.is_self_employed else str(50 + number * 5),
            "established_on": (date(2012, 3, 1) + timedelta(days=41 * number)).isoformat(),
            "event_kind": "设立",
            "business_scope": f"虚构经营范围，{_NOTE}",
            "address": f"虚构县虚构路{number + 1}号",
            "region_code": "512021" if number % 3 == 0 else "512002",
            "registry_authority": MARKET,
            "reg_status": "存续",
        }
        for number, firm in enumerate(firms)
    ]


def _institutions() -> list[Row]:
    return [
        {
            "credit_code": one.code,
            "name": one.name,
            "legal_rep_name": one.legal_rep_name,
            "address": "虚构县虚构路1号",
            "registry_authority": STAFFING,
            "reg_status": "存续",
            "valid_from": "2024-01-01",
            "valid_to": "2029-12-31",
            "sponsor": "示例虚构教育局",
            "mission": f"虚构宗旨，{_NOTE}",
        }
        for one in institutions(8)
    ]


def _social_organisations() -> list[Row]:
    return [
        {
            "credit_code": one.code,
            "name": one.name,
            "legal_rep_name": one.legal_rep_name,
            "address": "虚构县虚构路2号",
            "registry_authority": CIVIL_AFFAIRS,
            "reg_status": "存续",
            "valid_from": "2024-01-01",
            "valid_to": "2029-12-31",
            "supervisor": "示例虚构商务局",
            "organisation_kind": "社会团体",
            "business_scope": f"虚构业务范围，{_NOTE}",
        }
        for one in social_organisations(8)
    ]


def _party(firm: Organisation) -> dict[str, str]:
    return {
        "party_name": firm.name,
        "party_type": "个体工商户" if firm.is_self_employed else "法人及非法人组织",
        "party_credit_code": firm.code,
        "legal_rep_name": firm.legal_rep_name,
    }


def _person_party(person: Person) -> dict[str, str]:
    return {
        "party_name": person.name,
        "party_type": "自然人",
        "person_id_type": "身份证",
        "person_id_no": person.number,
    }


def _sources(body: str, codes: Mapping[str, str], *, source: str | None = None) -> dict[str, str]:
    return {
        "authority_name": body,
        "authority_credit_code": codes[body],
        "source_name": source or body,
        "source_credit_code": codes[source or body],
    }


def _permits(firms: Sequence[Organisation], today: date, body: str, codes: Mapping[str, str]) -> list[Row]:
    return [
        {
            **_party(firms[number % len(firms)]),
            "doc_title": "虚构许可决定书",
            "doc_no": f"虚许决〔{(today - timedelta(days=7 * number)).year}〕{number + 1}号",
            "permit_category": "普通",
            "cert_name": "虚构经营许可证",
            "permit_no": f"XK512099{number:05d}",
            "permit_content": f"准予虚构经营活动，{_NOTE}",
            "decision_date": (today - timedelta(days=7 * number)).isoformat(),
            "valid_from": (today - timedelta(days=7 * number)).isoformat(),
            "valid_to": (today + timedelta(days=1095 - 7 * number)).isoformat(),
            "permit_status": "1",
            **_sources(body, codes),
        }
        for number in range(120)
    ]


def _penalty(party: Mapping[str, str], number: int, day: date, kinds: str, content: str) -> dict[str, str]:
    fine = {"fine_amount_wan": str(number % 7 + 1)} if "罚款" in kinds else {}
    return {
        **party,
        "doc_no": f"虚罚决〔{day.year}〕{number + 1}号",
        "violation_type": "虚构违法行为",
        "violation_fact": f"虚构违法事实，{_NOTE}",
        "penalty_basis": "虚构条例第一条",
        "penalty_kinds": kinds,
        "penalty_content": f"{content}，{_NOTE}",
        "decision_date": day.isoformat(),
        "penalty_valid_to": "2099-12-31",
        **fine,
    }


def _penalties(
    firms: Sequence[Organisation], people: Sequence[Person], today: date, body: str, codes: Mapping[str, str]
) -> list[Row]:
    kinds = (
        ("警告", "给予警告"),
        ("罚款", "处以罚款"),
        ("责令停产停业", "责令停产停业整顿"),
        ("警告;罚款", "警告并处罚款"),
    )
    rows: list[Row] = [
        {
            **_penalty(_party(firms[number]), number, today - timedelta(days=29 * number), *kinds[number % 4]),
            "procedure": "简易程序" if number % 8 == 0 else "普通程序",
            **_sources(body, codes),
        }
        for number in range(40)
    ]
    return rows + [
        {
            **_penalty(_person_party(person), 100 + number, today - timedelta(days=40 * number), "罚款", "处以罚款"),
            "procedure": "普通程序",
            **_sources(body, codes),
        }
        for number, person in enumerate(people)
    ]


def _pollution(firms: Sequence[Organisation], today: date, codes: Mapping[str, str]) -> list[Row]:
    return [
        {
            **_penalty(_party(firm), 200 + number, today - timedelta(days=11 * number), "罚款", "处以罚款"),
            "procedure": "普通程序",
            **_sources(ENVIRONMENT, codes),
        }
        for number, firm in enumerate(firms[:20])
    ]


def _listed(firms: Sequence[Organisation], today: date, codes: Mapping[str, str]) -> list[Row]:
    return [
        {
            "party_name": firm.name,
            "party_type": "法人及非法人组织",
            "party_credit_code": firm.code,
            "legal_rep_name": firm.legal_rep_name,
            "list_code": "严重违法失信企业",
            "decision_doc_no": f"虚列〔{today.year}〕{number + 1}号",
            "listed_on": (today - timedelta(days=100 + 200 * number)).isoformat(),
            "facts": f"虚构失信事实，{_NOTE}",
            "legal_basis": "虚构条例第二条",
            "prior_notice_on": (today - timedelta(days=130 + 200 * number)).isoformat(),
            "exit_rule": "虚构移出条件",
            "publish_until": (today + timedelta(days=995 - 200 * number)).isoformat(),
            **_sources(MARKET, codes),
        }
        for number, firm in enumerate(firms[3:7])
    ]
