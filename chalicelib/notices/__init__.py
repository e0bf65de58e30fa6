"""Notices (告知): what the platform has to tell to whom, each message once, until it is delivered and confirmed.

    act ─▶ errand (before the commit) ─▶ commit ─▶ notices in the outbox ─▶ channels ─▶ delivered ─▶ acknowledged
    change ─▶ errand ─▶ who saw an earlier version, page by page of the accesses ─▶ notices

A notice is one message to one recipient about one act, and owns what becomes of it. Its id is made from act, version,
recipient and template: telling twice writes once. An errand is the promise to tell: it is put before the act commits,
and carried out after; where the act was never committed it comes to nothing. The site message stands as soon as the
notice does; other channels are tried with growing pauses, and say so where they cannot be used.

Read first: `outbox` (what others use), then `notice` (the owner), `errands`, `chasing` (corrections that follow their
error), `delivery`, `reading` (who sees and confirms). `templates` says what a message must contain, from
`templates.toml`. `store` and `means` are what it asks for.
"""
