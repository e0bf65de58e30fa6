"""Reports (信用报告): what one reader may see of one subject's file, in the national structure.

    subject ─▶ one Query a page ─▶ `library.visibility` ─▶ chapters, groups, words ─▶ report, and the look it is

Shape: in   a subject, a reader (the public, the subject itself, a department with its purpose, the desk), the instant
       out  content that encodes as JSON, and the look that goes on the ledger before it leaves

What a reader may not see does not exist for him: the answer is the one for a subject that never was.
No report rates, scores or alters anything. Reading one keeps nothing; issuing one is an act of its own.

Read first: `composition` (the flow), then `layout` (the shapes it fills) and `wording` (the words it may choose).
`reading` walks through the file, `parts` puts what it finds in order, `registration` knows the layouts of chapter one.
`bulk` does the same for many subjects, line by line.

Issued reports: `issuing` (the flow: number, hash, signature, `issue`), `special` (what an organisation chooses),
`fetching` and `verification` (who is given or told what, by `judgement` on the file as it is now), `closing` (when a
document goes), `terms_of_issue` (for how long), `store` and `means` (what is asked of tables, bucket, queue and key).
"""
