"""What a queue, a clock or a stream sets in motion: envelopes, repeats and partial failures; no rule is in here.

Every worker may be given the same twice, late, or half done: what it calls is idempotent.

Queues: `uploads` (files that came, and by `inbound` what systems drop), `portions` (of large ones), `casework` (machine
steps of a case), `bulk` (bulk checks of a list), `printing` (reports that await their document, and by `letters` those
of repairs), `notices` (who is to be told); `messages` handles each of a queue's by itself. Streams: `changes`. Clocks:
`publishing`, `sealing` (the ledger), `escalating` (cases near or past their day, and by `silences` systems that are
late), `reckoning` (their days anew, and the open figures), and `sweeping`, which finishes every owner that is not at
rest. `logs` is what any of them says.
"""
