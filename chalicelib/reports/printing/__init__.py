"""Printing (打印): the canonical JSON of an issued report becomes a sealed PDF, in a function of its own.

    issue ─▶ canonical JSON ─▶ sheet (all texts) ─▶ characters the font has ─▶ typst ─▶ PAdES by the platform's key

Shape: in   the issue of a report and its canonical JSON, the signer and its certificate
       out  a tagged PDF, sealed to its last byte, and the characters that it could only show by their code points

The same report is typeset to the same bytes; only the seal differs. Text of a record is data and never markup.

Read first: `press` (the act), then `documents` (the flow). `sheets` are the texts that stand on it, with `words`;
`codes` the QR code; `characters` what the font can show; `typesetting` calls typst with `template.typ`; `sealing`
signs, `examination` says offline what a seal covers. `letters` are plain documents that another part has said (by
`letter.typ`), set and sealed the same way.

Its libraries (typst, pyHanko, segno, the font) are a layer of the function that prints, and imported when it does.
"""
