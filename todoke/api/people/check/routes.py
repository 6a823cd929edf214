"""The operations: whether a notice is ours (お知らせの確かめ), asked by anybody."""

from ninja import Router

router = Router(tags=["お知らせ"])
