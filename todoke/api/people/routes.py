"""The operations about people, put together: one router for each noun."""

from ninja import Router

from todoke.api.people.apps.routes import router as apps
from todoke.api.people.apps.sandbox import router as sandbox
from todoke.api.people.check.routes import router as check
from todoke.api.people.me.routes import router as me

router = Router()
router.add_router("/me", me)
router.add_router("/apps", apps)
router.add_router("/sandbox/apps", sandbox)
router.add_router("/notices", check)
