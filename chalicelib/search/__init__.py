"""Search (查询): organisations by exact code or by the beginning of a name; persons never.

Read first: `names` (what is entered for a profile, and how a query is answered), then `store` (what is asked of the
table).
"""
