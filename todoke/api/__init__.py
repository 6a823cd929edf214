"""The public API v1 (公開API): check a household, look up programs, facts and municipalities; one shape of error."""
