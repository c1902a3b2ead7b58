"""A supervisor over small programs, in a process of its own so that tests can kill it.

`python -m tests.inbox.local.small_stack NAME=SHELL_COMMAND …`; each has half a second to stop.
"""

import contextlib
import sys

from inbox.local.child import Service
from inbox.local.console import Console
from inbox.local.supervisor import StopAsked, Supervisor


def main() -> None:
    console = Console()
    supervisor = Supervisor(console)
    with supervisor.listening():
        try:
            with contextlib.suppress(StopAsked):
                for layer, argument in enumerate(sys.argv[1:]):
                    name, _, command = argument.partition("=")
                    service = Service(name, ["sh", "-c", command], layer, patience=0.5)
                    supervisor.start(service)
                    console.say(f"pid {name} {supervisor.pids[name]}")
                supervisor.settle()
                console.say("ready")
                supervisor.watch()
        finally:
            supervisor.stop()
            console.say("stopped")


main()
