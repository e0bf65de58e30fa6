"""Search (查询): organisations by credit code, by a name or part of one, by a former name; persons never.

Shape: "資陽市示例(资阳)食品有限公号" -> [{"credit_code": "9151…", "name": "资阳市示例食品有限公司", "score": 540, …}]

Read first: `finding` (from what was typed to what is shown). What names are compared as: `spelling` (one form however
it is written), `affixes` (regions and legal forms), `stems` (the name without them), `distances` (letters wrong).
What the table holds: `postings` (made from a profile's versions, kept by their changes), `store` (what is asked of the
table). How it is asked and answered: `hints` (the rarest gram first), `ranking` (field by field), `confirming` (on the
record, today).
"""
