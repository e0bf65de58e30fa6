"""The departments' client (报送客户端): sign in, send a file, wait, read the receipt; the exit code says how it ended.

    python -m infra.client login --service https://… --issuer https://… --client …
    python -m infra.client send 处罚.csv --item administrative_penalty --reviewed-by 审查人
    python -m infra.client receipt B-…

Read first: `commands` (what can be asked, and the exit codes). `service` calls the platform, `signing_in` gets and
keeps the token, `sending` brings one file to rest, a large one in `parts`, `telling` says in Chinese what came of it;
`__main__` starts it and `ending` ends it. It knows the REST interface and nothing of the platform's code: a department
gets this folder and its requirements.txt, no more.
"""
