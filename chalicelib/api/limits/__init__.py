"""Limits (调用限额): how much a known caller may ask for, and who walks through codes or looks at many persons.

    caller and route ─▶ what it costs ─▶ lease of this container ─▶ bucket in the table ─▶ answered, or 429 and when
    what was not found, which persons were shown ─▶ counted without their names ─▶ dearer from some number on, reported

A bucket belongs to a caller, never to a subject: others could empty a subject's. The public has none, for it has no
name; the gateway's throttle is its limit. A table that does not answer in time limits nobody, and that is logged: the
ledger fails closed, limits fail open.

Shape: out  RateLimit-Policy: "department";q=1200;w=120
            RateLimit: "department";r=1180;t=2
            429 besides with Retry-After: 3

Read first: `meters` (what one call is charged), then `buckets` (one number, taken from by leases), `allowances` (costs
and sizes as data), `watch` (counting without names), `store` (what is asked of the table).
"""
