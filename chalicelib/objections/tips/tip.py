"""A tip: what was reported, how it stands, and what became of its reward; who reported it is not in it."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.objections.owners import Line
from chalicelib.terms.subjects import subject_of


class State(StrEnum):
    """Where a tip stands."""

    FILED = "filed"
    REFERRED = "referred"
    ESTABLISHED = "established"
    NOT_ESTABLISHED = "not_established"
    NOT_TAKEN = "not_taken"


class RewardState(StrEnum):
    """Where the reward of a tip stands."""

    CLAIMED = "claimed"
    GRANTED = "granted"
    REFUSED = "refused"
    PAID = "paid"


class Filing(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is reported, of whom.

    Shape: kind a key of kinds.toml; reported a name, 1 to 100 characters; statement 1 to 2000.
    """

    kind: str
    reported: str
    statement: str
    reported_code: str | None = None


class Tipper(Struct, frozen=True, kw_only=True):
    """Who reported, in their own words, and how they may be reached; never a document number."""

    name: str
    contact: str


class Outcome(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a tip ends: with reasons for who reported, and with facts for who was reported, if they were established."""

    reasons: str
    decided_by: str
    decided_at: datetime
    facts: str | None = None


class Reward(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The reward of a tip. Units: amount_yuan in whole yuan."""

    state: RewardState
    at: datetime
    amount_yuan: int | None = None
    reasons: str | None = None


class Tip(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The owner of one tip.

    `code_sha256` is the salted hash of the secret code; `is_named` says that a tipper is kept, not who.
    `said_sha256` is the hash of all that was sent, salted with the code, so that nobody else can try what it was.
    """

    tip: str
    version: int
    state: State
    filing: Filing
    filed_at: datetime
    moved_at: datetime
    salt: str
    code_sha256: str
    is_named: bool
    trail: tuple[Line, ...]
    referred_to: str | None = None
    outcome: Outcome | None = None
    reward: Reward | None = None
    said_sha256: str | None = None

    @property
    def openings(self) -> tuple[Line, ...]:
        """Return when who reported was opened, by whom and why: lines of the trail that are no moves."""
        return tuple(line for line in self.trail if line.move == OPENING)

    @property
    def edition(self) -> int:
        """Return how many moves it has come: its version, but that no opening counts, which is not for others to see.

        Staff name it as what they replace.
        """
        return self.version - len(self.openings)

    @property
    def queue(self) -> str | None:
        """Return who must act on it now: the role `tips`, the body it was referred to, or nobody."""
        if self.state is State.FILED:
            return TIPS_QUEUE
        awaits_reward = self.reward is not None and self.reward.state in _REWARD_OPEN
        if self.state is State.REFERRED or (self.state is State.ESTABLISHED and awaits_reward):
            return f"body:{self.referred_to}"
        return None

    @property
    def told_to(self) -> str | None:
        """Return the subject that is told facts, once there are any and we know its code. Shape: "m~9151…"."""
        code = self.filing.reported_code
        if code is None or self.outcome is None or self.outcome.facts is None:
            return None
        return subject_of(code).reference


TIPS_QUEUE = "tips"
OPENING = "open_reporter"
_REWARD_OPEN = frozenset({RewardState.CLAIMED, RewardState.GRANTED})
