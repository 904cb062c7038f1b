from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        # Apps are loaded by now; before that no model can be imported.
        from incidents.alerts import SUBJECT
        from incidents.requests.reminders import remind_due
        from incidents.services.answering import acknowledge_by_answer
        from notifications.answers import listen
        from notifications.periodic import every

        listen(SUBJECT, acknowledge_by_answer)
        every(60, remind_due, name="remind_due")
