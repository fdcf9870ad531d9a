//! What can be the reason that an agent ignores an answer or hears the wrong one: a stable code, and what to do about it.

/// The codes of every platform. A platform may have words of its own for one.
pub(super) const CODES: [(&str, &str); 20] = [
    ("not_json", "The body is not one JSON object and is refused. Send the body whole, as it was captured."),
    ("too_large", "No tool makes a body of this size, so it is refused."),
    ("no_calls", "The message calls no tool, so there is nothing to answer."),
    ("too_many_calls", "More tools are called at once than are run. Turn off parallel tool calls of the model."),
    (
        "unknown_tool",
        "A name is not one of our tools. Name the function as here, or give each tool the address of its own path.",
    ),
    (
        "other_tools_path",
        "A call by the name of one tool goes to the path of another and is refused. Correct the tool's server URL or its name.",
    ),
    (
        "unreadable_arguments",
        "Arguments are no JSON object, often because the model's answer was cut off. Raise the model's maxTokens or ask for less at once.",
    ),
    (
        "template_unfilled",
        "A {{template}} was not filled in. The variable has no value in this kind of call, or its name is misspelt.",
    ),
    ("encrypted_arguments", "An argument is encrypted or garbled. Have the platform send it in clear."),
    (
        "web_call",
        "A call from a browser or a test has no called number. Use the org's own addresses, or call the number.",
    ),
    (
        "no_called_number",
        "Nothing says which number was called, as in a test without a call. Call the number, or use the org's own addresses.",
    ),
    ("unreadable_number", "What is said of the called number is no number, no id and no SIP address."),
    (
        "signals_disagree",
        "The signals of the called number lead to different clinics. Correct the phone mapping, or the address.",
    ),
    (
        "not_your_number",
        "What was called belongs to another org or to nobody here. Add it with POST /api/inbound/phone-mappings; the answer shown is that for nobody's number.",
    ),
    ("org_not_active", "The org is suspended or closed, so its calls are not served."),
    (
        "caller_is_clinic",
        "The caller's number is one of the org's own: called and calling number may be mixed up. A clinic that forwards calls under its own number has all its callers taken for withheld: have the forwarding show theirs.",
    ),
    ("not_answered", "The platform waits for an answer to this message, and nothing here gives one."),
    ("not_one_line", "A result is not one line of text below 500 characters. This is our fault: report it."),
    ("no_result", "A call gets no result. This is our fault: report it."),
    (
        "call_token_refused",
        "The call token is not one of this org's, is altered, older than two hours, or of another call. It counts for nothing, so the caller is whoever the message itself names.",
    ),
];
