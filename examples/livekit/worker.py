"""A LiveKit worker whose agent books at a clinic through Frontdesk. What to set is in docs/livekit.md."""

import os

from livekit.agents import Agent, AgentServer, AgentSession, JobContext, cli
from livekit.agents.llm import mcp

INSTRUCTIONS = "You are the receptionist of a clinic and you are on the phone. Use short sentences. Ask one question at a time. \
Never guess a date or a free time: call check_availability. Say that something is booked only after the tool has said so."

server = AgentServer()


def text_of(context: mcp.MCPToolResultContext) -> str:
    """The sentence of an answer; without this the model gets it as JSON."""
    return "".join(getattr(item, "text", "") for item in context.result.content)


def frontdesk(attributes: dict[str, str]) -> mcp.MCPServerHTTP:
    """Frontdesk's tools for one call. The model sees nothing of these headers."""
    caller = attributes.get("sip.phoneNumber")  # Not there if the trunk hides numbers.
    called = attributes.get("sip.trunkPhoneNumber")
    headers = {
        "Authorization": f"Bearer {os.environ['FRONTDESK_SECRET']}",
        "X-Call-Id": attributes.get("sip.callID"),
        "X-Called-Number": called,
        "X-Caller-Number": caller,
    }
    return mcp.MCPServerHTTP(
        url=os.environ["FRONTDESK_MCP_URL"],
        transport_type="streamable_http",  # Its address ends in the org's id, for which the default is SSE.
        headers={name: value for name, value in headers.items() if value},
        client_session_timeout_seconds=10,  # Frontdesk answers within 8 seconds; the default is 5.
        tool_result_resolver=text_of,
    )


@server.rtc_session(agent_name="frontdesk")
async def call(job: JobContext) -> None:
    participant = await job.wait_for_participant()
    tools = mcp.MCPToolset(id="frontdesk", mcp_server=frontdesk(dict(participant.attributes)))
    session = AgentSession[None](stt="deepgram/nova-3", llm="openai/gpt-4.1-mini", tts="cartesia/sonic-3")
    await session.start(Agent(instructions=INSTRUCTIONS, tools=[tools]), room=job.room, record=False)
    await session.generate_reply(instructions="Greet the caller and ask how you can help.")


if __name__ == "__main__":
    cli.run_app(server)
