"""The strict look at the catalogue's tables: what building the objects takes on trust is refused here, by file and key.

Read `whole.py` first: `checked()` walks every table once. Each other module is one kind of table: `register`
(bases), `words` (the small tables), `clocks` (severity and periods), `entries` (items) with their `columns` (fields)
and `earlier` versions, `signed` (agreements, views), `plan` (sectors).
`places` is how a fault is named. Nothing here runs when a request is served; it runs in the tests and at packaging.

Shape: DataFileError("catalogue/items/administrative_penalty", "fields.doc_no.disclosure", "is missing")
"""
