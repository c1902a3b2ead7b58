"""The addresses of the list of rules, and of what is around each rule but its editor."""

from django.urls import path

from automations.rules.views import board, files, history, making, report

urlpatterns = [
    path("automation/", board.index, name="rules"),
    path("automation/new/", making.gallery, name="rules_new"),
    path("automation/new/<slug:slug>/", making.new, name="rule_new"),
    path("automation/rules.json", files.export, name="rules_export"),
    path("automation/import/", files.importing, name="rules_import"),
    path("automation/<int:rule_id>/position/", board.position, name="rule_position"),
    path("automation/<int:rule_id>/switch/", board.switch, name="rule_switch"),
    path("automation/<int:rule_id>/copies/", board.copies, name="rule_copies"),
    path("automation/<int:rule_id>/name/", making.name, name="rule_name"),
    path("automation/<int:rule_id>/removal/", making.removal, name="rule_removal"),
    path("automation/<int:rule_id>/history/", history.history, name="rule_history"),
    path(
        "automation/<int:rule_id>/history/<int:number>/restoration/",
        history.restoration,
        name="rule_restoration",
    ),
    path("automation/<int:rule_id>/figures/", report.show, name="rule_figures"),
]
