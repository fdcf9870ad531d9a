//! Google's channels, as far as the host ring needs them.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard},
};

use frontdesk::ports::OutboundRequest;
use serde_json::{Value, json};

use super::vendors::Reply;

/// A channel that somebody opened.
#[derive(Clone, Debug)]
pub struct Channel {
    pub id: String,
    pub calendar: String,
    pub token: String,
    pub address: String,
    pub resource_id: String,
}

/// All channels that are open.
#[derive(Default)]
pub struct GoogleChannels {
    open: Mutex<Vec<Channel>>,
    replies: Mutex<VecDeque<Reply>>,
}

impl GoogleChannels {
    /// The next answers to whoever wants a channel.
    pub fn answers(&self, replies: impl IntoIterator<Item = Reply>) {
        self.replies.lock().unwrap().extend(replies);
    }

    /// The channels that are open, the oldest first.
    pub fn open(&self) -> MutexGuard<'_, Vec<Channel>> {
        self.open.lock().unwrap()
    }

    /// What is asked of channels here, and the answer.
    pub(super) fn answer(&self, request: &OutboundRequest) -> Option<(&'static str, Reply)> {
        let body = || serde_json::from_slice::<Value>(request.body.as_ref().unwrap()).unwrap();
        if let Some(calendar) = request.url.strip_suffix("/events/watch") {
            let calendar = calendar.rsplit_once('/').unwrap().1.replace("%40", "@");
            return Some(("channels.open", self.opened(calendar, &body())));
        }
        if request.url.ends_with("/channels/stop") {
            let (mut open, body) = (self.open(), body());
            open.retain(|channel| body["id"] != channel.id || body["resourceId"] != channel.resource_id);
            return Some(("channels.close", Reply::Raw(204, "")));
        }
        None
    }

    /// Google opens a channel before it answers, so that an answer can be lost.
    fn opened(&self, calendar: String, body: &Value) -> Reply {
        let reply = self.replies.lock().unwrap().pop_front();
        if let Some(Reply::Json(..)) = reply {
            return reply.unwrap();
        }
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        assert_eq!(body["type"], "web_hook");
        assert!(text("token").len() <= 256 && text("id").len() <= 64, "{body}");
        if self.open().iter().any(|channel| channel.id == text("id")) {
            let reason = json!({"domain": "global", "reason": "channelIdNotUnique"});
            return Reply::Json(400, json!({"error": {"code": 400, "errors": [reason]}}));
        }
        let resource_id = format!("resource of {calendar}");
        let answer = json!({"kind": "api#channel", "id": text("id"), "resourceId": resource_id, "expiration": text("expiration")});
        let channel = Channel { id: text("id"), token: text("token"), address: text("address"), resource_id, calendar };
        self.open().push(channel);
        reply.unwrap_or(Reply::Json(200, answer))
    }
}
