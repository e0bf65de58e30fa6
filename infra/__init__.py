"""What surrounds the platform: resources and packaging, the local cloud, decisions. None of it is shipped.

Read first: `resources.yaml` (every table, bucket and queue), then `package` (what is deployed), `local` (all of it on
one machine), `decisions` (why it is so). `rebuild_names` makes the table of names from the libraries, `characters` a
table of the search from OpenCC; `redrive` moves dead letters back to their queue. `tables` reads every table before
either; `pages` writes those that are made from tables. `verify_report` is for whoever holds a report and the published
keys, `verify_ledger` for whoever holds heads and archive.
"""
