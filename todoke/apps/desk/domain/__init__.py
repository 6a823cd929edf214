"""What the desk knows without a database: fields and their differences, conditions in three spellings."""
