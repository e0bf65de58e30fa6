"""HTTP in and out: what is asked becomes a call, what a flow answers becomes JSON; there is no rule in it.

    event ─▶ token ─▶ audience ─▶ limit ─▶ ground ─▶ form ─▶ view ─▶ encoded ─▶ look committed ─▶ answer
                └──────────── a refusal anywhere becomes a problem (RFC 9457) ────────────┘

Shape: out  200 {"as_of": "2026-11-23T08:00:00Z", …}, ETag W/"…", every time
            4xx {"type": "urn:…", "title": …, "status": 404, "detail": …, "code": "resource.not_found",
                 "errors": [], "trace_id": …} as application/problem+json

A view takes a `Call` and what its route declared (path parameters, `query`, `form`), asks one flow and returns an
`Answer`. It knows neither headers nor status codes. Every route names who it serves, deployment by deployment;
what is not named is refused.

Read first: `routing` (the one wrapper), then `doors` (the table of all routes). Around them: `tokens`, `keys` and
`verified` (who calls; of a department's software `senders`), `audiences`, `limits` (how often), `grounds` and
`purposes` (why they look), `named` (at whom), `forms` (what was sent), `answers` (what leaves), `looks` (no entry, no
answer), `repeats`, `preconditions`, `cursors`, `problems`, `logs`, `incoming` (an event as all of it reads it); `wsgi`
is the door where there is no API gateway.

The routes: `health`; `contract` (what all routes are, told by `openapi`); `catalogue`, `sectors`, `templates` and
`register` (what the platform stands on); `search`, `subjects`, `reports`, `verifications` and `publications` (who
asks); `own` (one's own file) and `accesses` (who looked at it); `grants` (who may look), `lookups` (persons) and
`counter` (who helps); `bulk_checks` and `bulk_jobs` (many at once); `ledger` (proofs); `uploads`, `parts` and `plans`
(departments), `systems` (their software); `objections`, `repairs` and `evidence` (filing, `acting` for oneself or on a
grant), `queues`, `desk`, `moves` and `handovers`, which answer through `cases`; `tips`, `tip_desk`, `complaints`,
`liability` and `incidents`, which are no cases, and whose `writes` are alike; `notices` (what the caller was told);
`statistics` (open figures).
"""
