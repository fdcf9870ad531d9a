//! How long tools took as Vapi saw it: from when the model asked for one until Vapi had its result, the way there and back included.
//!
//! Source: the artifact of an end-of-call report has messages of the roles `tool_calls` and `tool_call_result`, each with its `time`.

use serde::Deserialize;

use crate::voice::lenient::{Id, List, Number, TakesIn, Text};

/// Most tools of a call that are looked at.
const MOST: usize = 50;

/// A message of the conversation. Nothing that was said is read.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct TimedMessage {
    role: Text,
    /// Unix milliseconds.
    time: Number,
    tool_calls: List<AskedTool>,
    tool_call_id: Id,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AskedTool {
    id: Id,
}

/// What was found so far: tools that have no result yet, by id and when they were asked for, and how long the others took.
#[derive(Clone, Debug, Default)]
pub(super) struct ToolTimes {
    asked: Vec<(String, f64)>,
    millis: Vec<u32>,
}

impl ToolTimes {
    /// How long each tool took that has a result, in milliseconds.
    pub(super) fn millis(&self) -> Vec<u32> {
        self.millis.clone()
    }

    fn has_result(&mut self, id: &str, time: f64) {
        let Some(at) = self.asked.iter().position(|(asked, _)| asked == id) else { return };
        let (_, asked_at) = self.asked.swap_remove(at);
        let elapsed = time - asked_at;
        if (0.0..f64::from(u32::MAX)).contains(&elapsed) && self.millis.len() < MOST {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked before")]
            self.millis.push(elapsed as u32);
        }
    }
}

impl TakesIn for ToolTimes {
    type Item = TimedMessage;

    fn take_in(&mut self, message: TimedMessage) {
        let Some(time) = message.time.0 else { return };
        match (message.role.as_str(), message.tool_call_id.0) {
            (Some("tool_call_result"), Some(id)) => self.has_result(&id, time),
            (Some("tool_calls"), _) if self.asked.len() < MOST => {
                self.asked.extend(message.tool_calls.0.into_iter().filter_map(|tool| tool.id.0).map(|id| (id, time)));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::voice::lenient::Folded;

    fn millis(messages: &Value) -> Vec<u32> {
        serde_json::from_value::<Folded<ToolTimes>>(messages.clone()).unwrap().0.millis()
    }

    #[test]
    fn a_tool_takes_from_its_call_to_its_result() {
        let asked = |ids: &[&str], time: i64| {
            let calls: Vec<Value> = ids.iter().map(|id| json!({"id": id, "function": {"name": "x"}})).collect();
            json!({"role": "tool_calls", "toolCalls": calls, "time": time})
        };
        let result = |id: &str, time: i64| json!({"role": "tool_call_result", "toolCallId": id, "time": time});
        let said = json!({"role": "bot", "message": "x", "time": 2});
        let messages = json!([asked(&["a", "b"], 1000), said, result("b", 1400), result("a", 2500), result("c", 9)]);
        assert_eq!(millis(&messages), [400, 1500]);
        // A clock that went back, an unknown id, a result twice.
        assert_eq!(millis(&json!([asked(&["a"], 1000), result("a", 900)])), [0; 0]);
        assert_eq!(millis(&json!([asked(&["a"], 1), result("a", 5), result("a", 50)])), [4]);
        assert_eq!(millis(&json!([7, {"role": "tool_calls"}, {}])), [0; 0]);
    }
}
