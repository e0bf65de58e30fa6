"""Objections (异议): a wrong record is marked the minute it is disputed, and corrected with a reason.

    draft ─▶ submitted ─▶ accepted ─▶ referred ─▶ replied ─▶ closed
                 └─▶ not_accepted        └ (from accepted too, where the centre's own check finds the fault)
    withdrawn by the subject any time before it is decided

The case owns the act: its conditional put, under the fencing token of the lease for staff, is the
commit. From there the act only rolls forward, through a state that says what is promised: `submitting`, then the
opening under the record's id, then `submitted`; `accepting`, then the mark on the record, then `accepted`;
`deciding`, then the corrected or unmarked version, then `closed`. An effect reads the record, then the
case, then puts on the record's version, so that a late repeat brings nothing back.

Read first: `desk` (the flow), then `cases` (the owner), `moves` (which state allows which move to whom),
`effects` (what rolls forward), `claims` and `leases` (who works on it), `clocks` (deadlines from `deadlines.toml`).
What is checked on the way: `filings`, `reasons`, `rulings`, `outcomes`, `corrections`, `texts`; who sees what: `scope`,
`trail`; how a move is committed: `steps`, and chained to the one before: `chain`. `store` and `means` are what it asks
for.
"""
