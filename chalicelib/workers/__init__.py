"""What a queue, a clock or a stream sets in motion: envelopes, repeats and partial failures; no rule is in here.

Every worker may be given the same twice, late, or half done: what it calls is idempotent.
"""
