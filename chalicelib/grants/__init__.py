"""Grants: by whose leave somebody looks at a subject, or acts for one.

    subject ──gives──▶ grant ──names──▶ holder ──looks──▶ use ──▶ ledger ──▶ answer
    name and number ──▶ person looked up ──▶ handle for a quarter of an hour
    person at a counter ──▶ evidence of presence ──▶ assisted session ──▶ the person's own acts

Shape: in   who gives and who may read, for what, which items, once or repeatedly, until when
       out  a grant with one receipt for both sides; what it opens to a look; the use that a look makes of it

A grant owns its uses: the conditional put of a use on the grant's version is the commit, before the look's entry and
before the answer, so that a grant for one look is used once whoever else knocks. What a look may see is decided
elsewhere (`library.visibility`); here is decided that it may be looked at all.

Read first: `giving` (a grant is given and revoked) and `uses` (a look stands on it), then `grant` (the owner),
`wishes` (what is asked for, checked), `receipts` (what both sides hold). Persons: `lookups`, `handles`. The counter:
`counter` (the flow), `sessions` (the owner), `presence` (who is there, and how that is known). `rules` say what
is demanded, from rules.toml; `telling` who is told of what was revoked or done in their name; `commits` how one act
meets another; `store` and `means` what is asked for.
"""
