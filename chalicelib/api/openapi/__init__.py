"""The contract, told from the routes themselves: an OpenAPI 3.1 document, and the page that people read.

    Route (what it declares) ─┬─▶ refusals ─┐
    Struct (form, query, gives) ─▶ shapes ──┼─▶ operations ─▶ document ─▶ page
    examples.json (recorded) ─▶ examples ───┘

Shape: {"openapi": "3.1.0", "paths": {"/v1/subjects/{credit_code}": {"get": {"summary": "登记信息与记录条数", …}}}}

Read `document` first; it holds the routes of the areas that a deployment opens, and no other. `operations` says of one
route what it takes, gives and refuses; `shapes` are the JSON Schemas of the Structs, `parameters` what stands in paths
and headers, `codes` the closed list of problem codes, `refusals` which of them a route may give, `examples` what was
really asked and answered, `page` the document as one page of HTML without a script or a foreign host, and `markup` the
pieces that it is made of.

Nothing here is imported before somebody asks for the document: no other route pays for it.
"""
