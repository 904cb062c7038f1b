"""Incidents: the list, a new one, one of them, and what is done about it."""

from django.urls import path

from incidents.views import (
    account,
    account_verbs,
    check,
    compare,
    detail,
    files,
    history,
    links,
    list,
    new,
    requests,
    review,
    thread,
    verbs,
)

app_name = "incidents"

urlpatterns = [
    path("", list.incident_list, name="list"),
    path("new/", new.new, name="new"),
    path("new/save/", new.save, name="new_save"),
    path("new/discard/", new.discard, name="new_discard"),
    path("new/check/", check.check, name="new_check"),
    path("new/sent/", check.sent, name="new_sent"),
    path("<str:ref>/", detail.incident_detail, name="detail"),
    path("<str:ref>/compare/", compare.compare, name="compare"),
    path("<str:ref>/history/", history.incident_history, name="history"),
    path("<str:ref>/files/", files.files, name="files"),
    path("<str:ref>/files/<uuid:file>/", files.file, name="file"),
    path("<str:ref>/files/<uuid:file>/preview/", files.preview, name="file_preview"),
    path("<str:ref>/files/<uuid:file>/release/", files.release, name="file_release"),
    path("<str:ref>/files/<uuid:file>/withdraw/", files.withdraw, name="file_withdraw"),
    path("<str:ref>/account/", account.write, name="account"),
    path("<str:ref>/account/<str:verb>/", account_verbs.account_verb, name="account_verb"),
    path("<str:ref>/entries/", thread.entry_new, name="entry_new"),
    path("<str:ref>/links/", links.link_new, name="link_new"),
    path("<str:ref>/links/end/", links.link_end, name="link_end"),
    path("<str:ref>/requests/", requests.request_new, name="request_new"),
    path("<str:ref>/requests/<uuid:id>/answer/", requests.request_answer, name="request_answer"),
    path("<str:ref>/submit/", verbs.submit, name="submit"),
    path("<str:ref>/acknowledge/", verbs.acknowledge, name="acknowledge"),
    path("<str:ref>/release/", verbs.release, name="release"),
    path("<str:ref>/localise/", verbs.localise, name="localise"),
    path("<str:ref>/close/", verbs.close, name="close"),
    path("<str:ref>/reopen/", verbs.reopen, name="reopen"),
    path("<str:ref>/not_confirm/", verbs.not_confirm, name="not_confirm"),
    path("<str:ref>/widen/", verbs.widen, name="widen"),
    path("<str:ref>/review/", review.review, name="review"),
    path("<str:ref>/review/sign/", review.sign, name="review_sign"),
]
