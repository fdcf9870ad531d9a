"""A client as openapi-python-client generates it. Reads what to do from standard input and writes what came of it."""

import json
import sys

from frontdesk_client import AuthenticatedClient
from frontdesk_client.api.appointments import get_appointments, get_appointments_by_id, post_appointments
from frontdesk_client.api.integrations import put_integrations_by_service
from frontdesk_client.models import GoogleInput, NewAppointment, Problem, PutIntegrationsByServiceService

visit = json.load(sys.stdin)
with AuthenticatedClient(base_url=visit["url"], token=visit["token"], raise_on_unexpected_status=True) as client:
    stored = put_integrations_by_service.sync(
        PutIntegrationsByServiceService.GOOGLE, client=client, body=GoogleInput(**visit["google"])
    )
    booked = post_appointments.sync(
        client=client,
        body=NewAppointment(start=visit["start"], patient_name="Py Thon"),
        idempotency_key="python",
    )
    read = get_appointments_by_id.sync(booked.id, client=client)
    refused = get_appointments.sync(client=client, limit=0)
    assert isinstance(refused, Problem), refused
    outcome = {
        "service": stored.service,
        "name": read.patient_name,
        "starts": read.starts_at_local[:16],
        "refused": refused.field,
    }
json.dump(outcome, sys.stdout)
