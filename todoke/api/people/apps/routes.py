"""The operations: what private apps may ask (民間アプリ)."""

from ninja import Router

router = Router(tags=["アプリ"])
