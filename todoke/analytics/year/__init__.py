"""A year of notices simulated (一年分のお知らせの試算): how many messages people would get."""
