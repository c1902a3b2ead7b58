"""Faults, time, and starting over."""

import asyncio
from collections.abc import Sequence

from integrations.sandbox.clock import HOUR
from integrations.sandbox.faults import KINDS, PRESETS
from integrations.sandbox.refusals import ROWS

from .desk import Desk, Json

HOOK_SECONDS = 60


async def faults(desk: Desk) -> Json:
    """What is switched on, what there is, and every refusal that can be named by code/subcode."""
    return {
        "faults": [fault.shown() for fault in desk.world.faults.all()],
        "kinds": KINDS,
        "presets": {name: {"kind": kind, **options} for name, (kind, options) in PRESETS.items()},
        "errors": [row._asdict() for row in ROWS.values()],
    }


async def set_fault(desk: Desk) -> Json:
    """``kind`` or a preset; ``times``, else until cleared; ``account``, else all; then options."""
    own = ("kind", "times", "account")
    options = {name: value for name, value in desk.body.items() if name not in own}
    ig_id = desk.account().ig_id if desk.given("account") else None
    times = int(desk.given("times")) if desk.given("times") else None
    fault = desk.world.faults.add(desk.need("kind"), options, ig_id, times)
    desk.world.hub.say("faults")
    return fault.shown()


async def clear_faults(desk: Desk) -> Json:
    """The one in the path, those of ``account``, or all."""
    number = desk.request.path_params.get("fault")
    ig_id = desk.account().ig_id if desk.given("account") else None
    desk.world.faults.clear(number=None if number is None else int(number), ig_id=ig_id)
    desk.world.hub.say("faults")
    return {"faults": [fault.shown() for fault in desk.world.faults.all()]}


async def age(desk: Desk) -> Json:
    """Move everything stored here ``hours`` into the past; ``everywhere`` also runs the hook."""
    hours = float(desk.need("hours"))
    desk.world.age(int(hours * HOUR))
    answer: Json = {"hours": hours, "command": f"python manage.py age_demo --hours {hours:g}"}
    hook = desk.world.settings.age_hook
    if desk.body.get("everywhere") and hook:
        answer["hook"] = await _run([part.replace("{hours}", f"{hours:g}") for part in hook])
    return answer


async def reset(desk: Desk) -> Json:
    """Forget everything. The same ``seed`` gives the same ids afterwards."""
    seed = desk.body.get("seed")
    desk.world.empty(None if seed is None else int(seed))
    return {"ok": True}


async def options(desk: Desk) -> Json:
    desk.world.set_options(desk.body)
    return {name: desk.world.option(name) for name in desk.body}


async def _run(command: Sequence[str]) -> Json:
    """Run the hook; its exit code and the end of what it said."""
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        async with asyncio.timeout(HOOK_SECONDS):
            said, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return {"code": None, "said": f"It took longer than {HOOK_SECONDS} seconds"}
    return {"code": process.returncode, "said": said.decode(errors="replace")[-2_000:]}
