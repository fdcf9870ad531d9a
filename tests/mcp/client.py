"""The Python SDK's client, which LiveKit's agents use too. Reads what to do from standard input and writes what came of it."""

import asyncio
import json
import sys

from mcp import Client
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client


async def play(url: str, headers: dict, mode: str, steps: list) -> dict:
    """One connection in one mode, with everything that the steps call."""
    async with create_mcp_http_client(headers=headers) as http_client:
        async with Client(streamable_http_client(url, http_client=http_client), mode=mode) as client:
            listed = await client.list_tools()
            results = [await client.call_tool(tool, arguments) for tool, arguments in steps]
            return {
                "version": client.protocol_version,
                "instructions": client.instructions,
                "tools": [tool.name for tool in listed.tools],
                "results": [result.model_dump(mode="json", by_alias=True, exclude_none=True) for result in results],
            }


json.dump(asyncio.run(play(**json.load(sys.stdin))), sys.stdout)
