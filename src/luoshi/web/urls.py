"""Every address of the product."""

from django.urls import path

from luoshi.web.pages import (
    act,
    board,
    desk,
    drafts,
    export,
    files,
    handing_over,
    intake,
    item,
    ledger,
    password,
    preferences,
    seal,
    sign_in,
    style,
    units,
)

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("ledger", ledger.ledger_list, name="ledger"),
    path("ledger/export", export.export, name="export"),
    path("ledger/hand-over", handing_over.hand_over, name="hand_over"),
    path("items/<str:number>", item.item, name="item"),
    path("items/<str:number>/do/<str:verb>", act.act, name="act"),
    path("items/<str:number>/evidence/<int:evidence_id>", files.evidence, name="evidence"),
    path("items/<str:number>/basis", files.basis_file, name="basis_file"),
    path("documents", intake.documents, name="documents"),
    path("documents/new", intake.take_in, name="take_in"),
    path("documents/<int:document_id>", intake.document, name="document"),
    path("drafts/<int:draft_id>", drafts.draft, name="draft"),
    path("units", units.unit_options, name="units"),
    path("board", board.board, name="board"),
    path("seal", seal.seal, name="seal"),
    path("style", style.style, name="style"),
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/card", sign_in.take_card, name="take_card"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("password", password.change_password, name="change_password"),
    path("post", sign_in.choose_post, name="choose_post"),
    path("preferences/theme", preferences.choose_theme, name="choose_theme"),
    path("preferences/language", preferences.choose_language, name="choose_language"),
]
