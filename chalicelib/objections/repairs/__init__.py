"""Repairs (信用修复): the display of a true record ends early, once what was owed is done and the least period is over.

    told whether and when ──▶ draft ─▶ pledge and proof ─▶ submitted ─▶ accepted (marked: under repair)
                                                                │
        carried out, letter ◀─ deciding ◀─ answered ◀─ referred to the body that determined it

A repair is a case of the same machine, of the kind `repair`: the same table of moves, leases, effects and desk. Who
determined a record decides about its repair (谁认定、谁修复): the centre checks form, refers, carries out what was
answered and tells it; it may not decide otherwise. Some authorities repair in a place of their own, and for those no
case is opened: the applicant is told where to go.

Read first: `filing` (the flow: eligibility, draft, what must be there to submit), then `conditions` (what must be met,
and from which day), `rules` (kinds, conditions, doors and bars, from conditions.toml), `authorities` (who determined a
record, and which door is theirs), `answers` (what that body may say, and what the centre may make of it), `letters`
(信用修复决定书, worded by letters.toml), `revocations` (how a repair is taken back). The moves are the desk's, the
effects those of `objections.effects`.
"""
