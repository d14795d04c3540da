"""Two clerks at once never get one number: with real threads, each with a connection of its own."""

import threading

import pytest
from django.db import connection, transaction

from lantai.holdings.arrangement.actions import next_codes
from lantai.holdings.arrangement.models import CodeSequence
from lantai.holdings.arrangement.scheme_files import scheme_named
from lantai.holdings.catalogue.tests.factories import FondsFactory

CLERKS, TIMES = 6, 8
VALUES = {"class": "WS", "year": 1987, "retention": "Y", "organisation": "BGS"}


@pytest.mark.django_db(transaction=True)
def test_clerks_who_ask_at_once_never_get_the_same_number():
    fonds, scheme = FondsFactory(code="J001"), scheme_named("dat22")
    given, together, errors = [], threading.Barrier(CLERKS), []

    def clerk(number):
        try:
            together.wait()
            for turn in range(TIMES):
                with transaction.atomic():
                    given.extend(code.key for code in next_codes(fonds, scheme, VALUES, count=1 + (number + turn) % 2))
        except Exception as error:  # noqa: BLE001 - a thread's error is told by the test
            errors.append(error)
        finally:
            connection.close()

    clerks = [threading.Thread(target=clerk, args=(number,)) for number in range(CLERKS)]
    for each in clerks:
        each.start()
    for each in clerks:
        each.join()

    assert errors == []
    assert len(given) == len(set(given)) == CLERKS * TIMES * 3 // 2
    assert CodeSequence.objects.get().last == len(given)
