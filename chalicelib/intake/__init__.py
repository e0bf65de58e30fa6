"""Intake (归集): a department's file becomes records, and the department gets a receipt.

    ticket ─▶ presigned POST ─▶ uploads bucket ─▶ queue ─▶ rows ─▶ checks ─▶ records ─▶ receipt

Shape: in   a table (CSV, JSON lines, a workbook) with the official Chinese headers, its SHA-256 declared in the ticket
       out  record versions in the library, links in the crosswalk, a receipt of findings

The batch owns the act: its conditional put is the commit point, one for the ticket, one for each start, one after
each chunk of rows that is judged or put, one for each end. A chunk reads its targets, then its batch, then puts on the
targets' versions; so a message delivered twice, late or half done ends the same.

Read first: `admission` (the flow). Before it: `tickets` (who may send what), `inline` (rows sent in a call) and
`sending` (a large file in parts). Then `batches` (the owner), `opening` (what it has to do), `arrivals` (the file as it
came), the package `reading` (bytes to columns), `checks` (the row checks in their order: `forms`, `needs` and the
`times` they are of, `meanings`, `sources`; the words of each finding in `rulebook.toml`), `taking` (rows to records:
`parties`, `identification`, `drafts`, `offers`, the `targets` they meet), `receipts` and the `parts` they are put
together from (`quotes`: what of a cell they repeat; `waivers`: what does not count for whom), and `links` (what
registrations give the crosswalk). `origins` reads a row again, long after; `annotating` hands the file back with
remarks (`annotations`). Looked at on the way: `secrecy` (marks in a name) and `mentions` (numbers let slip in a text).
`templates` are what departments fill in.

A message says something of what was supplied (`messages`: which there are and their tables, `messages.toml`;
`announcements`: what they do to a record). Whose a record is, `owners` knows. Two messages are about an item as a
whole: `resyncs` (a file states everything live of it; `stock` finds what is here, `reconciliations` compare) and
`zero_reports`. `supplied` notes up to when an item was supplied, and that there was nothing.

What is taken in is planned first, by the same code: `plans` (what a batch would do: what is `judged`), `rehearsals`
(what a later row must know of an earlier one, while nothing is put), `approvals` (who lets it be applied;
`applying.toml`). What a batch has to do are its `works`: the `rows` of a file, or versions that another batch `made`,
to be taken back (`undoing`), or a record that should never have been held (`erasing`; `redaction` takes it out of
receipts). `chains` keeps what belongs to a batch, chunk by chunk. `store` and `means` are what intake asks for. A large
file is cut into `pieces` that many functions take ahead (`fanning`).

The package `systems` registers software that sends by itself, chases it, and takes what lies in its exchange folder.

It keeps no row that it holds back.
"""
