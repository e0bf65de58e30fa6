"""Complaints (政务失信投诉): an organisation says that a public body broke a promise or a contract.

    filed ─▶ accepted ─▶ establishing ─▶ established, a record about the body
      └─▶ not_accepted     └─▶ not_established, with reasons
    withdrawn by who complained any time before it is decided

Shape: in   which body, what kind of promise, what happened
       out  a decision of the superior body by a day; of an established default a record about the body, not an official

It waits for the superior body, or for the centre where none is known. Nothing but an established default becomes a
record: the decision is the commit, the record its effect, put under a place made from the complaint's number, so that a
repeat puts it once.

A finding of liability is beside it: that a department or one of its staff answers for records that had to be corrected,
kept for the lead and the auditor alone.

Read first: `handling` (the flow), then `complaint` (the owner), `defaults` (the record that it becomes), `telling`
(what who complained is told), `rules` (kinds, superiors and days; rules.toml). Liability: `finding` (the owner and its
flow), `liability_kinds` (liability_kinds.toml). `means` is what both ask for.
"""
