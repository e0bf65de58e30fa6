"""What each reader is shown: organisations found, registrations, records, reports, public lists, one's own file."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest

from chalicelib.library.places import record_place, suffix_of
from chalicelib.publication.edition import publish_due
from tests.app.world import CITIZEN_NUMBER, COUNTY_BODY, WHY, World, token_for
from tests.factories import a_credit_code, a_person, a_profile, a_record, a_subject

FIRM = a_subject()


def _known_citizen(world: World) -> str:
    document = world.services.documents.hash_of("resident_id", CITIZEN_NUMBER)
    world.services.identities.add(document, a_person().key)
    return token_for("citizen")


def _names(*numbers: int) -> list[str]:
    return [f"示例虚构{n:02d}号有限公司" for n in numbers]


def _hold_firms(world: World, count: int) -> None:
    firms = [a_profile(subject=a_subject(n), fields={"name": _names(n)[0]}) for n in range(1, count + 1)]
    world.hold(*firms)


def test_an_organisation_is_found_by_the_beginning_of_its_name_page_by_page(world: World) -> None:
    _hold_firms(world, 5)
    found, path = [], f"/v1/subjects?q={quote('示例虚构')}&limit=2"

    said = world.ask("GET", path)
    while True:
        found += [one["name"] for one in said.json["subjects"]]
        if "next_cursor" not in said.json:
            break
        said = world.ask("GET", f"{path}&cursor={said.json['next_cursor']}")

    assert found == _names(1, 2, 3, 4, 5)


def test_a_cursor_of_another_query_is_refused(world: World) -> None:
    _hold_firms(world, 3)
    cursor = world.ask("GET", f"/v1/subjects?q={quote('示例')}&limit=2").json["next_cursor"]

    assert (
        world.ask("GET", f"/v1/subjects?q={quote('示例虚构')}&limit=2&cursor={cursor}").json["code"] == "cursor.invalid"
    )


def test_an_organisation_is_found_by_its_code_written_in_any_way(world: World) -> None:
    world.hold(a_profile())

    said = world.ask("GET", f"/v1/subjects?q={FIRM.key.lower()}")

    assert [one["credit_code"] for one in said.json["subjects"]] == [FIRM.key]


@pytest.mark.parametrize(
    ("query", "status"), [("q=", 400), ("q=a", 400), ("", 400), ("q=ab&limit=51", 400), ("q=ab", 200)]
)
def test_a_search_that_cannot_be_answered_is_refused(world: World, query: str, status: int) -> None:
    assert world.ask("GET", f"/v1/subjects?{query}").status == status


def test_a_code_that_is_none_is_told_precisely(world: World) -> None:
    wrong = f"{FIRM.key[:-1]}{'0' if FIRM.key[-1] != '0' else '1'}"

    assert world.ask("GET", f"/v1/subjects/{wrong}").json["code"] == "identity.credit_code_check"
    assert world.ask("GET", "/v1/subjects/123").json["code"] == "identity.credit_code_length"


def test_a_registration_comes_with_the_counts_this_reader_may_know(world: World) -> None:
    world.hold(a_profile(), a_record(), a_record(number=2, reviewed=False))

    everybody = world.ask("GET", f"/v1/subjects/{FIRM.key}").json
    source = world.ask("GET", f"/v1/subjects/{FIRM.key}", token=token_for("department"), headers=WHY).json

    assert everybody["items"]["administrative_penalty"] == 1
    assert source["items"]["administrative_penalty"] == 2
    assert everybody["registration"][0]["records"][0]["fields"]["name"] == "示例虚构甲有限公司"


def test_records_are_given_by_item_page_by_page(world: World) -> None:
    world.hold(a_profile(), *(a_record(number=n) for n in range(1, 4)))
    path = f"/v1/subjects/{FIRM.key}/records?item=administrative_penalty&limit=2"

    first = world.ask("GET", path).json
    second = world.ask("GET", f"{path}&cursor={first['next_cursor']}").json

    seen = [one["record"] for page in (first, second) for one in page["records"]]
    assert len(set(seen)) == 3
    assert "next_cursor" not in second


def test_an_item_that_does_not_exist_is_told(world: World) -> None:
    world.hold(a_profile())

    said = world.ask("GET", f"/v1/subjects/{FIRM.key}/records?item=nothing")

    assert (said.status, said.json["code"]) == (404, "catalogue.item_unknown")


def test_a_record_is_read_by_the_id_that_the_list_gave(world: World) -> None:
    record = a_record()
    world.hold(a_profile(), record)

    said = world.ask("GET", f"/v1/records/{quote(record.record_id)}")

    assert said.json["fields"]["doc_no"] == "虚构罚字〔2026〕1号"
    assert said.json["labels"]["doc_no"]


def test_a_subject_sees_of_others_what_everybody_sees_and_that_is_no_look(world: World) -> None:
    record, hidden = a_record(subject=a_subject(2)), a_record(subject=a_subject(2), number=2, reviewed=False)
    world.hold(record, hidden)
    token = token_for("representative")

    seen = world.ask("GET", f"/v1/records/{record.record_id}", token=token)

    assert seen.json == world.ask("GET", f"/v1/records/{record.record_id}").json
    assert world.looks == []
    assert world.ask("GET", f"/v1/records/{hidden.record_id}", token=token).status == 404


def test_a_persons_record_is_shown_to_the_person_and_to_nobody_else(world: World) -> None:
    record = a_record(subject=a_person())
    world.hold(record)
    path, citizen = f"/v1/records/{record.record_id}", _known_citizen(world)

    assert world.ask("GET", path, token=citizen).status == 200
    assert world.ask("GET", path).status == 404
    assert world.ask("GET", path, token=token_for("representative")).status == 404


def test_a_citizen_sees_their_own_file(world: World) -> None:
    world.hold(a_record(subject=a_person()))
    token = _known_citizen(world)

    assert world.ask("GET", "/v1/me", token=token).json["file"]["items"]["administrative_penalty"] == 1
    assert len(world.ask("GET", "/v1/me/records", token=token).json["records"]) == 1
    assert [look.subjects for look in world.looks] == [(f"p~{a_person().key}",)] * 2


def test_a_county_is_shown_what_falls_to_it(world: World) -> None:
    here = a_profile(subject_division="512021")
    there = a_profile(subject=a_subject(2), subject_division="512002")
    world.hold(here, there)
    county = token_for("department", body=COUNTY_BODY, division="512021")

    assert world.ask("GET", f"/v1/subjects/{FIRM.key}", token=county, headers=WHY).status == 200
    assert world.ask("GET", f"/v1/subjects/{a_credit_code(2)}", token=county, headers=WHY).status == 404


def test_the_public_lists_name_themselves_and_their_basis(world: World) -> None:
    lists = world.ask("GET", "/v1/publications").json["lists"]

    assert {one["id"] for one in lists} >= {"permits", "penalties", "serious_list", "red_list", "pledges"}
    assert all(one["basis"] for one in lists)


def _on(day: date, number: int) -> object:
    record = a_record(number=number, determined_on=day, fields={"decision_date": day.isoformat()})
    place = record_place("administrative_penalty", on=day, suffix=suffix_of(str(number)))
    return type(record)(subject=record.subject, place=place, version=1, content=record.content)


def test_a_public_list_is_given_day_by_day_newest_first(world: World) -> None:
    days = [date(2026, 3, 2) + timedelta(days=n) for n in range(3)]
    world.hold(*(_on(day, n) for n, day in enumerate(days)))  # type: ignore[arg-type]

    first = world.ask("GET", "/v1/publications/penalties?limit=2").json
    second = world.ask("GET", f"/v1/publications/penalties?limit=2&cursor={first['next_cursor']}").json

    seen = [page["day"] for part in (first, second) for page in part["pages"]]
    assert seen == [day.isoformat() for day in reversed(days)]


def test_a_public_list_that_did_not_change_is_not_sent_again_though_it_was_made_anew(world: World) -> None:
    world.hold(a_record())
    tag = world.ask("GET", "/v1/publications/penalties").headers["etag"]
    world.clock.now += timedelta(minutes=5)

    assert world.ask("GET", "/v1/publications/penalties", headers={"If-None-Match": tag}).status == 304


def test_a_list_that_is_not_published_does_not_exist(world: World) -> None:
    assert world.ask("GET", "/v1/publications/secrets").status == 404


def test_with_every_schedule_stopped_nothing_is_shown_past_its_day(world: World) -> None:
    record = a_record(publish_until=date(2026, 11, 23))
    world.hold(a_profile(), record)
    publish_due(press=world.services.press, now=world.clock.now, next_run=world.clock.now + timedelta(hours=1))
    assert world.services.site.files
    paths = (f"/v1/records/{record.record_id}", f"/v1/subjects/{FIRM.key}/records?item=administrative_penalty")
    assert [world.ask("GET", path).status for path in paths] == [200, 200]
    assert world.ask("GET", "/v1/publications/penalties").json["pages"][0]["count"] == 1

    world.clock.now += timedelta(days=1)

    assert world.ask("GET", paths[0]).status == 404
    assert world.ask("GET", paths[1]).json["records"] == []
    assert world.ask("GET", "/v1/publications/penalties").json["pages"] == []
    report = world.ask("GET", f"/v1/subjects/{FIRM.key}/report")
    assert record.record_id not in report.text


def test_the_platform_says_that_it_is_alive_and_ready(world: World) -> None:
    assert world.ask("GET", "/healthz").json["state"] == "alive"
    assert world.ask("GET", "/readyz").json["state"] == "ready"
