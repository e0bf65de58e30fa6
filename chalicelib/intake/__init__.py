"""Intake (归集): a department's file becomes records, and the department gets a receipt.

    ticket ─▶ presigned POST ─▶ uploads bucket ─▶ queue ─▶ rows ─▶ checks ─▶ records ─▶ receipt

Shape: in   a UTF-8 CSV with the official Chinese headers, its SHA-256 declared in the ticket
       out  record versions in the library, links in the crosswalk, a receipt of findings

The batch owns the act: its conditional put is the commit point, one for the ticket, one for the
start, one after each chunk of rows, one for the end. A chunk reads its targets, then its batch,
then puts on the targets' versions; so a message delivered twice, late or half done ends the same.

Read first: `admission` (the flow). Then `batches` (the owner), `sheets` (bytes to columns),
`forms` and `meanings` (checks), `receipts`.
"""
