"""Pages of the programs somebody can receive, as far as is known (わたしの制度)."""
