"""A template says what it must, or is refused when it is read."""

import copy
from typing import Any

import pytest

from chalicelib.errors import DataFileError
from chalicelib.notices.templates import FILE, MUST_SAY, Part, Remedy, Template, templates, templates_in
from chalicelib.terms.tables import table

FACTS: dict[Part, str] = {part: f"<{part.value}>" for part in Part if part is not Part.REMEDIES}


def _with(change: Any) -> dict[str, Any]:
    raw = copy.deepcopy(table(FILE))
    change(raw)
    return raw


def _body(template: Template, old: str, new: str) -> Any:
    def change(raw: dict[str, Any]) -> None:
        row = raw["templates"][template.value]
        assert old in row["body"]
        row["body"] = row["body"].replace(old, new)

    return change


@pytest.mark.parametrize("template", Template)
def test_each_message_says_all_that_it_must(template: Template) -> None:
    text = templates().text_of(template, FACTS)

    for part in MUST_SAY[template] - {Part.REMEDIES}:
        assert f"<{part.value}>" in text.body
    assert "{" not in text.body
    assert (text.template, text.title in text.short) == (template, True)
    assert not any(f"<{part.value}>" in text.short for part in Part)


def test_a_refusal_names_every_remedy_the_source_the_reasons_and_its_day() -> None:
    text = templates().text_of(Template.DECIDED_AGAINST, FACTS)

    assert all(said in text.body for said in ("复核", "行政复议", "行政诉讼", "投诉", "<source>", "<reasons>", "<on>"))


def test_what_changed_is_not_told_to_who_saw_it_before() -> None:
    text = templates().text_of(Template.RECORD_CHANGED, FACTS)

    assert not any(f"<{part.value}>" in text.body for part in (Part.ACT, Part.REASONS, Part.OUTCOME, Part.SOURCE))


def test_a_reason_that_is_a_sentence_does_not_end_twice() -> None:
    text = templates().text_of(Template.DECIDED_AGAINST, {**FACTS, Part.REASONS: "金额相符。"})

    assert "理由：金额相符。信息来源" in text.body


def test_a_fact_that_is_missing_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        templates().text_of(Template.RECEIPT, {})


@pytest.mark.parametrize("part", sorted(MUST_SAY[Template.DECIDED_AGAINST]))
def test_a_refusal_without_a_mandatory_part_is_refused(part: Part) -> None:
    raw = _with(_body(Template.DECIDED_AGAINST, f"{{{part.value}}}", "-"))

    with pytest.raises(DataFileError, match=f"decided_against.body: does not say {part.value}"):
        templates_in(raw)


def _named(*remedies: str) -> Any:
    def change(raw: dict[str, Any]) -> None:
        raw["templates"]["decided_against"]["remedies"] = list(remedies)

    return change


def _drop(*path: str) -> Any:
    def change(raw: dict[str, Any]) -> None:
        for key in path[:-1]:
            raw = raw[key]
        del raw[path[-1]]

    return change


def _set(value: Any, *path: str) -> Any:
    def change(raw: dict[str, Any]) -> None:
        for key in path[:-1]:
            raw = raw[key]
        raw[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_named(*(one.value for one in Remedy if one is not Remedy.LITIGATION)), "a refusal names every remedy"),
        (_named("appeal"), "names no remedy"),
        (_named(), "are named where they are said"),
        (_drop("remedies", "review"), "remedies.review: is missing"),
        (_set("", "remedies", "review", "zh"), "remedies.review.zh: is not a text"),
        (_drop("templates", "receipt"), "templates.receipt: is missing"),
        (_set({}, "templates", "greeting"), "templates.greeting: is not a known key"),
        (_set("XX", "templates", "receipt", "basis"), "not in the register"),
        (_set("yes", "templates", "receipt", "confirmed"), "neither true nor false"),
        (_set("{title}：{reasons}", "short"), "says more than the title"),
        (_body(Template.RECEIPT, "{on}", "{on}{mood}"), "mood is filled by nothing"),
        (_body(Template.RECORD_CHANGED, "{entry}", "{entry}{act}"), "record_changed.body: may not say act"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_no_table_may_say_is_refused(change: Any, why: str) -> None:
    with pytest.raises(DataFileError, match=why):
        templates_in(_with(change))
