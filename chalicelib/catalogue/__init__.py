"""The catalogue: what may be collected, why, who sees it, and for how long. All of it is data.

Shape: an item is one file in `items/`:
    id "administrative_penalty", zh "行政处罚", kind "record", basis "N424", chapter "administration",
    severity_rule "penalty", determined_on "decision_date", publishes ["penalties"], and its fields:
    { id = "doc_no", zh = "行政处罚决定书文号", synonyms = ["CF_WSH"], type = "text", length = 128, required = true,
      disclosure = "public" }

Read `items.py` first, then one of `items/*.toml`. Everything else is what an item names:
    bases           the register of bases: which document carries what, and which has lapsed
    groups          columns that many items share
    versions        what was asked for before today's rules
    code_lists      the official values a field takes, and their English
    severity        minor, general, serious
    periods         how long negative information is published, and may be queried
    purposes        why somebody may look, and on what ground
    agreements      which agency may ask in number for what is public
    chapters        where in a report an item stands, and the words for "nothing"
    lists           the public lists, and the items that feed them
    sectors         what the plan names, who leads it, and in which items it comes
    views           what is looked for and is no item of its own: where it is found, and why
    never_collected what no item may ask for

Building objects from the tables is quick and believes them. `checks.whole.checked()` believes nothing: it refuses an
unknown key, a doubled code, a missing basis, disclosure or period, and names the file and the key. It runs in the
tests and at packaging, which packs only what it has passed.

The catalogue holds no record, reads no clock and judges no row.
"""
