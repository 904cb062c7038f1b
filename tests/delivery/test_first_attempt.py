"""A first attempt begins within 10 s of the commit while all is well."""

from tests.delivery.calls import log_by_api, log_by_forms, mails_to_all
from tests.stack import Stack, measured

PROMISED_S = 10
INCIDENTS = 20


def test_each_alert_is_first_attempted_within_ten_seconds(stack: Stack) -> None:
    logged = [log_by_api(stack) for _ in range(INCIDENTS)] + [log_by_forms(stack)]

    latest = max(mail.at - each.answered_at for each in logged for mail in mails_to_all(stack, each, within_s=10))

    # The row is stamped before its commit, so this is the longest it can have been.
    waits = stack.rows(
        "SELECT min(extract(epoch FROM a.started_at - n.created_at))::float8 FROM notifications_notification n"
        " JOIN notifications_deliveryattempt a ON a.notification_id = n.id"
        " WHERE n.channel = 'email' AND n.path = ANY(%s) GROUP BY n.id",
        [each.path for each in logged],
    )
    measured(
        f"first attempts of {len(waits)} mails: the slowest after {max(waits)[0]:.2f} s; taken after {latest:.2f} s"
    )
    assert len(waits) == 2 * len(logged)
    assert max(waits)[0] <= PROMISED_S


def test_without_faults_nothing_is_sent_twice(stack: Stack) -> None:
    logged = [log_by_api(stack) for _ in range(5)]

    mails = [mail for each in logged for mail in mails_to_all(stack, each, within_s=10)]

    assert len(mails) == 2 * len(logged)
    assert len({mail.message["Message-ID"] for mail in mails}) == len(mails)
