"""A resident's own pages (マイページ) below /my/, and the pages about notices."""
