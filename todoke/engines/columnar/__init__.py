"""The columnar engine: each distinct node of all rules once per block, as whole columns (列方式の判定)."""
