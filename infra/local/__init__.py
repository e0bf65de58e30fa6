"""The embedded local cloud: everything of the platform on one machine, from one command.

    python -m infra.local
      ├─ moto server (its own process, 127.0.0.1)      DynamoDB, S3, SQS, KMS
      ├─ resources                                      created from infra/resources.yaml, the deployed definitions
      ├─ WSGI door on http://127.0.0.1:8000             the Chalice app, as in a container
      ├─ event pump                                     S3→SQS, SQS, streams and schedules to the handlers of app.py
      └─ demonstration data                             sent in through the front door, like any department's

Read first: `__main__`, then `cloud` (processes: `moto_server`), `resources`, `pump` (events), `demonstration` (what is
loaded, through `front_door`), `tokens` (who the callers are), `certificate` (of its signing key) and `telling`
(what is printed). `incident` drills a leak on it (`make incident`).

Everything that mints tokens, invents data or pretends to be a cloud lies here, because Chalice ships
every file below `chalicelib`.
"""
