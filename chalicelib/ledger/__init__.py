"""The ledger (台账): who looked at what and why, and who changed what.

Every look that is not public and every change is an entry. A look's entry commits before the
answer leaves: no entry, no answer. Entries hold references, never content.

Read first: `entries` (what an entry says), then `looks` (what one answer showed), `seen` (how little says which
versions), `store` (what is asked of the table), `signatures` (how what must be provable outside is signed).
"""
