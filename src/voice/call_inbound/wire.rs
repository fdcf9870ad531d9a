//! The members of a body that are read. Everything else is skipped unread: a body carries the transcript, with each word's timing twice.
//! Arguments stay text until they are read.

use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};

use crate::{
    http::Error,
    voice::{
        flat::FlatBody,
        lenient::{Folded, Id, Number, Object, TakesIn, Text, TextOr},
        mended::body_text,
    },
};

/// Open invocations beyond these are forgotten, the oldest first. No model runs so many tools at once.
const MOST_OPEN: usize = 64;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Body {
    pub(crate) event: Text,
    pub(crate) call_inbound: Option<Object<Ringing>>,
    pub(crate) name: Text,
    pub(crate) args: Option<Box<RawValue>>,
    pub(crate) call: Option<Object<Call>>,
}

/// A call that rings. Which agent it would get is not read: some platforms name it by a number, others by a text.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Ringing {
    pub(super) from_number: Text,
    pub(super) to_number: Text,
    pub(super) call_id: Id,
}

/// A call that goes on or is over.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Call {
    #[serde(rename = "call_id")]
    pub(crate) id: Id,
    #[serde(rename = "call_type")]
    pub(crate) kind: Text,
    pub(crate) direction: Text,
    pub(crate) from_number: Text,
    pub(crate) to_number: Text,
    pub(crate) start_timestamp: Number,
    pub(crate) end_timestamp: Number,
    pub(crate) disconnection_reason: Text,
    #[serde(rename = "call_cost")]
    pub(crate) cost: Object<CallCost>,
    #[serde(rename = "call_analysis")]
    pub(crate) analysis: Object<CallAnalysis>,
    transcript_with_tool_calls: Folded<OpenInvocations>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct CallCost {
    /// In US cents.
    pub(crate) combined_cost: Number,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct CallAnalysis {
    pub(crate) call_summary: Text,
}

/// The clinic's side of a call and the other one.
pub(crate) struct Counterparts<'a> {
    pub(crate) called: Option<&'a str>,
    pub(crate) caller: Option<&'a str>,
}

/// The calls of tools in a transcript that have no result yet: the one that is made now is among them, one that was answered is not.
#[derive(Default)]
struct OpenInvocations(Vec<Invocation>);

struct Invocation {
    name: String,
    id: String,
    /// What the model sent, as it is read of the call itself; none if that cannot be read.
    arguments: Option<Map<String, Value>>,
}

impl Invocation {
    fn new(name: &Text, id: String, arguments: &Text) -> Self {
        let raw = arguments.as_str().filter(|text| text.len() <= LARGEST_ARGUMENTS).map(str::to_owned);
        let raw = raw.and_then(|text| RawValue::from_string(text).ok());
        let arguments = raw.and_then(|raw| FlatBody::within(Some(&raw)).arguments.ok());
        Self { name: name.as_str().unwrap_or_default().to_owned(), id, arguments }
    }
}

/// Longer arguments are none of a tool's.
const LARGEST_ARGUMENTS: usize = 16 * 1024;

/// An element of the transcript; of what was said nothing is read.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Utterance {
    role: Text,
    name: Text,
    tool_call_id: Id,
    arguments: Text,
}

impl TakesIn for OpenInvocations {
    type Item = Utterance;

    fn take_in(&mut self, Utterance { role, name, tool_call_id, arguments }: Utterance) {
        let Some(id) = tool_call_id.0 else { return };
        match role.as_str() {
            Some("tool_call_invocation") => {
                if self.0.len() == MOST_OPEN {
                    self.0.remove(0);
                }
                self.0.push(Invocation::new(&name, id, &arguments));
            }
            Some("tool_call_result") => self.0.retain(|open| open.id != id),
            _ => {}
        }
    }
}

impl Call {
    /// The platform's id of the call of a tool that is made now: of the open invocations the one with the same arguments. Two that are
    /// alike are told apart by nothing, so neither is taken.
    pub(super) fn tool_call_id(&self, name: &str, arguments: &Map<String, Value>) -> Option<&str> {
        let Folded(OpenInvocations(open)) = &self.transcript_with_tool_calls;
        let mut alike = open.iter().filter(|one| one.name == name && one.arguments.as_ref() == Some(arguments));
        let one = alike.next()?;
        if alike.next().is_some() { None } else { Some(one.id.as_str()) }
    }

