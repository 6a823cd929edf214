"""Rules as SQL text on DuckDB: an independent check of the columnar engine, for audit and ad-hoc questions."""
