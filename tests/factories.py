"""People for tests. Incidents are made by the services, as in life."""

import factory
from django.contrib.auth.hashers import make_password

from people.models import Role, User

PASSWORD = "correct horse battery"


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))
    role = Role.LIAISON
    side_id = "TJ"
    language = "en"
    time_zone = factory.LazyAttribute(lambda user: "Asia/Dushanbe" if user.side_id == "TJ" else "Asia/Bishkek")
