"""Finding: from what somebody typed to organisations, best first, as the public sees them today.

    q ─▶ is it a credit code? ─▶ its profile
      ─▶ normal form, stem ─▶ hints, the rarest gram first ─▶ ranked ─▶ confirmed, a page at a time

What was typed is taken as it comes; less than two letters or digits are refused. Persons are never searched: they are
not in the table, and no name of a representative or operator is a key of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from msgspec import Struct

from chalicelib.errors import MalformedError
from chalicelib.library.holdings import Holdings
from chalicelib.library.readers import PUBLIC
from chalicelib.search.confirming import Profile, former_names_of, profiles_of
from chalicelib.search.hints import hints_for
from chalicelib.search.ranking import Asked, Match, Point, explained, point
from chalicelib.search.spelling import letters_of, normal_form_of
from chalicelib.search.stems import SHORTEST, parts_of
from chalicelib.search.store import NameStore
from chalicelib.terms import credit_codes

MOST_ROUNDS = 5
_HIGHEST = 99_999


class Hit(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An organisation found, as the public sees it, and why it stands where it does.

    `former_name` is the name it once bore, if that is what was found. `score` is the sum of what the fields of the
    `ranking` gave.
    """

    credit_code: str
    name: str
    status: str | None = None
    disputed: bool = False
    under_repair: bool = False
    former_name: str | None = None
    score: int
    ranking: Sequence[Point]


class Found(Struct, frozen=True, omit_defaults=True):
    """What a query found; `after` is where to go on from, None at the end.

    Pages follow one another by likeness; whether a name is a former one is known when its page is confirmed, and there
    it stands behind those who bear it.

    `capped` says that more names have this in them than were looked at: whoever misses one asks more precisely.
    """

    hits: Sequence[Hit]
    after: str | None = None
    capped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a query is answered from, and the day on which periods and rights are judged."""

    names: NameStore
    holdings: Holdings
    today: date


def found(q: str, *, search: Search, limit: int, after: str | None = None) -> Found:
    """Return the organisations that have this credit code, or a name or former name like this.

    Raises: MalformedError for less than two letters or digits.
    """
    code = credit_codes.compact(q)
    if credit_codes.is_valid(code):
        profiles = _profiles_of([code], search)
        return Found([_hit_of(one, [point("code")]) for one in profiles.values()])
    return _found_by_name(asked_by(q), search=search, limit=limit, after=after)


def asked_by(q: str) -> Asked:
    """Return a query by name, read forgivingly. Raises: MalformedError."""
    normal = normal_form_of(q)
    if len(letters_of(normal)) < SHORTEST:
        raise MalformedError("search.query_too_short", "请输入至少两个字。", "Give at least two characters.")
    parts = parts_of(normal, forgiving=True)
    stem = parts.stem if parts.regions else parts.looked_for
    return Asked.of(normal, parts=parts, stem=stem)


def _found_by_name(asked: Asked, *, search: Search, limit: int, after: str | None) -> Found:
    hints = hints_for(asked, names=search.names, today=search.today, wanted=limit)
    waiting = [one for one in _ranked(hints.of_each_code()) if after is None or one.position > after]
    hits: list[Hit] = []
    for _ in range(MOST_ROUNDS):
        round_, waiting = waiting[: limit - len(hits)], waiting[limit - len(hits) :]
        hits += _confirmed(round_, search)
        if not waiting:
            return Found(_in_order(hits), capped=hints.capped)
        after = round_[-1].position
        if len(hits) == limit:
            break
    return Found(_in_order(hits), after, capped=hints.capped)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An organisation that the table has, with what its names have in common with the query, the best first."""

    code: str
    matches: Sequence[Match]

    @property
    def position(self) -> str:
        """Return where it stands among all that wait; positions are in order as text."""
        return f"{_HIGHEST - self.matches[0].score:05d}#{self.code}"


def _ranked(of_each_code: Mapping[str, Sequence[Match]]) -> list[_Waiting]:
    waiting = (_Waiting(code, matches) for code, matches in of_each_code.items())
    return sorted(waiting, key=lambda one: one.position)


def _confirmed(waiting: Sequence[_Waiting], search: Search) -> Iterator[Hit]:
    profiles = _profiles_of([one.code for one in waiting], search)
    for one in waiting:
        profile = profiles.get(one.code)
        hit = _hit_on(profile, one.matches, search) if profile is not None and profile.is_found_by_name else None
        if hit is not None:
            yield hit


def _hit_on(profile: Profile, matches: Sequence[Match], search: Search) -> Hit | None:
    """Return the hit by the best of the names that the profile bears, or bore in truth."""
    own, former = normal_form_of(profile.name), None
    for match in matches:
        if match.entry.name == own:
            return _hit_of(profile, match.points)
        if former is None:
            former = former_names_of(profile, holdings=search.holdings)
        if match.entry.name in former:
            name = former[match.entry.name]
            return _hit_of(profile, [*match.points, point("former_name")], former_name=name)
    return None


def _hit_of(profile: Profile, points: Sequence[Point], *, former_name: str | None = None) -> Hit:
    score, ranking = explained(points)
    return Hit(
        credit_code=profile.record.subject.key,
        name=profile.name,
        status=profile.status,
        disputed=profile.shown.marked,
        under_repair=profile.shown.under_repair,
        former_name=former_name,
        score=score,
        ranking=ranking,
    )


def _in_order(hits: Sequence[Hit]) -> Sequence[Hit]:
    return sorted(hits, key=lambda hit: (-hit.score, hit.credit_code))


def _profiles_of(codes: Sequence[str], search: Search) -> Mapping[str, Profile]:
    return profiles_of(codes, holdings=search.holdings, view=search.holdings.view_for(PUBLIC, today=search.today))
