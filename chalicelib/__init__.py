"""The engine of 信用资阳, the public credit information platform of the city of Ziyang.

    departments ──upload──▶ intake ─────records────▶┌─────────┐──▶ reports ──────▶ people, firms, offices
                                                    │ library │──▶ search
    subjects ──objection──▶ objections ─corrections▶└─────────┘──▶ publication ──▶ public site
    subjects ────grant────▶ grants ────── a look may stand on one ▶ reports
       objections, grants and every correction ───promise───▶ notices ──▶ applicants, bodies, who looked
                                     every step writes one line to the ledger

Flows never call one another. They meet in the library: a record version appears, a change is
announced as the last effect of the act (`library.changes`), and publication, search and the
crosswalk react; whoever saw what was wrong is told (`notices`). A table stream only makes that faster. The flows
promise what they have to tell to `notices`, which stands beneath them, above the ledger, and knows none of them.

Imports point down this list; neighbours on one line never import each other:

    app
    api | workers
    logs
    wiring
    stores
    intake | search | reports | grants | objections | publication
    notices
    ledger
    library
    catalogue
    terms
    settings
    errors

Start reading at `library`, then `intake.admission`, `reports.composition`, `grants.giving`,
`objections.desk` (its subject's part is `objections.applications`) and `publication.edition`: one file each that is
the flow. `notices.outbox` is what any of them tells through.
"""
