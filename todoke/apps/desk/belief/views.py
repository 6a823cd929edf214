"""Views of wordings, fakes and wrong notices (文面・にせもの・まちがい) at the desk."""
