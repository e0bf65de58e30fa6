"""Filing: what is reported is kept as a tip, and who reports apart from it; the same tap files one tip.

Who reported is put away before the tip, under its number, so that a tip that says it is named has its name. Nothing is
kept of a key: number and code are made of it, so that the same tap finds its tip, whatever became of the answer; a tap
may come again after midnight, so the number of the day before is looked for too.
"""

from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from chalicelib.errors import FieldError, StaleVersionError, UnprocessableError
from chalicelib.objections.owners import Line, faults_in, must_be_sound
from chalicelib.objections.tips import codes
from chalicelib.objections.tips.kinds import kinds
from chalicelib.objections.tips.means import Means
from chalicelib.objections.tips.tip import Filing, State, Tip, Tipper
from chalicelib.terms import credit_codes

UNSOUND = "tip.unsound"
NAME_LENGTH, TEXT_LENGTH = 100, 2000
_A_DAY = timedelta(days=1)


class Tap(Struct, frozen=True, kw_only=True):
    """What tells that a filing is sent again: a key drawn at random, and the hash of all that was sent."""

    key: str
    fingerprint: str


def file(filing: Filing, tipper: Tipper | None, *, tap: Tap, means: Means, now: datetime) -> tuple[Tip, str]:
    """Keep a tip, and apart from it who reported, if they say so; return it with its secret code.

    Nobody learns the code but who reported, and nobody else is told it ever again. The same tap is told the same.

    Raises: UnprocessableError `tip.unsound` that names every fault, never what was written, or `repeat.other_body`.
    """
    filing = _compact(filing)
    must_be_sound([*_faults_in_filing(filing), *_faults_in_tipper(tipper)], code=UNSOUND)
    try:
        return _filed_before(tap, means=means, now=now) or _filed(filing, tipper, tap=tap, means=means, now=now)
    except StaleVersionError:
        # The same tap came in between; or another's tip has the number, and this one is given one that no tap makes.
        return _filed_before(tap, means=means, now=now) or _filed(filing, tipper, tap=None, means=means, now=now)


def _filed_before(tap: Tap, *, means: Means, now: datetime) -> tuple[Tip, str] | None:
    """Return the tip that a tap filed, today or before midnight; None where it filed none."""
    code = means.numbers.tip_code(tap=tap.key)
    for at in (now, now - _A_DAY):
        tip = means.tips.find(means.numbers.tip_number(at=at, tap=tap.key))
        if tip is not None and codes.is_of(code, tip):
            if tip.said_sha256 != codes.hash_of(tap.fingerprint, salt=code):
                zh, en = "该幂等键已用于另一请求。", "This key came with another body before."
                raise UnprocessableError("repeat.other_body", zh, en)
            return tip, code
    return None


def _filed(filing: Filing, tipper: Tipper | None, *, tap: Tap | None, means: Means, now: datetime) -> tuple[Tip, str]:
    key = tap.key if tap else None
    number, code = means.numbers.tip_number(at=now, tap=key), means.numbers.tip_code(tap=key)
    salt, at = means.numbers.entry(), now.replace(microsecond=0)
    tip = Tip(
        tip=number,
        version=1,
        state=State.FILED,
        filing=filing,
        filed_at=at,
        moved_at=at,
        salt=salt,
        code_sha256=codes.hash_of(code, salt=salt),
        is_named=tipper is not None,
        trail=(Line(move="file", at=at),),
        said_sha256=codes.hash_of(tap.fingerprint, salt=code) if tap else None,
    )
    if tipper is not None:
        written = msgspec.json.encode(tipper).decode()
        means.tippers.add(number, means.tipper_vault.sealed(written, place=number))
    means.tips.put(tip, over=None)
    return tip, code


def _compact(filing: Filing) -> Filing:
    code = filing.reported_code
    return filing if code is None else msgspec.structs.replace(filing, reported_code=credit_codes.compact(code))


def _faults_in_filing(filing: Filing) -> list[FieldError]:
    faults = faults_in(filing.reported, pointer="/reported", longest=NAME_LENGTH)
    faults += faults_in(filing.statement, pointer="/statement", longest=TEXT_LENGTH)
    if filing.kind not in kinds().kinds:
        faults.append(FieldError("/kind", "tip.kind_unknown", "不属于可举报的事项。", "Not what may be reported here."))
    if filing.reported_code is not None and not credit_codes.is_valid(filing.reported_code):
        zh, en = "统一社会信用代码有误。", "Not a sound credit code."
        faults.append(FieldError("/reported_code", "tip.code_unsound", zh, en))
    return faults


def _faults_in_tipper(tipper: Tipper | None) -> list[FieldError]:
    texts = {} if tipper is None else {"/reporter/name": tipper.name, "/reporter/contact": tipper.contact}
    zh, en = f"应为1至{NAME_LENGTH}个字符。", f"1 to {NAME_LENGTH} characters are needed."
    wrong = [pointer for pointer, text in texts.items() if not 0 < len(text.strip()) <= NAME_LENGTH]
    return [FieldError(pointer, "tip.reporter_unsound", zh, en) for pointer in wrong]
