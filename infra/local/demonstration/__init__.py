"""Demonstration data: invented organisations and records, all of which say so.

Every credit code is valid and carries the region part 512099, which no office has; every name holds 虚构.
The same day gives the same data. Nothing here names an organisation or a person that exists.

Read first: `files` (what each invented department sends; `trust` has the rows that mostly speak well), then
`organisations` and `loading`, and `dispute` (the open case).
"""
