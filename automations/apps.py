from django.apps import AppConfig


class AutomationsConfig(AppConfig):
    name = "automations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from automations import runs
        from automations.handoffs import following
        from automations.panel import disclosing, telling
        from automations.rules.subjects import names
        from inbox import hooks
        from inbox.accounts import changes
        from inbox.accounts.subjects import register
        from inbox.threads import beside, ownership

        beside.learn_from(telling.tell)
        ownership.listen(following.follow)
        ownership.listen(disclosing.disclose)
        changes.off_duty.listen(following.pass_on)
        register("rule", names)
        hooks.on_answer(runs.called)
