"""The flow: the way of a tip from filing to its reward, one function a move.

    who reports   file (`filing`), status_of, claim
    role `tips`   refer, not_take, reporter_of
    body          hand_back, decide, reward, pay

A move is one conditional put of the tip, and has no effect elsewhere, but that established facts are told (`telling`).
Who may not see a tip is answered as if there were none, and so is who does not know its code. To open who reported is
no move: nobody but who reported and the officer can tell that it happened, by version, time or order.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from chalicelib.errors import ConflictError, FieldError, NotFoundError, StaleVersionError
from chalicelib.library.readers import Reader
from chalicelib.objections.owners import Line, Write, faults_in, must_be_in, must_be_sound, own_body
from chalicelib.objections.tips import codes
from chalicelib.objections.tips.filing import TEXT_LENGTH, UNSOUND
from chalicelib.objections.tips.kinds import kinds
from chalicelib.objections.tips.means import Means
from chalicelib.objections.tips.telling import errand_for
from chalicelib.objections.tips.tip import OPENING, Outcome, Reward, RewardState, State, Tip, Tipper
from chalicelib.terms.dates import beijing_date

OFFICER = "tips"
NOTE_LENGTH = 300
COPIED_LENGTH = 12
NO_MOVE = "tip.move_not_allowed"
_TRIES = 5


def status_of(number: str, code: str, *, means: Means) -> Tip:
    """Return a tip to who knows its code. Raises: NotFoundError for a wrong code as for a tip that never was."""
    tip = means.tips.find(number)
    if not codes.is_of(code, tip) or tip is None:
        raise NotFoundError
    return tip


def claim(number: str, code: str, *, means: Means, now: datetime) -> Tip:
    """Claim a reward, by the code alone: the competent body decides on it by its own rule. Twice is once.

    Raises: NotFoundError as `status_of`; ConflictError `tip.no_reward` where no rule rewards the kind, or the tip
            ended otherwise.
    """
    tip = status_of(number, code, means=means)
    if tip.reward is not None:
        return tip
    if kinds().kinds[tip.filing.kind].reward is None or tip.state in {State.NOT_ESTABLISHED, State.NOT_TAKEN}:
        raise ConflictError("tip.no_reward", "该举报没有可申领的奖励。", "No reward can be claimed for this tip.")
    claimed = Reward(state=RewardState.CLAIMED, at=now.replace(microsecond=0))
    return _moved(tip, Line(move="claim", at=now), means=means, reward=claimed)


def tip_for(by: Reader, number: str, *, means: Means, now: datetime) -> Tip:
    """Return a tip to the officer for tips, or to the body it was referred to. Raises: NotFoundError for any other."""
    tip = means.tips.find(number)
    if tip is None or not _may_see(by, tip, means=means, now=now):
        raise NotFoundError
    return tip


def waiting_for(by: Reader, *, means: Means, limit: int, after: str | None = None) -> list[Tip]:
    """Return the tips that wait for someone, oldest first; a page may be short. Raises: NotFoundError."""
    queue = OFFICER if by.role == OFFICER else f"body:{own_body(by)}"
    found = (means.tips.find(number) for number in means.tips.waiting(queue, limit=limit, after=after))
    return [tip for tip in found if tip is not None and tip.queue == queue]


def refer(number: str, body: str | None, *, write: Write, means: Means, now: datetime) -> Tip:
    """Refer a tip to a body: the one that is competent for its kind, or another that is named; never whom it is about.

    Raises: NotFoundError; StaleVersionError; ConflictError `tip.move_not_allowed`; UnprocessableError `tip.unsound`.
    """
    tip = _to_move(number, (State.FILED,), write=write, means=means, now=now)
    today = beijing_date(now)
    key = body or kinds().kinds[tip.filing.kind].body
    if key not in means.bodies or not means.bodies.responsible(key, today).is_department:
        must_be_sound(
            [_fault("/body", "tip.body_unknown", "没有这个部门。", "There is no such department.")], code=UNSOUND
        )
    competent = means.bodies.responsible(key, today).key
    if competent == _reported_body(tip, means=means, today=today):
        zh, en = "被举报的正是该部门，请转送其他部门或者上级机关。", "It is about this very body: name another."
        must_be_sound([_fault("/body", "tip.body_reported", zh, en)], code=UNSOUND)
    line = Line(move="refer", at=now, by=write.by.sub, role=write.by.role, note=competent)
    return _moved(tip, line, means=means, state=State.REFERRED, referred_to=competent)


def not_take(number: str, reasons: str, *, write: Write, means: Means, now: datetime) -> Tip:
    """Take a tip no further, with reasons for who reported. Raises: as `refer`."""
    tip = _to_move(number, (State.FILED,), write=write, means=means, now=now)
    must_be_sound(faults_in(reasons, pointer="/reasons", longest=TEXT_LENGTH), code=UNSOUND)
    outcome = Outcome(reasons=reasons.strip(), decided_by=write.by.sub, decided_at=now)
    line = Line(move="not_take", at=now, by=write.by.sub, role=write.by.role)
    return _moved(tip, line, means=means, state=State.NOT_TAKEN, outcome=outcome)


def hand_back(number: str, note: str, *, write: Write, means: Means, now: datetime) -> Tip:
    """Hand a tip back as a body that is not competent, and say why. Raises: as `refer`."""
    tip = _to_move(number, (State.REFERRED,), write=write, means=means, now=now)
    must_be_sound(faults_in(note, pointer="/note", longest=NOTE_LENGTH), code=UNSOUND)
    line = Line(move="hand_back", at=now, by=write.by.sub, role=write.by.role, note=note.strip())
    return _moved(tip, line, means=means, state=State.FILED, referred_to=None)


def decide(number: str, ruling: "Ruling", *, write: Write, means: Means, now: datetime) -> Tip:
    """Decide a tip as the competent body: established, with the facts for the reported party, or not.

    That the reported party is told the facts is promised before the decision is committed.

    Raises: as `refer`; UnprocessableError `tip.unsound` too for facts that are missing, are told of what was not
            established, or repeat the tip's own words.
    """
    tip = _to_move(number, (State.REFERRED,), write=write, means=means, now=now)
    must_be_sound(_faults_in_ruling(ruling, tip), code=UNSOUND)
    facts = ruling.facts.strip() if ruling.facts else None
    outcome = Outcome(reasons=ruling.reasons.strip(), facts=facts, decided_by=write.by.sub, decided_at=now)
    state = State.ESTABLISHED if ruling.established else State.NOT_ESTABLISHED
    line = Line(move="decide", at=now, by=write.by.sub, role=write.by.role)
    return _moved(tip, line, means=means, state=state, outcome=outcome)


def reward(number: str, award: "Award", *, write: Write, means: Means, now: datetime) -> Tip:
    """Grant a claimed reward by the body's own rule, or refuse it, with reasons.

    Raises: as `refer`; ConflictError `tip.no_claim` where none is claimed, or it is decided already.
    """
    tip = _to_move(number, (State.ESTABLISHED,), write=write, means=means, now=now)
    _must_have(tip, RewardState.CLAIMED)
    must_be_sound(_faults_in_award(award), code=UNSOUND)
    state = RewardState.REFUSED if award.amount_yuan is None else RewardState.GRANTED
    decided = Reward(state=state, at=now, amount_yuan=award.amount_yuan, reasons=award.reasons.strip())
    line = Line(move="reward", at=now, by=write.by.sub, role=write.by.role)
    return _moved(tip, line, means=means, reward=decided)


def pay(number: str, code: str, *, write: Write, means: Means, now: datetime) -> Tip:
    """Pay a granted reward to who shows the code, whoever they are; we are not told who.

    Raises: as `refer`; NotFoundError for a wrong code; ConflictError `tip.no_claim` where none is granted.
    """
    tip = _to_move(number, (State.ESTABLISHED,), write=write, means=means, now=now)
    if tip.reward is None or tip.reward.state is not RewardState.GRANTED:
        raise _no_claim()
    if not codes.is_of(code, tip):
        raise NotFoundError
    paid = msgspec.structs.replace(tip.reward, state=RewardState.PAID, at=now)
    return _moved(tip, Line(move="pay", at=now, by=write.by.sub, role=write.by.role), means=means, reward=paid)


def reporter_of(number: str, reason: str, *, by: Reader, means: Means, now: datetime) -> tuple[Tip, Tipper]:
    """Open who reported, for the officer for tips alone, with a reason that stays in the trail.

    The opening is in the trail before the name is read, and told to who reported.

    Raises: NotFoundError for anybody else, and where nobody is named; UnprocessableError `tip.unsound`.
    """
    tip = means.tips.find(number)
    if by.role != OFFICER or tip is None or not tip.is_named:
        raise NotFoundError
    must_be_sound(faults_in(reason, pointer="/reason", longest=NOTE_LENGTH), code=UNSOUND)
    line = Line(move=OPENING, at=now.replace(microsecond=0), by=by.sub, role=by.role, note=reason.strip())
    opened = _put_over(tip, line, {}, means=means)
    sealed = means.tippers.find(number)
    if sealed is None:
        raise NotFoundError
    return opened, msgspec.json.decode(means.tipper_vault.opened(sealed, place=number), type=Tipper)


def facts_for(subject: str, *, means: Means, limit: int, after: str | None = None) -> list[Tip]:
    """Return the tips whose facts are told to a subject, newest first; of each the facts alone may be shown.

    Raises: NotFoundError where there is no tip `after`.
    """
    found = (means.tips.find(number) for number in means.tips.about(subject, limit=limit, after=after))
    return [tip for tip in found if tip is not None and tip.told_to == subject]


class Ruling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a competent body decides. Shape: {"established": true, "reasons": "…", "facts": "…"}."""

    established: bool
    reasons: str
    facts: str | None = None


