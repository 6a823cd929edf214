"""Notices (お知らせ): the inbox, notices to everybody, and how a person wants to be told."""
