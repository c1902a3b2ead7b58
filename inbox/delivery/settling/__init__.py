"""Calls of which nobody knows whether they arrived: settled, and never repeated blindly (F-4).

The echo settles most. For the rest the platform is asked what it shows, some seconds later and
then again and again; what it proves absent is sent anew, and what stays open a person decides.
"""

from inbox.delivery.settling.checking import check_next, check_where_due
from inbox.delivery.settling.deciding import arrived, send_again
from inbox.delivery.settling.witness import Lost, Said, Shown, Witness, register_witness

__all__ = [
    "Lost",
    "Said",
    "Shown",
    "Witness",
    "arrived",
    "check_next",
    "check_where_due",
    "register_witness",
    "send_again",
]
