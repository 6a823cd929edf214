"""The registry in the public API (レジストリの公開API): records, change feed, taxonomies, corrections, bulk files."""
