"""Which work of the hotline waits for a worker? Training, and looking for what stands out."""

from __future__ import annotations

from django_tasks import task


@task()
def train_model(pk: int) -> None:
    """Train a model from decisions; see `learning.work`."""
    from bangban.services.hotline import learning

    learning.work(pk)


@task()
def look_around(agency_id: int) -> None:
    """Bring hot issues and early warnings of one hotline up to date; see `lookout.work`."""
    from bangban.services.hotline import lookout

    lookout.work(agency_id)


@task()
def bring_in(pk: int) -> None:
    """Bring a table of messages in; see `bringing.work`."""
    from bangban.services.hotline import bringing

    bringing.work(pk)
