"""Reports (信用报告): what one reader may see of one subject's file, in the national structure.

    subject ─▶ one Query a page ─▶ `library.visibility` ─▶ chapters, groups, words ─▶ report, and the look it is

Shape: in   a subject, a reader (the public, the subject itself, a department with its purpose, the desk), the instant
       out  content that encodes as JSON, and the look that goes on the ledger before it leaves

What a reader may not see does not exist for him: the answer is the one for a subject that never was.
No report rates, scores or alters anything, and none is kept here.

Read first: `composition` (the flow), then `layout` (the shapes it fills) and `wording` (the words it may choose).
`bulk` does the same for many subjects, line by line.
"""
