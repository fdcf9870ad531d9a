//! What can be the reason that Vapi ignores an answer or the agent hears the wrong one: Vapi's own codes, and those that say more of Vapi
//! than of any platform.

/// A stable code, and what to do about it.
pub(super) const CODES: [(&str, &str); 24] = [
    (
        "not_json",
        "The body is not one JSON object and gets HTTP 400, which Vapi ignores. Send the body whole, as it was captured.",
    ),
    ("too_large", "No tool makes a flat body of this size. It gets HTTP 413, which Vapi ignores."),
    (
        "empty_id",
        "A call has no id, or one that is neither text nor a number. Vapi matches results by toolCallId and drops this one. Send the calls as Vapi makes them.",
    ),
    (
        "repeated_id",
        "Two calls have the same id. Vapi cannot tell their results apart, and the second is taken for a repetition of the first.",
    ),
    (
        "lists_differ",
        "toolCallList, toolCalls and toolWithToolCallList do not hold the same calls. Only the first that is not empty is answered; put nothing between Vapi and here that changes a body.",
    ),
    (
        "old_format",
        "function-call is Vapi's older message. Put tool-calls into the assistant's serverMessages in its place.",
    ),
    (
        "legacy_off",
        "The older toolCall body lets the model choose the clinic, which this deployment does not allow (VAPI_LEGACY). Use a tool of type function, whose messages name the called number.",
    ),
    ("async_tool", "The tool is async: its result is never spoken. Set async to false."),
    (
        "unknown_tool",
        "A name is not one of our tools. Name the function as here, or give each tool the address of its own path. A flat body of an apiRequest tool has no name: say ?path= here.",
    ),
    ("encrypted_arguments", "An argument is encrypted or garbled. Remove it from the tool's encryptedPaths."),
    (
        "web_call",
        "A call from a browser or a test has no called number. Use the org's own address, /api/vapi/webhook/ and the org's id, as the server URL, or call the number.",
    ),
    (
        "no_called_number",
        "Nothing says which number was called, as in a test without a call. Call the number, or use the org's own address. An apiRequest tool needs the static parameter called_number set to {{phoneNumber.number}}.",
    ),
    (
        "signals_disagree",
        "The signals of the called number lead to different clinics, or the id to another number than the one that was called. Correct vapi_phone_number_id of the phone mapping.",
    ),
    (
        "caller_is_clinic",
        "The caller's number is one of the org's own: called and calling number may be mixed up. customer is the patient and phoneNumber the clinic, whoever calls whom. A clinic that forwards calls under its own number has all its callers taken for withheld: have the forwarding show theirs.",
    ),
    ("template_in_url", "The server URL holds a {{template}} that was not filled in. Write the URL out."),
    (
        "http_url",
        "The server URL is not https. Calls would cross the network in the clear, or be redirected and lose their body.",
    ),
    (
        "other_host",
        "Vapi posts this to another host. The URL of a tool goes before that of the assistant, of the number and of the organization; only the first gets the message.",
    ),
    (
        "wrong_path",
        "Vapi posts this to a path that is none of ours. Use /api/vapi/webhook, or a tool's own path below /api/vapi/tools/.",
    ),
    (
        "wrong_level",
        "A tool's own path is set as the URL of the assistant or of the number, so that all messages and tools go there. Set it at the tool, or use /api/vapi/webhook.",
    ),
    ("short_timeout", "Vapi waits less than 10 seconds here, and answers may take 8. Raise timeoutSeconds to 20."),
    ("tool_calls_not_sent", "The assistant's serverMessages lack tool-calls, so that Vapi does not send them. Add it."),
    (
        "not_answered",
        "Vapi waits for an answer to this message, and nothing here gives one. Set in Vapi what it asks for, or leave the message out of serverMessages.",
    ),
    ("id_mismatch", "A result does not have the id of its call, so that Vapi drops it. This is our fault: report it."),
    (
        "not_one_line",
        "A result is not one line of text below 500 characters, so that Vapi drops or cuts it. This is our fault: report it.",
    ),
];
