"""The ledger (台账): who looked at what and why, and who changed what.

Every look that is not public and every change is an entry. A look's entry commits before the
answer leaves: no entry, no answer. Entries hold references, never content. What was committed is gathered into
blocks, linked and signed, so that anybody can show that nothing was altered, put in or taken out since.

Shape: look -> entry -> line (salt and hash) -> block of its shard -> signed head over all shards

Read first: `entries` (what an entry says), then `looks` (what one answer showed), `seen` (how little says which
versions), `lines` (an entry as it was committed), `sealing` (how lines are gathered), with `blocks`, `merkle` and
`progress`; then `heads` and `signing`, by `signatures` (how what must be provable outside is signed); `proofs` (one
entry shown to be in), `verifying` (the whole held against itself), `archives` (where it goes when a day is over).
`accesses` is who looked at whom, `telling` what a subject is told of it and when, `store` what is asked of the tables.
"""
