//! Setting up an org's account at Vapi: its tools, its assistant, its numbers.

mod belongings;
pub(super) mod fallback;

use http::Method;
use serde_json::{Map, Value, json};

use belongings::{Belongings, id, name, text};

use crate::{
    domain::secret::Secret,
    voice::{
        account_api::ApiFault,
        provision::{CREATED, Progress, Provisioned, UNCHANGED, UPDATED, difference},
        vapi::{
            client::VapiAccount,
            toolset::{SECRET_HEADER, TRANSFER},
        },
    },
};

/// The caller waits in silence for what is known, and it is looked up in far less.
const KNOWLEDGE_TIMEOUT_SECONDS: u32 = 2;

/// What is wanted.
pub struct Setup<'a> {
    /// The tools, as `POST /tool` takes them.
    pub tools: Vec<Value>,
    /// What the assistant is to send.
    pub messages: Vec<&'static str>,
    /// This deployment's origin.
    pub public_url: &'a str,
    /// Where the org's messages go.
    pub url: String,
    /// What proves them.
    pub secret: &'a Secret,
    /// Vapi's id of the assistant.
    pub assistant_id: &'a str,
    /// Vapi's ids of the numbers.
    pub numbers: &'a [String],
    /// Where Vapi sends a call of a number if nobody here says who answers it; `None` if the clinic has named nobody.
    pub fallback: Option<Value>,
    /// Whether the assistant asks with every turn of a caller what is known.
    pub knowledge_base: bool,
    /// Whether servers of somebody else give way.
    pub replace_server: bool,
    /// Whether nothing is written.
    pub dry_run: bool,
}

/// Sets the account up.
pub async fn run(account: &VapiAccount<'_>, setup: &Setup<'_>) -> Provisioned {
    let mut run = Run { account, setup, progress: Progress::new(setup.dry_run) };
    let result = run.all().await;
    run.progress.finished(result)
}

struct Run<'a> {
    account: &'a VapiAccount<'a>,
    setup: &'a Setup<'a>,
    progress: Progress,
}

