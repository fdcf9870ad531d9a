//! Setting up an org's account at Retell: the functions of its agent, where events go, and who is asked when its numbers ring.

mod functions;

use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use self::functions::{Functions, Merged, text};
use super::{
    client::RetellAccount,
    toolset::{EVENTS, variables},
};
use crate::{
    domain::phone::PhoneNumber,
    voice::{
        account_api::{ApiError, ApiFault, Listing, Remainder},
        lenient::Text,
        provision::{Progress, Provisioned, UNCHANGED, UPDATED, difference},
    },
};

/// What is wanted.
pub(super) struct Setup<'a> {
    /// The tools, as `general_tools` takes them.
    pub(super) tools: Vec<Value>,
    /// Where Retell's addresses are here, without an org.
    pub(super) base: String,
    /// Where the org's events go.
    pub(super) events_url: String,
    /// Who is asked when a number rings.
    pub(super) inbound_url: String,
    /// Retell's id of the agent.
    pub(super) agent_id: &'a str,
    /// The org's numbers, of which Retell may have some.
    pub(super) numbers: &'a [PhoneNumber],
    /// Whether webhooks of somebody else give way.
    pub(super) replace_server: bool,
    pub(super) dry_run: bool,
}

/// Sets the account up.
pub(super) async fn run(account: &RetellAccount<'_>, setup: &Setup<'_>) -> Provisioned {
    let mut run = Run { account, setup, progress: Progress::new(setup.dry_run) };
    let result = run.all().await;
    run.progress.finished(result)
}

struct Run<'a> {
    account: &'a RetellAccount<'a>,
    setup: &'a Setup<'a>,
    progress: Progress,
}

/// A resource as it was read, and where.
struct Resource {
    what: &'static str,
    id: String,
    get: String,
    patch: String,
    before: Value,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ListedNumber {
    phone_number: Text,
}

impl Run<'_> {
    async fn all(&mut self) -> Result<(), String> {
        let agent = self.agent().await?;
        let llm = self.llm(&agent.before).await?;
        let numbers = self.numbers().await?;
        let functions = Functions::of(&llm.before, &self.setup.base);
        let merged = functions.with(&self.setup.tools)?;
        self.write_functions(&llm, merged).await?;
        let wanted = self.webhook(&agent, "webhook_url", &self.setup.events_url, "of calls that end");
        let wanted = wanted.map(|webhook| Map::from_iter([webhook, events(&agent.before)])).unwrap_or_default();
        self.settle(&agent, &wanted).await?;
        for number in &numbers {
            let wanted = self.webhook(number, "inbound_webhook_url", &self.setup.inbound_url, "who calls, and answers");
            self.settle(number, &Map::from_iter(wanted)).await?;
        }
        Ok(())
    }

    async fn agent(&self) -> Result<Resource, String> {
        let id = self.setup.agent_id;
        let agent = self.resource("agent", id, format!("/get-agent/{id}"), format!("/update-agent/{id}")).await?;
        // Calls go by what was published; Retell takes changes to drafts alone.
        if agent.before.get("is_published") == Some(&Value::Bool(true)) {
            return Err("The latest version of the agent is published, so it takes no changes. Make a draft of it at Retell, run this \
                        again, and publish that."
                .into());
        }
        Ok(agent)
    }

    /// The prompt and tools of the agent, in the version that it uses.
    async fn llm(&self, agent: &Value) -> Result<Resource, String> {
        let engine = agent.get("response_engine").unwrap_or(&Value::Null);
        let id = text(engine, "/llm_id");
        if text(engine, "/type") != "retell-llm" || !is_id(id) {
            return Err("The agent's response engine is no Retell LLM. Its functions have to be added by hand: GET /api/retell/tools.json \
                        has them."
                .into());
        }
        let version = engine.get("version").and_then(Value::as_u64);
        let version = version.map(|version| format!("?version={version}")).unwrap_or_default();
        let paths = (format!("/get-retell-llm/{id}{version}"), format!("/update-retell-llm/{id}{version}"));
        self.resource("llm", id, paths.0, paths.1).await
    }

    /// Those of the org's numbers that the account has.
    async fn numbers(&mut self) -> Result<Vec<Resource>, String> {
        let listed: Result<Listing<ListedNumber>, ApiError> = self.account.numbers().await;
        let Listing { items, rest } = listed.map_err(|error| self.progress.halted("the list of numbers", error))?;
        if let Remainder::Failed(error) = rest {
            return Err(self.progress.halted("the list of numbers", error));
        }
        let mut numbers = Vec::new();
        for number in self.setup.numbers {
            let said = items.iter().filter_map(|item| item.phone_number.as_str());
            let found = said.into_iter().find(|said| PhoneNumber::parse(said).as_ref() == Ok(number));
            let Some(found) = found else {
                let said = format!("The Retell account does not have the number {}, so it was left.", number.as_str());
                self.progress.notes.push(said);
                continue;
            };
            let id = utf8_percent_encode(found, NON_ALPHANUMERIC);
            let paths = (format!("/get-phone-number/{id}"), format!("/update-phone-number/{id}"));
            numbers.push(self.resource("phone_number", found, paths.0, paths.1).await?);
        }
        Ok(numbers)
    }

