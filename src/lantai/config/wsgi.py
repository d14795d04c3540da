"""The web server's way in. Loaded once, before the processes that answer part: they share what is loaded here."""

import gc
import os

from django.core.wsgi import get_wsgi_application

gc.disable()  # what is loaded stays: looking through it again and again is a tenth of the time it takes
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantai.config.settings")
application = get_wsgi_application()


def _load() -> None:
    """What the first answers need besides: all addresses with their views, readings of characters.

    Left to the first reader it takes a second, while everybody else waits. Nothing here opens the database, the index
    or a thread: these do not outlive the parting of processes.
    """
    from django.urls import reverse  # asks for settings, so after they are there

    from lantai.base.common.text import fold, pinyin_forms

    reverse("portal:home")
    pinyin_forms(fold("蘭臺"))


_load()
gc.freeze()  # and every collection while somebody waits for a page
gc.enable()
