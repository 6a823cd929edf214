"""What machines fetch (機械のための道): worker, stopping by mail, calendars, the local mail sink."""
