"""The credit information library (信用信息库): records, their versions, and who may see them.

Three libraries, three tables of one shape: market entities, persons, other organisations.
Partition key is the subject; the sort key groups what one subject has.

Shape: A#market_entity_registration                              the registration profile (登记)
       C#administrative_penalty#2025-03-02#k3f9…                 a current record
       H#administrative_penalty#2025-03-02#k3f9…#000001          an older version (版本) of it

A report is one Query for everything before "H". A key never moves: a corrected date changes
the content. A record is replaced only by a put on the version that was read, after the version
it replaces has been copied to its history key; never by a batch write, which knows no condition.

Read first: `records` (what a record is), `versions` (how one becomes the next), `visibility` (what one of the
`readers` sees of it), `store` (what is asked of a table). A view asks who may see it and on which ground (`standings`),
until when (`clocks`), which fields (`columns`), and what stands on it (`marks`).
Around them: `places` (where a record stands, and its id), `identities` (how a person is found without a number kept in
clear), `changes` (what the rest of the platform reacts to), `holdings` (what every reading flow needs at once),
`supplies` (up to when a body has supplied an item), `settled` (which version counts for who looks at many records while
a batch is under way).
"""
