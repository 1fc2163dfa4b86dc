"""Which work on documents waits for a worker? What takes longer than a page may: batches and letters."""

from __future__ import annotations

from django_tasks import task


@task()
def check_batch(batch_id: int) -> None:
    """Check the files of a batch; see `batches.work`."""
    from bangban.services.documents import batches

    batches.work(batch_id)


@task()
def write_letters(batch_id: int) -> None:
    """Write one letter for each line of a table; see `letters.work`."""
    from bangban.services.documents import letters

    letters.work(batch_id)
