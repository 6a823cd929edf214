"""Words made from rules: conditions, amounts, reasons and differences in three languages."""
