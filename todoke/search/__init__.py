"""Search in everyday words: spelling, grams, life words, plans and ranking (検索). Knows no database."""
