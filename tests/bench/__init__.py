"""The benches: each is a ratio within one run, our side against a rival's, alternating, best of three.

    make bench                 every line
    make bench ONLY=name       one; ONLY=moves every move of a case

Shape: BENCH name=report_json ratio=1.08 target=<=1.25 ours=0.412s theirs=0.381s
Units: process CPU seconds (user and system) of a process of its own for each side, unless the line says otherwise.

`__main__` names the benches: `bulk_check`, `claims` and `moves` (counted, with no rival), `cold_start`, `large_file`,
`reading_memory` and `write_units` (no rival either), `pdf`, `report_json`, `rows_checked`, `rows_faulty`,
`search_names` and `xlsx_read`; `our_bulk_check`, `our_large_file`, `our_pdf`, `our_report` and `our_rows` are our side
of them, in a process of its own. They stand on
`setting` (the data), `replaying` (an answer from a socket), `schemas` (the catalogue as frictionless reads it) and
`measuring`; search on `invented_names`, `counting` (the stores in memory, each request counted), `tallies` and
`postgres`.

A rival is a script of its own in `rivals/`, as a competent user of that library writes it; a rival that is
not installed fails its line. Capacity units are computed by DynamoDB's rule from the bytes, never taken from a server.
"""
