"""From the source tree to what is deployed: for each stage a SAM template and the zip of its functions.

Shape: tree (a clean copy, tables packed) -> `chalice package` -> fragments merged in -> template.yaml + deployment.zip

Start at `infra/package.py`, then `tree`, `stages` (which fragments a stage has), `templates` (how they are merged),
`layers` (what one function alone needs). Nothing here runs in a function, and nothing of `infra` is in the zip.
"""
