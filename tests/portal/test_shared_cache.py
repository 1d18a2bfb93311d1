import pytest
from django.conf import settings

from portal.shared_cache import SharedCache


def test_one_client_serves_every_look_up_of_a_thread():
    cache = SharedCache("redis://127.0.0.1:1/0", {})
    kept = cache._cache

    assert kept.get_client("a") is kept.get_client("b", write=True)
    assert kept.get_client("a") is not SharedCache("redis://127.0.0.1:1/0", {})._cache.get_client("a")


@pytest.mark.skipif(not settings.REDIS_URL, reason="needs the tests' Redis")
def test_it_keeps_what_djangos_own_keeps():
    cache = SharedCache(settings.REDIS_URL, {})

    cache.set("shared_cache.test", ("20", {1: "a"}), timeout=30)

    assert cache.get("shared_cache.test") == ("20", {1: "a"})
    assert cache.add("shared_cache.test", "other", timeout=30) is False
    cache.delete("shared_cache.test")
    assert cache.get("shared_cache.test") is None
