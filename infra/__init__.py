"""What surrounds the platform: resources and packaging, the local cloud, decisions. None of it is shipped.

Read first: `resources.yaml` (every table, bucket and queue), then `package` (what is deployed), `local` (all of it on
one machine), `decisions` (why it is so). `tables` reads every table before either; `pages` writes `rulebook.md` and
`deadlines.md` from them. `verify_ledger` holds a ledger against itself, wherever it was kept.
"""
