"""Secrecy marks in names: found however they are written, and not where there is none."""

import pytest

from chalicelib.errors import DataFileError
from chalicelib.intake.secrecy import bears_secrecy_mark, marks_in
from chalicelib.terms import tables


@pytest.mark.parametrize(
    "name",
    [
        "绝密.csv",
        "机密★.csv",
        "秘密★1年 处罚.csv",
        "【秘密】处罚.csv",
        "（机密）处罚.csv",
        "绝 密 处罚.csv",
        "机\u200b密处罚.csv",
        "内部资料.csv",
        "【内部】处罚.csv",
        "处罚(内部).csv",
        "内部★处罚.csv",
        "内部.csv",
        "仅供内部使用.csv",
        "（涉密）处罚.csv",
        "商业秘密与秘密.csv",
    ],
)
def test_a_mark_is_found(name: str) -> None:
    assert bears_secrecy_mark(name)


@pytest.mark.parametrize(
    "name",
    ["行政处罚.csv", "内部审计处罚.csv", "侵犯商业秘密处罚.csv", "非涉密数据.csv", "保密审查.csv", "密码管理.csv"],
)
def test_no_mark_is_found_where_there_is_none(name: str) -> None:
    assert not bears_secrecy_mark(name)


def test_a_table_with_an_unknown_key_is_refused() -> None:
    with pytest.raises(DataFileError):
        marks_in({**tables.table("intake/secrecy_marks"), "colours": []})
