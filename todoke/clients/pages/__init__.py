"""Official pages (公式ページ): fetched politely, read as sentences, compared, and their links judged.

Nothing here writes anywhere or decides for an official: it reports what was seen, and proposes.
"""