impl Run<'_> {
    async fn all(&mut self) -> Result<(), String> {
        let assistant = self.read("assistant", self.setup.assistant_id).await?;
        if !assistant.get("model").is_some_and(Value::is_object) {
            return Err("The assistant has no model yet. Choose one at Vapi.".into());
        }
        let mut numbers = Vec::new();
        for id in self.setup.numbers {
            numbers.push(self.read("phone_number", id).await?);
        }
        let tools = self.account.tools().await.map_err(|error| self.progress.halted("the list of tools", error))?;
        let there = Belongings { tools, assistant };
        self.refuse_collisions(&there)?;
        let mut ids = Vec::new();
        for wanted in &self.setup.tools {
            ids.extend(self.tool(&there, wanted).await?);
        }
        self.assistant(&there, &ids).await?;
        for number in &numbers {
            let server = self.server("phone_number", number);
            let fallback = fallback::wanted(self.setup, number, &mut self.progress.notes);
            let wanted = server.into_iter().chain(fallback).collect();
            self.settle("phone_number", "/phone-number", Some(number), wanted).await?;
        }
        Ok(())
    }

    async fn read(&self, what: &str, id: &str) -> Result<Value, String> {
        let path = format!("/{}/{id}", what.replace('_', "-"));
        self.account.0.get(&path).await.map_err(|error| match error.fault {
            ApiFault::Missing => format!("The Vapi account of this API key has no {what} with the id {id}."),
            _ => self.progress.halted(what, error),
        })
    }

    /// A model takes no two tools of one name, and which of them it is to use is not ours to say.
    fn refuse_collisions(&self, there: &Belongings) -> Result<(), String> {
        for wanted in self.setup.tools.iter().filter(|wanted| name(wanted) != TRANSFER) {
            if let Some(other) = there.others(wanted).first() {
                return Err(format!(
                    "The assistant already has another tool named {} ({other}), which does not send to this org's address. Take it off the \
                     assistant, or set its server's URL to {}, and run this again. Nothing was changed.",
                    name(wanted),
                    self.setup.url
                ));
            }
        }
        Ok(())
    }

    /// The id of a tool that is as wanted now, null of one that would be created; nothing where the assistant transfers calls in its own way.
    async fn tool(&mut self, there: &Belongings, wanted: &Value) -> Result<Option<Value>, String> {
        let what = format!("tool {}", name(wanted));
        let is_transfer = name(wanted) == TRANSFER;
        if is_transfer && !there.others(wanted).is_empty() {
            self.progress
                .notes
                .push("The assistant transfers calls by a tool with destinations of its own, which was left.".into());
            return Ok(None);
        }
        let before = there.own(wanted);
        let mut fields = wanted.as_object().cloned().unwrap_or_default();
        if let Some(before) = before {
            // Vapi takes the type once. What is said meanwhile is for the org to change, in its own language.
            fields.retain(|field, _| {
                field != "type" && !is_transfer && (field != "messages" || before.get(field).is_none())
            });
        }
        if let Some(server) = fields.get_mut("server").and_then(Value::as_object_mut) {
            server.insert("headers".into(), self.headers());
        }
        self.settle(&what, "/tool", before, fields).await.map(|id| Some(Value::from(id)))
    }

    async fn assistant(&mut self, there: &Belongings, ids: &[Value]) -> Result<(), String> {
        let mut model = there.with(ids, &self.setup.tools);
        model.extend(self.knowledge_base(&there.assistant));
        let mut wanted = Map::from_iter([("model".to_owned(), Value::Object(model))]);
        let known = there.assistant.get("serverMessages").and_then(Value::as_array).cloned().unwrap_or_default();
        let more = self.setup.messages.iter().copied().map(Value::from).filter(|message| !known.contains(message));
        let all: Vec<Value> = known.iter().cloned().chain(more).collect();
        wanted.insert("serverMessages".into(), Value::Array(all));
        wanted.extend(self.server("assistant", &there.assistant));
        self.settle("assistant", "/assistant", Some(&there.assistant), wanted).await.map(|_| ())
    }

    /// The knowledge base of the model, if one is wanted and there is none of somebody else's.
    fn knowledge_base(&mut self, assistant: &Value) -> Option<(String, Value)> {
        if !self.setup.knowledge_base {
            return None;
        }
        let has_other = assistant.pointer("/model/knowledgeBase").is_some_and(|known| !known.is_null())
            && !self.is_ours(text(assistant, "/model/knowledgeBase/server/url"));
        if has_other && !self.setup.replace_server {
            self.progress.notes.push(
                "The assistant has another knowledge base, which was left. Send replace_server to put this one in its place.".into(),
            );
            return None;
        }
        let server =
            json!({"url": self.setup.url, "headers": self.headers(), "timeoutSeconds": KNOWLEDGE_TIMEOUT_SECONDS});
        Some(("knowledgeBase".into(), json!({"provider": "custom-knowledge-base", "server": server})))
    }

    fn is_ours(&self, url: &str) -> bool {
        url.starts_with(&format!("{}/api/vapi/", self.setup.public_url))
    }

    /// The server of an assistant or a number, unless it is somebody else's.
    fn server(&mut self, what: &str, of: &Value) -> Option<(String, Value)> {
        let known = text(of, "/server/url");
        if !known.is_empty() && !self.is_ours(known) && !self.setup.replace_server {
            self.progress.notes.push(format!(
                "The {what} {} sends to another server, which was left: calls, reports and transfers are not heard of here. \
                 Send replace_server to change that.",
                id(of)
            ));
            return None;
        }
        Some(("server".into(), json!({"url": self.setup.url, "headers": self.headers()})))
    }

    fn headers(&self) -> Value {
        json!({ SECRET_HEADER: self.setup.secret.expose() })
    }

    /// Creates what is not there, changes what differs, and notes it.
    async fn settle(
        &mut self,
        what: &str,
        collection: &str,
        before: Option<&Value>,
        wanted: Map<String, Value>,
    ) -> Result<Option<String>, String> {
        let Some(before) = before else {
            let body = Value::Object(wanted);
            let made = self.write(what, Method::POST, collection, &body).await?;
            let id = made.as_ref().map(id);
            self.progress.note(what, id, CREATED, Vec::new());
            return Ok(id.map(str::to_owned));
        };
        let (mut fields, changes) = difference(before, &wanted);
        if changes.is_empty() {
            self.progress.note(what, Some(id(before)), UNCHANGED, changes);
            return Ok(Some(id(before).to_owned()));
        }
        let path = format!("{collection}/{}", id(before));
        self.refuse_edited(what, &path, before, &fields).await?;
        // A number's provider tells its kinds apart, in changes too.
        fields.extend(before.get("provider").map(|provider| ("provider".to_owned(), provider.clone())));
        self.write(what, Method::PATCH, &path, &Value::Object(fields)).await?;
        self.progress.note(what, Some(id(before)), UPDATED, changes);
        Ok(Some(id(before).to_owned()))
    }

    /// Refuses to undo what somebody else has changed since the resource was read. Vapi replaces each field as a whole and has no conditional
    /// writes, so the resource is read once more right before: the fields to write must be what the change was made from.
    async fn refuse_edited(
        &self,
        what: &str,
        path: &str,
        before: &Value,
        fields: &Map<String, Value>,
    ) -> Result<(), String> {
        if self.setup.dry_run {
            return Ok(());
        }
        let now: Value = self.account.0.get(path).await.map_err(|error| self.progress.halted(what, error))?;
        self.progress.refuse_edited(what, before, &now, fields)
    }

    /// Writes, unless nothing is to be written.
    async fn write(&self, what: &str, method: Method, path: &str, body: &Value) -> Result<Option<Value>, String> {
        if self.setup.dry_run {
            return Ok(None);
        }
        let written =
            self.account.0.write(method, path, body).await.map_err(|error| self.progress.halted(what, error))?;
        if id(&written).is_empty() {
            Err(self.progress.halted(what, self.account.0.error(ApiFault::Unexpected)))
        } else {
            Ok(Some(written))
        }
    }
}
