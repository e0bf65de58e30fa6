"""Evidence: the files a subject adds to its objection, and how they come, are checked, kept and handed out.

    declared ──▶ presigned POST ─▶ incoming/ ──sent──▶ content checked, scanned ──▶ kept/       handed out as a download
                                                              │ not what it says ──▶ refused     the file is deleted
                                                              └ found malicious  ──▶ quarantine/ opened by nobody here

Shape: in   kind "decision", type "pdf", size and SHA-256 of the file, then its bytes by presigned POST
       out  an `Evidence` on the case; a link of a minute

A piece is named by its content, so that the same file sent twice is one piece, and what is kept under a name is what
was checked: a second POST to the same form, while the first is looked at, changes nothing that was kept.

Read first: `attaching` (the flow), then `contents` (what a file is by its content), `completeness` (what is missing
before it may be submitted), `rules` (kinds, types, sizes and terms, from evidence.toml), `demands` (who must bring
which, from there too), `scanning` (the hook for a scan). `store` is what it asks of a bucket.
"""