class Award(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is decided on a claimed reward; no amount refuses it. Units: amount_yuan in whole yuan."""

    reasons: str
    amount_yuan: int | None = None


def _reported_body(tip: Tip, *, means: Means, today: date) -> str | None:
    """Return the body that answers today for the one that a tip is about, None where it is about no body we know."""
    code = tip.filing.reported_code
    body = means.bodies.by_credit_code(code) if code is not None else None
    body = body or means.bodies.named(tip.filing.reported.strip(), today)
    return None if body is None else means.bodies.responsible(body.key, today).key


def _to_move(number: str, states: tuple[State, ...], *, write: Write, means: Means, now: datetime) -> Tip:
    tip = tip_for(write.by, number, means=means, now=now)
    is_officers = states == (State.FILED,)
    if (write.by.role == OFFICER) != is_officers:
        raise ConflictError(NO_MOVE, "当前状态不能进行此操作。", "The state does not allow this.")
    if tip.edition != write.version:
        raise StaleVersionError
    must_be_in(tip.state, states, code=NO_MOVE)
    return tip


def _may_see(by: Reader, tip: Tip, *, means: Means, now: datetime) -> bool:
    if by.role == OFFICER:
        return True
    if tip.referred_to is None or by.body is None:
        return False
    today = beijing_date(now)
    # Bodies are merged: what was referred to another body may be about the one that it has become.
    is_about_it = _reported_body(tip, means=means, today=today) == own_body(by)
    return means.bodies.responsible(tip.referred_to, today).key == own_body(by) and not is_about_it


def _moved(tip: Tip, line: Line, *, means: Means, **changes: Any) -> Tip:
    at = line.at.replace(microsecond=0)
    line = msgspec.structs.replace(line, at=at)
    changes["moved_at"] = at
    errand = errand_for(tip, changes)
    if errand is not None:
        means.outbox.promise(errand)
    moved = _put_over(tip, line, changes, means=means)
    if errand is not None:
        means.outbox.hasten(errand)
    return moved


def _put_over(tip: Tip, line: Line, changes: Mapping[str, Any], *, means: Means) -> Tip:
    """Put a tip with one more line; where who reported was opened meanwhile, which is no move, over that.

    Raises: StaleVersionError where it was moved.
    """
    for _ in range(_TRIES):
        after = msgspec.structs.replace(tip, version=tip.version + 1, trail=(*tip.trail, line), **changes)
        try:
            means.tips.put(after, over=tip)
        except StaleVersionError:
            standing = means.tips.find(tip.tip)
            if standing is None or standing.edition != tip.edition:
                raise
            tip = standing
        else:
            return after
    raise StaleVersionError


def _must_have(tip: Tip, state: RewardState) -> None:
    if tip.reward is None or tip.reward.state is not state:
        raise _no_claim()


def _no_claim() -> ConflictError:
    return ConflictError("tip.no_claim", "没有待办理的奖励申领。", "No claim of a reward waits for this.")


def _faults_in_ruling(ruling: Ruling, tip: Tip) -> list[FieldError]:
    faults = faults_in(ruling.reasons, pointer="/reasons", longest=TEXT_LENGTH)
    if ruling.established != (ruling.facts is not None):
        zh, en = "查实的应写明事实，未查实的不得写。", "Facts are told exactly of what was established."
        return [*faults, _fault("/facts", "tip.facts_unfit", zh, en)]
    if ruling.facts is not None:
        faults += faults_in(ruling.facts, pointer="/facts", longest=TEXT_LENGTH)
        if repeats(ruling.facts, tip.filing.statement):
            zh, en = "不得照抄举报内容，应由主管部门自行表述事实。", "Facts must not repeat the tip's own words."
            faults.append(_fault("/facts", "tip.facts_repeat_text", zh, en))
    return faults


def repeats(facts: str, statement: str) -> bool:
    """Say whether facts repeat a tip's words: so many characters of it in a row, blanks aside."""
    ours, theirs = "".join(facts.split()), "".join(statement.split())
    runs = range(len(theirs) - COPIED_LENGTH + 1)
    return any(theirs[start : start + COPIED_LENGTH] in ours for start in runs)


def _faults_in_award(award: Award) -> list[FieldError]:
    faults = faults_in(award.reasons, pointer="/reasons", longest=TEXT_LENGTH)
    if award.amount_yuan is not None and award.amount_yuan < 1:
        faults.append(_fault("/amount_yuan", "tip.amount_unfit", "金额应为正整数。", "The amount must be positive."))
    return faults


def _fault(pointer: str, code: str, zh: str, en: str) -> FieldError:
    return FieldError(pointer, code, zh, en)
