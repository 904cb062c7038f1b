"""The second leg of what the delivery loop does each second and each minute."""

from celery import shared_task

from audit import heads, sealer


@shared_task(acks_late=True, reject_on_worker_lost=True, ignore_result=True, expires=5)
def seal_pending() -> None:
    """Seal what is committed."""
    sealer.seal_pending()


@shared_task(acks_late=True, reject_on_worker_lost=True, ignore_result=True, expires=60)
def mail_head() -> None:
    """Mail the head of the day to whoever has not had it."""
    heads.mail_head()
