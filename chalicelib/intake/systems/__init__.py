"""Sending systems (报送系统): what a department's software may send, when it is due, and who hears that it is silent.

    registered by the lead ─▶ a client at the issuer of tokens ─▶ tickets as any other ─▶ due again after its rhythm
                           └─▶ a folder for exchange ───────────▶ a batch as any other └─▶ silent: shown, and chased

A system is registered with its owner, its items, their rhythms and its clients; its registration is an act of its own,
and says at every call what the system may do. Read first: `registering` (the lead's moves), then `sending` (who calls,
and what ticket they get), `silence` (what is due, and for how long it has not come), `chasing` (who is told of it),
`folder` (a file that was dropped becomes a batch) with its owner `dropped`, and `answering` (what is put back).
`system` is the owner, `listing` finds it, `faults` are what is wrong with a registration; `rhythms` and `rules` are
data; `store` and `means` are what it asks for.
"""
