"""What a text lets slip; every number here is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.terms.personal_mentions import mentions_long_number
from chalicelib.terms.resident_ids import mentions_mobile, mentions_resident_id

WITH_ID = {
    "plain": "512002199003070019",
    "within words": "当事人张三，身份证号512002199003070019，住址不详",
    "full-width": "处罚５１２０２２１９８８０８０８００８Ｘ号",
    "lower-case x in a file name": "51202219880808008x.csv",
    "letters around": "id512002199003070019v2",
    "blanks between": "5120 0219 9003 0700 19",
    "hyphens between": "512002-19900307-0019",
    "long dashes between": "512002—19900307—0019",
    "dots between": "512002.19900307.0019",
    "invisible characters between": "512002\u200b19900307\u200b0019",
    "no-break blanks between": "512002\u00a019900307\u00a00019",
    "line breaks between": "512002\n19900307\n0019",
    "digit by digit": "5 1 2 0 0 2 1 9 9 0 0 3 0 7 0 0 1 9",
    "after a date": "2024-01-05 512002199003070019",
    "grown together with a date": "20240105512002199003070019",
    "a mistyped check": "512002199003070011",
    "old": "511023730228003",
    "old with an x behind": "511023730228003X",
    "old in parts": "511023 730228 003",
    "old digit by digit": "5-1-1-0-2-3-7-3-0-2-2-8-0-0-3",
    "Arabic-Indic digits": "".join(chr(0x660 + int(digit)) for digit in "512002199003070019"),
    "circled digits": "⑤①②⓪⓪②①⑨⑨⓪⓪③⓪⑦⓪⓪①⑨",
    "raised digits": "⁵¹²⁰⁰²¹⁹⁹⁰⁰³⁰⁷⁰⁰¹⁹",
    "many invisible characters between": "512002" + "\u200b" * 9 + "19900307" + "\u2060" * 9 + "0019",
    "a cross for the x": "51202219880808008×",
    "a Cyrillic х": "51202219880808008х",
    "second of two numbers": "1234567890 5120 02199003070019",
}
WITHOUT_ID = {
    "a credit code of digits": "914403001922038216",
    "a credit code": "91512000206861148T",
    "a registration number": "510681000023456",
    "a document number": "虚构罚〔2024〕123号 2024-01-01",
    "an amount": "13,800,000,000.00",
    "a birth date that is none": "512002199013070019",
    "a region that is none": "992002199003070019",
    "nothing": "",
    "a mobile number": "13812340019",
    "a long row of digits": "9" * 40,
    "small numbers in a row": "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20",
    "too far apart": "512002，出生于某地，19900307，尾号0019",
    "words between": "5120号02某1990街0307弄0019",
}
WITH_MOBILE = {
    "plain": "13812340019",
    "within words": "联系电话：１３８１２３４００１９。",
    "in parts": "138-1234-0019",
    "blanks": "138 1234 0019",
    "with the country": "+86 13812340019",
    "with the country, grown together": "8613812340019",
    "digit by digit": "1 3 8 1 2 3 4 0 0 1 9",
}
WITHOUT_MOBILE = {
    "an amount": "13,800,000,000",
    "a land line": "028-85551234",
    "twelve digits": "138123400190",
    "a prefix that is none": "12812340019",
    "a resident ID": "512002199003070019",
    "nothing": "",
}


@pytest.mark.parametrize("text", WITH_ID.values(), ids=WITH_ID)
def test_a_resident_id_is_found_however_it_is_written(text: str) -> None:
    assert mentions_resident_id(text)


@pytest.mark.parametrize("text", WITHOUT_ID.values(), ids=WITHOUT_ID)
def test_what_is_no_resident_id_is_let_through(text: str) -> None:
    assert not mentions_resident_id(text)


@pytest.mark.parametrize("text", WITH_MOBILE.values(), ids=WITH_MOBILE)
def test_a_mobile_number_is_found_however_it_is_written(text: str) -> None:
    assert mentions_mobile(text)


@pytest.mark.parametrize("text", WITHOUT_MOBILE.values(), ids=WITHOUT_MOBILE)
def test_what_is_no_mobile_number_is_let_through(text: str) -> None:
    assert not mentions_mobile(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("账号62220000123456789", True),
        ("卡号6222 0000 1234 5678", True),
        ("６２２２－００００－１２３４", True),
        ("2026年1月2日至2026年3月4日，罚款5000元", False),
        ("资环罚〔2026〕0012号", False),
        ("2026-01-02", False),
    ],
)
def test_a_number_of_an_account_or_a_document_is_one_by_its_length(text: str, is_one: bool) -> None:  # noqa: FBT001
    assert mentions_long_number(text) is is_one


@given(st.text("甲乙丙，。 \n", max_size=20), st.text("甲乙丙，。 \n", max_size=20))
def test_a_resident_id_is_found_wherever_it_stands(before: str, after: str) -> None:
    assert mentions_resident_id(f"{before}51202219880808008X{after}")


@given(st.lists(st.sampled_from(["", " ", "-", "·", "\u200b"]), min_size=17, max_size=17))
def test_a_resident_id_is_found_whatever_stands_between_its_digits(gaps: list[str]) -> None:
    number = "512002199003070019"

    assert mentions_resident_id("".join(map(str.__add__, number, [*gaps, ""])))


@given(st.text())
def test_no_text_is_too_strange_to_be_looked_through(text: str) -> None:
    assert mentions_resident_id(text) in {True, False}
    assert mentions_mobile(text) in {True, False}
