"""Terms: the nouns every part of the platform shares. They open nothing but their own tables, and decide nothing.

Read `credit_codes` first (one number, one page), then `subjects` (which of the three libraries it leads to).

    who         credit_codes, legacy_codes, code_kinds     what is wrong with an organisation's number, and what it is
                crosswalk                                  the number of before -> the credit code, or the row is held
                resident_ids, resident_id_form,
                identity_documents                         what is wrong with a person's number, said by code alone
                person_names                               when two names are one
                subjects                                   library and key
    on paper    report_numbers                             what is printed on a report, read aloud and typed in again
                pledge_numbers                             the day in a pledge's number, so that it is nobody's ID
    by whom     bodies, body_tables, divisions             bodies under the names of their time; who answers today
    when        working_days, announced_years, dates       periods in Beijing days, by the announced holidays
    shown how   masking, personal_mentions                 what an onlooker sees; what a text lets slip
    told how    findings                                   a fault in supplied data, as a value
    kept how    writing                                    the same value is the same text, whoever wrote it
    from where  tables                                     the TOML beside the code, or one packed JSON of it

Shape: "９１…８t" -> compact -> "91512000206861148T" -> fault_in -> None -> subject_of -> Subject(market_entities, …)
       last_day_of(3, after=2026-02-13) -> 2026-02-25; in a year not announced: CalendarGapError

A number is judged in its compact form: `compact` first, then `fault_in`, which gives a stable code or None. What is
uncertain in a table says `confirmed = false`. Nothing here reads the clock, keeps a record or knows who is asking.
"""
