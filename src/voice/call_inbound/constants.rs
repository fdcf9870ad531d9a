//! What an operator has a tool send with its arguments, as constants that no model sees: numbers, the call's id, the call token.

use serde_json::{Map, Value};

use crate::voice::call_token;

const CALLED: &str = "called_number";
const CALLER: &str = "caller_number";
const CALL_ID: &str = "call_id";

/// What the constants say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Constants {
    pub(super) called: Option<String>,
    pub(super) caller: Option<String>,
    pub(super) call_id: Option<String>,
    pub(super) call_token: Option<String>,
}

impl Constants {
    /// Takes them out of the arguments, so that no tool sees them.
    pub(super) fn take(arguments: &mut Map<String, Value>) -> Self {
        let mut take = |name: &str| arguments.remove(name).and_then(text);
        Self {
            called: take(CALLED),
            caller: take(CALLER),
            call_id: take(CALL_ID),
            call_token: take(call_token::VARIABLE),
        }
    }
}

/// What a value says. A template that was not filled in says nothing, whichever brackets a platform has for it.
fn text(value: Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.trim().is_empty() && !text.contains(['{', '<'])).then_some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn templates_that_were_not_filled_in_say_nothing_and_go_as_well() {
        let Value::Object(mut arguments) = json!({"date": "tomorrow", "called_number": "+15550100", "caller_number": "{{user_number}}",
            "call_id": "{call_id}", "frontdesk_call": "<frontdesk_call>"})
        else {
            unreachable!()
        };
        let constants = Constants::take(&mut arguments);
        assert_eq!(constants, Constants { called: Some("+15550100".into()), ..Constants::default() });
        assert_eq!(Value::Object(arguments), json!({"date": "tomorrow"}));
        let Value::Object(mut arguments) = json!({"call_id": 7, "called_number": ["+15550100"], "caller_number": " "})
        else {
            unreachable!()
        };
        let constants = Constants::take(&mut arguments);
        assert_eq!(constants, Constants { call_id: Some("7".into()), ..Constants::default() });
    }
}
