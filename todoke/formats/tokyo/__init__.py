"""子育て支援制度レジストリ（東京都版）: its JSON records and its spreadsheet with dotted headers, both ways."""
