"""Forms of the finder: one for each way a screen is laid out; each reads what was typed and says what is wrong."""
