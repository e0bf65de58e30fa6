"""Incidents (泄露事件): a leak, tampering or loss, and everybody whose records it touched.

    declared ─▶ listing: the ledger's slots of the period, portion by portion ─▶ listed
      ─▶ telling: a notice to each subject ─▶ told, acknowledged one by one
      └▶ spared, with reasons, where harm was averted

Shape: in   what happened, when, and by whom: a token's name, a body, a division, a route, a grant, or the period alone
       out  every subject and record version that was touched; to each subject a notice with what the law demands

The incident owns the work: how far the ledger was read, and how far it was told, are in it and committed with each
portion. What a portion finds is put under the ledger entry's own reference, so that a portion read twice finds the
same once.

Read first: `handling` (the flow), then `incident` (the owner), `touching` (which entries of the ledger count),
`notices` (what each subject is told, and whether it was acknowledged). `store` and `means` are what it asks for.
"""