    /// Who is called and who calls. Of a call that the clinic's agent makes, the other side is the one that is called.
    pub(crate) fn counterparts(&self) -> Counterparts<'_> {
        let (from, to) = (said(&self.from_number), said(&self.to_number));
        let is_outbound = self.direction.as_str() == Some("outbound");
        if is_outbound { Counterparts { called: from, caller: to } } else { Counterparts { called: to, caller: from } }
    }

    /// The kind of call, in the words of the call log.
    pub(crate) fn kind(&self) -> Option<String> {
        let kind = match (self.kind.as_str()?, self.direction.as_str()) {
            ("web_call", _) => "webCall",
            ("phone_call", Some("outbound")) => "outboundPhoneCall",
            ("phone_call", _) => "inboundPhoneCall",
            _ => return None,
        };
        Some(kind.to_owned())
    }

    /// Whether it has no numbers, since it comes out of a browser.
    pub(super) fn is_web(&self) -> bool {
        self.kind.as_str() == Some("web_call")
    }
}

impl Ringing {
    pub(super) fn called(&self) -> Option<&str> {
        said(&self.to_number)
    }

    pub(super) fn caller(&self) -> Option<&str> {
        said(&self.from_number)
    }
}

/// What a text says; an empty one says nothing.
fn said(text: &Text) -> Option<&str> {
    text.as_str().filter(|text| !text.trim().is_empty())
}

/// Reads a body, and gives back its text as well.
///
/// # Errors
/// What is not JSON, or no object.
pub(crate) fn parse(bytes: &[u8]) -> Result<(Body, std::borrow::Cow<'_, str>), Error> {
    let not_json = || Error::Malformed("The body is not JSON.".into());
    let text = body_text(bytes).ok_or_else(not_json)?;
    match serde_json::from_str::<TextOr<Body>>(&text).map_err(|_| not_json())? {
        TextOr::Object(body) => Ok((body, text)),
        TextOr::Text(_) | TextOr::Neither => Err(Error::Malformed("The body must be a JSON object.".into())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(transcript: &serde_json::Value) -> Call {
        serde_json::from_value(json!({"transcript_with_tool_calls": transcript})).unwrap()
    }

    fn invoked(name: &str, id: &str) -> serde_json::Value {
        json!({"role": "tool_call_invocation", "name": name, "tool_call_id": id, "arguments": "{}"})
    }

    #[test]
    fn the_last_open_invocation_of_the_name_is_the_call() {
        let result = |id: &str| json!({"role": "tool_call_result", "tool_call_id": id, "content": "x"});
        let said = json!({"role": "user", "content": "tool_call_invocation", "words": [{"word": "x"}]});
        let all =
            json!([said, invoked("book", "a"), result("a"), invoked("book", "b"), invoked("check", "c"), 5, null]);
        assert_eq!(call(&all).tool_call_id("book", &Map::new()), Some("b"));
        assert_eq!(call(&all).tool_call_id("check", &Map::new()), Some("c"));
        assert_eq!(call(&all).tool_call_id("other", &Map::new()), None);
        // The transcript lags behind: the one that is made now is not in it, and the answered one is another.
        assert_eq!(call(&json!([invoked("book", "a"), result("a")])).tool_call_id("book", &Map::new()), None);
        assert_eq!(call(&json!("none")).tool_call_id("book", &Map::new()), None);
    }

    /// A model that books for two people at once.
    #[test]
    fn two_wishes_at_once_are_told_apart_by_what_they_ask() {
        let book = |id: &str, name: &str| {
            json!({"role": "tool_call_invocation", "name": "book", "tool_call_id": id,
            "arguments": json!({"name": name, "frontdesk_call": "fdc1.x"}).to_string()})
        };
        let asks = |name: &str| Map::from_iter([("name".to_owned(), json!(name))]);
        let both = call(&json!([book("a", "Ann"), book("b", "Ben")]));
        assert_eq!(
            (both.tool_call_id("book", &asks("Ann")), both.tool_call_id("book", &asks("Ben"))),
            (Some("a"), Some("b"))
        );
        assert_eq!(both.tool_call_id("book", &asks("Cleo")), None);
        assert_eq!(call(&json!([book("a", "Ann"), book("b", "Ann")])).tool_call_id("book", &asks("Ann")), None);
    }

    #[test]
    fn a_long_transcript_keeps_the_last() {
        let one = |n: u32| json!({"role": "tool_call_invocation", "name": "book", "tool_call_id": n.to_string(), "arguments": json!({"n": n}).to_string()});
        let many = call(&json!((0..200).map(one).collect::<Vec<_>>()));
        let asked = |n: u32| Map::from_iter([("n".to_owned(), json!(n))]);
        assert_eq!((many.tool_call_id("book", &asked(199)), many.tool_call_id("book", &asked(0))), (Some("199"), None));
    }
}
