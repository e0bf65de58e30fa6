"""The specifications (规范) of the platform, each a page made from the tables that the platform itself works by.

`collection` (数据征集规范), `subject_coding` (信用主体编码规范), `interface` (接口规范) and `report_format`
(信用报告格式规范) say what stands in them, `systems` what the interface says of sending systems; `writing` is how a
page is written, and its head. Versions and days stand in editions.toml. Every page is written by `make pages`, and a
test fails when one is stale.
"""
