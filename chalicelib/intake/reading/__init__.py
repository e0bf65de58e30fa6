"""Reading (读表): a department's file, whatever it is, becomes a table of texts under fields of the catalogue.

    file ─▶ what kind it is ─▶ bounds ─▶ pages ─▶ the one whose header fits ─▶ chunks of columns, with remarks

Start at `sheets` (the one entrance, `sheet_in`). A file that cannot be read as a whole is `broken`. Every kind of file
gives `pages`: rows with their numbers, each row its `cells`. `headers` finds the header row and what its columns are,
by the `matches` of the upper rows with an item. `chunks` cuts the rows below it. `windows` lets several read one file.

* Texts are gone through first (`surveys`), then read (`texts`, `json_lines`).
* XLSX: `archives` bounds the zip, `workbooks` finds its sheets, `grids` gives their rows, one after the other:
  `layouts` takes apart the usual ones, `odd_rows` the others; `strings` are the shared texts, `markup` cuts the XML.
* XLS: `compounds` takes the tables out of the file, `records` bounds them, `old_workbooks` has calamine lay them out.

The words of templates that are no data are in `words.toml`, the `vocabulary`. Types are never guessed: a cell says what
it is in its file, and the catalogue says what it is to become.
"""