    async fn resource(&self, what: &'static str, id: &str, get: String, patch: String) -> Result<Resource, String> {
        let before = self.account.0.get(&get).await.map_err(|error| match error.fault {
            ApiFault::Missing => format!("The Retell account of this API key has no {what} with the id {id}."),
            _ => self.progress.halted(what, error),
        })?;
        Ok(Resource { what, id: id.to_owned(), get, patch, before })
    }

    /// The functions, which are one field of the LLM: they are written all at once, or none.
    async fn write_functions(&mut self, llm: &Resource, merged: Merged) -> Result<(), String> {
        let mut fields = Map::new();
        if merged.is_changed() {
            fields.insert("general_tools".into(), Value::Array(merged.tools));
        }
        // Without a value a call that no webhook announced would have the variable's name in its place.
        let known = llm.before.get("default_dynamic_variables").and_then(Value::as_object).cloned().unwrap_or_default();
        let missing: Vec<&str> = variables().filter(|name| !known.contains_key(*name)).collect();
        if !missing.is_empty() {
            let added = missing.iter().map(|name| ((*name).to_owned(), Value::from("")));
            let all: Map<String, Value> = known.into_iter().chain(added).collect();
            fields.insert("default_dynamic_variables".into(), Value::Object(all));
        }
        self.write(llm, fields).await?;
        for (name, done, changes) in merged.steps {
            self.progress.note(&format!("tool {name}"), Some(&llm.id), done, changes);
        }
        let missing: Vec<String> = missing.iter().map(|name| format!("default_dynamic_variables.{name}")).collect();
        self.progress.note("llm", Some(&llm.id), if missing.is_empty() { UNCHANGED } else { UPDATED }, missing);
        self.progress.notes.extend(merged.notes);
        Ok(())
    }

    /// The webhook that is wanted, unless there is one of somebody else's.
    fn webhook(&mut self, of: &Resource, field: &str, url: &str, unheard: &str) -> Option<(String, Value)> {
        let known = of.before.get(field).and_then(Value::as_str).unwrap_or_default();
        // At the address without an org any of a deployment's clinics is served; at another org's only that one.
        let of_all = format!("{}/{}", self.setup.base, url.rsplit('/').next().unwrap_or_default());
        if !known.is_empty() && known != url && known != of_all && !self.setup.replace_server {
            self.progress.notes.push(format!(
                "The {} {} has another {field}, which was left: Frontdesk does not hear {unheard}. Send replace_server to change that.",
                of.what, of.id
            ));
            return None;
        }
        Some((field.to_owned(), url.into()))
    }

    /// Changes what differs, and notes it.
    async fn settle(&mut self, resource: &Resource, wanted: &Map<String, Value>) -> Result<(), String> {
        let (fields, changes) = difference(&resource.before, wanted);
        let done = if changes.is_empty() { UNCHANGED } else { UPDATED };
        self.write(resource, fields).await?;
        self.progress.note(resource.what, Some(&resource.id), done, changes);
        Ok(())
    }

    /// Writes fields, each as a whole, unless nothing is to be written or somebody else has changed them in the meantime.
    async fn write(&self, resource: &Resource, fields: Map<String, Value>) -> Result<(), String> {
        if self.setup.dry_run || fields.is_empty() {
            return Ok(());
        }
        let halted = |error: ApiError| self.progress.halted(resource.what, error);
        let now: Value = self.account.0.get(&resource.get).await.map_err(halted)?;
        self.progress.refuse_edited(resource.what, &resource.before, &now, &fields)?;
        let written =
            self.account.0.write(Method::PATCH, &resource.patch, &Value::Object(fields)).await.map_err(halted)?;
        if written.is_object() { Ok(()) } else { Err(halted(self.account.0.error(ApiFault::Unexpected))) }
    }
}

/// The events that are heard, in addition to those that are sent already. Without a list Retell sends three.
fn events(agent: &Value) -> (String, Value) {
    let known = agent.get("webhook_events").and_then(Value::as_array).cloned().unwrap_or_default();
    let more = EVENTS.into_iter().map(Value::from).filter(|event| !known.contains(event));
    let all: Vec<Value> = known.iter().cloned().chain(more).collect();
    ("webhook_events".into(), json!(all))
}

/// Whether it may be a part of an address.
pub(super) fn is_id(id: &str) -> bool {
    (1..=100).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}
