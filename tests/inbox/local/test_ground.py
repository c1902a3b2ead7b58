import socket

import pytest
from django.core.cache import cache
from django.db import connection

from tests import network


@pytest.mark.django_db
def test_tests_have_a_real_database_and_a_real_redis():
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 150_000
    cache.set("ground", "holds")
    assert cache.get("ground") == "holds"


def test_tests_cannot_leave_the_machine():
    with pytest.raises(network.LeftTheMachine):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(network.LeftTheMachine):
        socket.getaddrinfo("graph.instagram.com", 443)
    network.attempts.clear()
