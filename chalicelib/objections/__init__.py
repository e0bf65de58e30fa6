"""Objections (异议): a wrong record is marked the minute it is disputed, and corrected with a reason.

    draft ─▶ submitted ─▶ accepting ─▶ accepted ─▶ referred ─▶ replied ─▶ deciding ─▶ closed
                      └─▶ not_accepted                        (withdrawn by the subject before a decision)

The case owns the act: its conditional put, under the fencing token of the lease for staff, is the
commit. From there the act only rolls forward: `accepting`, then the mark on the record, then `accepted`;
`deciding`, then the corrected or unmarked version, then `closed`. An effect reads the record, then the
case, then puts on the record's version, so that a late repeat brings nothing back.

Read first: `desk` (the flow), then `cases` (the owner), `moves` (which state allows which move to whom),
`effects` (what rolls forward), `clocks` (deadlines from `deadlines.toml`).
"""
