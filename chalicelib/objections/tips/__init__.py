"""Tips (举报): whoever knows of misconduct tells of it, unknown to us if they wish, and is paid without a name.

    filed ─▶ referred to the competent body ─▶ established ─▶ reward claimed ─▶ granted ─▶ paid
      └─▶ not_taken        └─▶ not_established      (by who knows the code)      └─▶ refused
    handed back by a body that is not competent: filed again

Shape: in   what is reported, by whom if they say so; later the number and the secret code
       out  a number and a secret code, shown once; how the tip stands; the facts, to the reported party

Who reports is kept apart from what is reported: in a table of its own, under a key of its own, opened by the role
`tips` alone, and named in no ledger entry, idempotency key, limit or log line. The code is kept as a salted hash; a
wrong one is answered as a number that never was. A tip never becomes a record. The reported party is told facts that
the competent body wrote, never the tip's own words.

Read first: `handling` (the flow), then `filing` (its beginning), `tip` (the owner), `codes` (the secret code), `kinds`
(what may be reported, who is competent, which rule rewards it; kinds.toml), `views` (who sees what of it), `telling`
(what who was reported is told). `store` and `means` are what it asks for.
"""
