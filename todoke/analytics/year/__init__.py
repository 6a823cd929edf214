"""A year of notices in advance (1年のお知らせの試し): who would be told how much, before anybody is."""
