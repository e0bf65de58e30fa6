"""Publication (公示): the public lists, written on schedule, withdrawn at once.

A list is made of pages, one for each day that names its records' places. A page's file carries
`valid_until`: the earliest end of display in it, and at most 24 hours on. The bucket is private; the
route in front refuses an older file and answers from the library, by the same function. A mark, a
correction or a withdrawal deletes the file that shows the record. So nothing public depends on the
schedule being alive.

Read first: `edition` (the flow), then `pages` (what a page is), `listings` (which records may stand on it),
`store` (what is asked of the table and the bucket).
"""
