"""Pages of the desk about wordings, fakes and wrong notices (文面・にせもの・まちがい)."""
