"""Rows of items that mostly speak well of somebody: commended firms, pledges, samples, contracts. All invented.

`parties` are the columns that say who an organisation is, `sent_by` those that say who decided and who sends.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

Row = Mapping[str, str]
_NOTE = "示例数据，纯属虚构。"


def commended(parties: Sequence[Row], today: date, sent_by: Row) -> list[Row]:
    """Return entries of the red list."""
    return [
        {
            **party,
            "list_code": "诚信模范",
            "honor_name": "虚构诚信模范企业",
            "award_doc_no": f"虚表〔{today.year}〕{number + 1}号",
            "listed_on": (today - timedelta(days=50 * number)).isoformat(),
            "valid_to": (today + timedelta(days=700)).isoformat(),
            **sent_by,
        }
        for number, party in enumerate(parties[10:16])
    ]


def pledges(parties: Sequence[Row], today: date, sent_by: Row) -> list[Row]:
    """Return pledges: every fourth was broken, every third is for departments alone."""
    return [
        _pledge(party, number, today - timedelta(days=20 + 9 * number), sent_by) for number, party in _some(parties)
    ]


def _some(parties: Sequence[Row]) -> Sequence[tuple[int, Row]]:
    return list(enumerate(parties[:12]))


def _pledge(party: Row, number: int, day: date, sent_by: Row) -> Row:
    is_broken = number % 4 == 1
    found = {
        "unfulfilled_content": f"虚构的未履行内容，{_NOTE}",
        "accountability": f"虚构的追究内容，{_NOTE}",
        "fulfilment_decided_on": (day + timedelta(days=10)).isoformat(),
        "fulfilment_decided_by": sent_by["authority_name"],
        "fulfilment_decided_by_code": sent_by["authority_credit_code"],
    }
    return {
        **party,
        "pledge_no": f"512099{day:%Y%m%d}{number:06d}",
        "pledge_type": "审批替代型",
        "reason": "虚构的承诺事由",
        "content": f"虚构的承诺内容，{_NOTE}",
        "breach_liability": "虚构的违诺责任",
        "made_on": day.isoformat(),
        "valid_to": (day + timedelta(days=365)).isoformat(),
        "fulfilment": "部分履行" if is_broken else "全部履行",
        "authority_name": sent_by["authority_name"],
        "authority_credit_code": sent_by["authority_credit_code"],
        "openness": "特定范围内公开" if number % 3 == 0 else "可向社会公开",
        **(found if is_broken else {}),
    }


def samples(parties: Sequence[Row], today: date, sent_by: Row) -> list[Row]:
    """Return results of supervisory samples; every fifth failed."""
    return [
        {
            **party,
            "report_no": f"虚检{today.year}{number:04d}",
            "product": "虚构产品",
            "sampled_on": (today - timedelta(days=30 + 11 * number)).isoformat(),
            "result": "合格" if number % 5 else "不合格",
            "failed_points": "" if number % 5 else "虚构的项目",
            "found_on": (today - timedelta(days=20 + 11 * number)).isoformat(),
            **sent_by,
        }
        for number, party in _some(parties)
    ]


def contracts(parties: Sequence[Row], today: date, sent_by: Row) -> list[Row]:
    """Return contracts with a public body, all running."""
    return [
        {
            **party,
            "contract_no": f"虚合{today.year}-{number + 1}",
            "contract_kind": "政府采购",
            "public_body_name": sent_by["source_name"],
            "public_body_credit_code": sent_by["source_credit_code"],
            "signed_on": (today - timedelta(days=40 + 7 * number)).isoformat(),
            "due_on": (today + timedelta(days=200)).isoformat(),
            "fulfilment": "履行中",
            "contract_is_public": "是" if number % 2 else "否",
            "source_name": sent_by["source_name"],
            "source_credit_code": sent_by["source_credit_code"],
        }
        for number, party in _some(parties)
    ]
