"""The operations: what a person may ask about the use of their own data (利用の記録)."""

from ninja import Router

router = Router(tags=["本人"])
