"""The pages of a side's administrators."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from people.actors import acting_as, actor_for
from people.errors import LastAdministrator, NotOfThisSide, OwnRights
from people.models import ApiToken, Post, SignIn, User
from people.services import change_person, create_token, deactivate, end_everything, move_to_side, reactivate
from tests.conftest import as_owner
from tests.factories import UserFactory
from tests.people.conftest import administrator, enrol_factor, sign_in
from tests.restless import at_rest

NEW = {
    "username": "rahimov", "first_name": "Rustam", "last_name": "Rahimov", "email": "rahimov@example.org",
    "role": "liaison", "sectors": ["isfara-batken"], "language": "tg", "time_zone": "Asia/Dushanbe",
}  # fmt: skip
VERBS = ["", "deactivate/", "reactivate/", "move/", "phone-lost/", "password/", "factor/"]


def facts(person: User, **changes: object) -> dict[str, object]:
    return {
        "first_name": "A", "last_name": "B", "email": person.email, "role": person.role, "sectors": ["isfara-batken"],
    } | changes  # fmt: skip


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


@pytest.mark.parametrize("path", ["/admin/", "/admin/people/new/", "/admin/posts/"])
def test_only_an_administrator_opens_the_pages(office: Client, officer: User, path: str):
    other = Client()
    other.force_login(officer)

    assert office.get(path).status_code == 200
    assert other.get(path).status_code == 403
    assert Client().get(path).url == f"/account/login/?next={path}"


def test_the_list_holds_the_own_side_alone(office: Client, officer: User, counterpart: User):
    page = office.get("/admin/").content.decode()

    assert officer.username in page
    assert counterpart.username not in page


def test_a_person_is_found_by_words_role_and_state(office: Client, officer: User, representative_tj: User):
    with as_owner():
        User.objects.filter(pk=officer.pk).update(first_name="Насим", last_name="Каримов", is_active=False)

    def found(query: str) -> set[str]:
        return {row.username for row in office.get(f"/admin/?{query}").context["rows"]}

    assert found("q=карим+нас") == {"officer"}
    assert found("role=representative") == {"representative.tj"}
    assert found("active=0") == {"officer"}
    assert office.get("/admin/?side=KG").status_code == 400


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_other_sides_person_is_answered_as_one_unknown(office, counterpart, verb, method):
    def answer(pk: int) -> tuple[int, str]:
        response = getattr(office, method)(f"/admin/people/{pk}/{verb}")
        # A page names the address it was asked by.
        return response.status_code, at_rest(response.content).replace(f"/people/{pk}/", "/people/N/")

    theirs, unknown = answer(counterpart.pk), answer(987654321)

    assert theirs == unknown
    assert theirs[0] == (405 if method == "get" and verb else 404)


def test_a_person_is_made_with_a_password_shown_once(office: Client):
    response = office.post("/admin/people/new/", NEW)

    password = response.context["made_up"]
    assert password in response.content.decode()
    person = User.objects.get(username="rahimov")
    assert (person.side_id, person.role, person.has_made_up_password) == ("TJ", "liaison", True)
    assert list(person.sectors.values_list("code", flat=True)) == ["isfara-batken"]
    assert password not in office.get(f"/admin/people/{person.pk}/").content.decode()


def test_a_made_up_password_opens_the_page_that_changes_it_and_nothing_else(office: Client):
    password = office.post("/admin/people/new/", NEW).context["made_up"]
    client = Client()
    sign_in(client, User(username="rahimov"), password)

    assert client.get("/incidents/").url == "/account/password/change/"
    refused = client.get("/api/v1/me/")
    assert (refused.status_code, refused.json()["code"]) == (403, "password_is_made_up")

    own = "four horses at the weir"
    client.post("/account/password/change/", {"oldpassword": password, "password1": own, "password2": own})

    assert client.get("/api/v1/me/").status_code == 200


def test_a_person_can_be_sent_a_link_instead(office, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = office.post("/admin/people/new/", NEW | {"mail": "on"})

    assert response.status_code == 302
    (message,) = mail.outbox
    assert message.to == ["rahimov@example.org"]
    assert "/account/password/reset/key/" in message.body
    assert not User.objects.get(username="rahimov").has_usable_password()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("side", "KG"),
        ("is_superuser", "1"),
        ("is_staff", "1"),
        ("password", "x"),
        ("key_epoch", "0"),
        ("is_active", ""),
    ],
)
def test_a_field_that_is_not_asked_for_is_refused(office: Client, officer: User, field: str, value: str):
    assert office.post("/admin/people/new/", NEW | {field: value}).status_code == 400
    assert office.post(f"/admin/people/{officer.pk}/", facts(officer) | {field: value}).status_code == 400
    assert office.post(f"/admin/people/{officer.pk}/phone-lost/", {field: value}).status_code == 400
    assert not User.objects.filter(username="rahimov").exists()
    officer.refresh_from_db()
    assert (officer.side_id, officer.is_superuser, officer.first_name) == ("TJ", False, "")


@pytest.mark.parametrize(
    "change",
    [
        {"role": "observer"}, {"role": "secretary"}, {"username": "OFFICER"}, {"username": "a b"},
        {"email": "Officer@example.org"}, {"sectors": ["nowhere"]}, {"last_name": "a\u202eb"},
        {"role": "authority", "districts": ["kg-adm2-batken-district"]}, {"language": "de"},
        {"mail": "on", "email": ""}, {"time_zone": "Europe/London"},
    ],
)  # fmt: skip
def test_what_is_wrong_about_a_new_person_is_said(office: Client, officer: User, change: dict[str, object]):
    response = office.post("/admin/people/new/", NEW | change)

    assert response.status_code == 400
    assert not User.objects.filter(username__in=["rahimov", "OFFICER"]).exists()


def test_the_address_of_the_other_sides_person_tells_nothing(office: Client, counterpart: User):
    response = office.post("/admin/people/new/", NEW | {"email": counterpart.email})

    assert response.status_code == 200


def test_another_role_ends_what_was_begun_with_the_former(office: Client, officer: User):
    client = Client()
    client.force_login(officer)

    office.post(f"/admin/people/{officer.pk}/", facts(officer))
    assert is_signed_in(client)

    office.post(f"/admin/people/{officer.pk}/", facts(officer, role="analyst"))
    assert not is_signed_in(client)
    officer.refresh_from_db()
    assert officer.role == "analyst"
    assert not officer.sectors.exists()


def token_of(person: User) -> str:
    with acting_as(actor_for(person)):
        return create_token(user=person, scopes=["incidents:read"])[1]


@pytest.mark.parametrize(
    ("verb", "posted"),
    [
        ("deactivate/", {}), ("move/", {"side": "KG"}), ("phone-lost/", {}), ("password/", {}), ("factor/", {}),
        ("phone-lost/", {"with_factor": "on"}), ("password/", {"mail": "on"}),
    ],
)  # fmt: skip
def test_sessions_and_tokens_end_at_the_next_request(office: Client, officer: User, verb: str, posted: dict[str, str]):
    client, key = Client(), token_of(officer)
    client.force_login(officer)
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    assert is_signed_in(client)
    assert Client().get("/api/v1/me/", **bearer).status_code == 200

    office.post(f"/admin/people/{officer.pk}/{verb}", posted)

    assert not is_signed_in(client)
    assert Client().get("/api/v1/me/", **bearer).status_code == 401
    assert not ApiToken.objects.filter(revoked_at=None).exists()


def test_a_closed_account_opens_with_nothing_of_what_was_ended(office: Client, officer: User):
    key = token_of(officer)
    office.post(f"/admin/people/{officer.pk}/deactivate/")
    assert sign_in(Client(), officer).url.startswith("/account/inactive/")

    office.post(f"/admin/people/{officer.pk}/reactivate/")

    assert Client().get("/api/v1/me/", HTTP_AUTHORIZATION=f"Bearer {key}").status_code == 401
    assert sign_in(Client(), officer).url == "/"


def test_the_lost_phone_takes_the_second_factor_on_request(office: Client, officer: User):
    enrol_factor(officer)

    office.post(f"/admin/people/{officer.pk}/phone-lost/")
    assert officer.authenticator_set.count() == 2

    office.post(f"/admin/people/{officer.pk}/phone-lost/", {"with_factor": "on"})
    assert officer.authenticator_set.count() == 0


def test_one_handed_over_is_the_other_sides_closed_analyst(office: Client, officer: User, admin_kg: User):
    enrol_factor(officer)

    office.post(f"/admin/people/{officer.pk}/move/", {"side": "KG"})

    officer.refresh_from_db()
    assert (officer.side_id, officer.role, officer.is_active) == ("KG", "analyst", False)
    assert not officer.has_usable_password()
    assert not officer.sectors.exists()
    assert not officer.authenticator_set.exists()
    assert office.get(f"/admin/people/{officer.pk}/").status_code == 404
    theirs = Client()
    theirs.force_login(admin_kg)
    theirs.post(f"/admin/people/{officer.pk}/reactivate/")
    officer.refresh_from_db()
    assert officer.is_active
    # What the former office kept of the door stays with it.
    with acting_as(actor_for(admin_kg)):
        assert not SignIn.objects.filter(user=officer, side="TJ").exists()


def test_nobody_is_handed_over_to_the_own_side(office: Client, officer: User):
    assert office.post(f"/admin/people/{officer.pk}/move/", {"side": "TJ"}).status_code == 400


@pytest.mark.parametrize("verb", ["deactivate/", "move/", "password/", "factor/"])
def test_nobody_ends_the_own_account(office: Client, admin_tj: User, verb: str):
    administrator("TJ", "admin2")

    response = office.post(f"/admin/people/{admin_tj.pk}/{verb}", {"side": "KG"} if verb == "move/" else {})

    assert response.status_code == 400
    assert is_signed_in(office)


def test_nobody_changes_the_own_role(office: Client, admin_tj: User):
    administrator("TJ", "admin2")

    assert office.post(f"/admin/people/{admin_tj.pk}/", facts(admin_tj, role="chief")).status_code == 400
    assert office.post(f"/admin/people/{admin_tj.pk}/", facts(admin_tj, sectors=[])).status_code == 302


def test_a_side_keeps_its_last_administrator(admin_tj: User):
    closed = administrator("TJ", "closed")
    with acting_as(actor_for(admin_tj)):
        deactivate(person=closed, by=admin_tj)

        # As if two had ended each other at once.
        for verb in (deactivate, lambda **given: move_to_side(side=None, **given)):
            with pytest.raises(LastAdministrator):
                verb(person=admin_tj, by=closed)
        with pytest.raises(OwnRights):
            deactivate(person=admin_tj, by=admin_tj)


def test_the_services_refuse_another_side_whatever_a_view_let_through(admin_tj: User, officer: User, counterpart: User):
    with acting_as(actor_for(admin_tj)):
        for by, person in ((admin_tj, counterpart), (officer, officer)):
            with pytest.raises(NotOfThisSide):
                reactivate(person=person, by=by)
            with pytest.raises(NotOfThisSide):
                change_person(person=person, by=by, first_name="", last_name="", email="", role="chief")


def test_the_database_refuses_an_assignment_of_the_other_sides_person(admin_tj, counterpart, sector):
    with acting_as(actor_for(admin_tj)):
        # Deleting what a policy hides finds no row.
        counterpart.sectors.clear()
    with as_owner():
        assert counterpart.sectors.exists()


def test_posts_are_the_sides_own_and_are_retired_not_deleted(office: Client, admin_kg: User):
    assert office.post("/admin/posts/", {"name": "Застава № 3 «Ворух»"}).status_code == 302
    assert office.post("/admin/posts/", {"name": "застава № 3 «ворух»"}).status_code == 400
    assert office.post("/admin/posts/", {"name": " "}).status_code == 400
    (post,) = office.get("/admin/posts/").context["rows"]

    office.post(f"/admin/posts/{post.pk}/retire/")
    (post,) = office.get("/admin/posts/").context["rows"]
    assert not post.is_active
    office.post(f"/admin/posts/{post.pk}/take-up/")
    theirs = Client()
    theirs.force_login(admin_kg)
    assert not theirs.get("/admin/posts/").context["rows"]
    assert theirs.post(f"/admin/posts/{post.pk}/retire/").status_code == 404
    with acting_as(actor_for(admin_kg)):
        assert not Post.objects.exists()


def test_administration_is_in_the_navigation_of_administrators(office: Client, officer: User):
    other = Client()
    other.force_login(officer)

    assert 'href="/admin/"' in office.get("/account/").content.decode()
    assert 'href="/admin/"' not in other.get("/account/").content.decode()


def test_an_administrator_reads_when_the_own_people_signed_in(office: Client, officer: User):
    sign_in(Client(), officer, "wrong")
    sign_in(Client(), officer)

    kinds = [each.kind for each in office.get(f"/admin/people/{officer.pk}/").context["sign_ins"]]

    assert kinds == ["signed_in", "failed"]


def test_a_person_ends_the_other_sessions_and_keeps_this_one(officer: User):
    here, there = Client(), Client()
    here.force_login(officer)
    there.force_login(officer)

    here.post("/account/sessions/end/")

    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_a_dead_epoch_is_dead_for_good(officer: User):
    client = Client()
    client.force_login(officer)
    with as_owner():
        end_everything(person=officer)

    assert not is_signed_in(client)
    assert client.cookies["sessionid"].value == ""


def test_the_list_asks_few_questions(office: Client, django_assert_max_num_queries):
    with as_owner():
        for _person in range(12):
            UserFactory(last_login=timezone.now())

    with django_assert_max_num_queries(16):
        office.get("/admin/")
