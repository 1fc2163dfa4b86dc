"""x"""
def test_a():
    from django.conf import settings
    print(settings.CONFIG.home)
    assert "bangban-test" in str(settings.CONFIG.home)
