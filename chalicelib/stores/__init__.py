"""What the flows ask for, on DynamoDB, S3, SQS and KMS and on services that speak like them.

The only code that knows them. Each store implements a Protocol of the part that needs it, and takes its
client and its names as arguments; `wiring` chooses.

What keeps it portable: no transaction, no scan, no batch write of current records; expressions of the
narrowest grammar (existence, beginning, comparison, every name and value a placeholder); endpoints from the
environment alone; no checksum that a service may not know.

Shape: an item is its keys, its version, what an index needs, and `body`: one JSON string.

Read first: `clients` (one factory), `items` (the low-level client, for what every page reads), `batching` (many items
by one request), `tables` (PynamoDB models, for the owners of acts). A page's read imports neither boto3 nor PynamoDB: a
cold start pays for both. `dynamodb_parser` reads answers faster than botocore, `contents` is the one JSON attribute,
`objects` one bucket.

    tables      library, identities, ledger, chain, accesses, batches, cases, names, crosswalk, listings, repeats,
                grants, sessions, limits, bulk_jobs, issued, supplies, suppliers, acts, tippers, touched, notices (and
                their queue)
    buckets     uploads, folder, receipts, annotated, site, locked, bulk_files, evidence, letters, report_documents
                (and their queue), portions (and theirs)
    queues      casework, bulk_queue, admissions
    outside     carriers (what carries messages out)
    keys        keys (hashes, seals), signing, numbers (what must be new)
"""
