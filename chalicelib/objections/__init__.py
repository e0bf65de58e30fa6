"""Objections (异议): a wrong record is marked the minute it is disputed, and corrected with a reason.

    draft ─▶ submitted ─▶ accepted ─▶ checked ─▶ referred ─▶ replied ─▶ decided, told ─▶ closed ─▶ review
               │  ▲          │           └ (decided here too, where the fault is the platform's own)
               ▼  │          └ bears the mark from here until it is decided
       supplement_required    not accepted, withdrawn, superseded: the other ends

The case owns the act: its conditional put, under the fencing token of the lease for staff, is the
commit. From there the act only rolls forward, through a state that says what is promised: `submitting`, then the
opening under the record's id, then `submitted`; `accepting`, then the mark on the record, then `accepted`;
`deciding`, then the corrected or unmarked version, then `notifying`, and once all are told `closed`. An effect reads
the record, then the case, then puts on the record's version, so that a late repeat brings nothing back.

Read first: `applications` and `desk` (the flow, of the subject and of staff), then `moves` (the one table of states,
moves and promises; drawn in infra/objection_moves.md), `cases` (the owner), `papers` (what it carries), `effects`
(what rolls forward), `claims` and `leases` (who works on it), `clocks` (the days that bind it), `reviews` (another
person looks at it), `superseding` (its source withdraws the record). What is checked on the way: `filings`, `reasons`,
`checks` (what was really sent), `rulings`, `outcomes`, `remedies`, `corrections`, `texts`; who sees what: `scope`,
`trail`; how a move is made: `acts`, committed: `steps`, told of: `notifying`, and chained to the one before: `chain`.
`store` and `means` are what it asks for.
Of the days: `deadline_rules` (whose day counts, from `deadlines.toml`), `reckoning` (each day counted or skipped),
`workings` (that shown), `recounting` (when a notice of holidays is loaded).
Of the open figures: `statistics` (counted from the trails), `suppression` (what is too small to be told), `figures`.

Before and after: `eligibility` (may I, and otherwise through which of the `doors`), `drafts` (the same tap makes one),
the package `evidence` (files, checked by their content), `receipts` (the days that bind), `statements` (the subject's
own word beside a record that stayed). A repair is a case of the same machine; what is its own is in the
package `repairs`.

Beside the moves: `listing` (what waits, filtered and counted), `notes` (of staff), `escalation` by its `ladder` (what
happens by itself when a day comes near or has passed).

Beside the case, for what is none: `owners`, with the packages `tips`, `complaints` and `incidents`.
"""
