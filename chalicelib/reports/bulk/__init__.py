"""Bulk checks: many subjects at once, in one answer or, for a whole file of them, as a job whose result is fetched.

Shape: in   subjects in order, a reader, of which items, in how much detail
       out  a line each: "nothing" for who never was and for whom this reader may see nothing of

Read first: `check` (a line a subject, and one look), then `jobs` (a file, chunk by chunk) with `lists` (the codes in a
file), `results` (the file that is fetched) and `store` (what is asked of table, bucket and queue).
"""
