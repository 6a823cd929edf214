"""GIF 451-4 行政サービス・制度データモデル (CC0, デジタル庁): a row of 52 items per program, both ways."""
