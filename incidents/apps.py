from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        # Apps are loaded by now; before that no model can be imported.
        from incidents.alerts import SUBJECT
        from incidents.services.answering import acknowledge_by_answer
        from notifications.answers import listen

        listen(SUBJECT, acknowledge_by_answer)
