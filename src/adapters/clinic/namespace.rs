//! The clinics' objects from outside.

use std::time::Duration;

use async_trait::async_trait;
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use worker::{Method, ObjectNamespace, Request, RequestInit, send::SendFuture};

use crate::{
    adapters::within,
    domain::id::OrgId,
    ports::{ClinicUnreachable, Clinics},
};

/// No answer may take longer.
const LONGEST: Duration = Duration::from_secs(8);
/// An object has one operation, so nothing is named by a URL.
const ADDRESS: &str = "https://clinic.invalid/";

/// The namespace of all clinics' objects, each of which is named by the id of its org.
pub(in crate::adapters) struct Namespace(pub(in crate::adapters) ObjectNamespace);

#[async_trait]
impl Clinics for Namespace {
    async fn ask(&self, org_id: OrgId, question: String) -> Result<String, ClinicUnreachable> {
        SendFuture::new(async move {
            let answered = within(LONGEST, self.ask_again_once(&org_id.to_string(), &question)).await;
            let answer = answered.ok_or_else(|| ClinicUnreachable("it did not answer in time".into()))?;
            answer.map_err(|error| ClinicUnreachable(error.to_string()))
        })
        .await
    }
}

impl Namespace {
    /// An object that moves or is replaced drops what it was asked, and takes it at once when it is asked again.
    async fn ask_again_once(&self, name: &str, question: &str) -> worker::Result<String> {
        match self.ask_once(name, question).await {
            Err(error) if is_worth_asking_again(&error) => self.ask_once(name, question).await,
            answered => answered,
        }
    }

    /// A stub that has failed stays broken, so each try has its own.
    async fn ask_once(&self, name: &str, question: &str) -> worker::Result<String> {
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_body(Some(JsValue::from_str(question)));
        let request = Request::new_with_init(ADDRESS, &init)?;
        let mut response = self.0.get_by_name(name)?.fetch_with_request(request).await?;
        match response.status_code() {
            200 => response.text().await,
            status => Err(worker::Error::RustError(format!("it answered {status}"))),
        }
    }
}

/// What the runtime says of an object that did not answer.
fn is_worth_asking_again(error: &worker::Error) -> bool {
    let thrown = error.to_js_value();
    let says = |property: &str| Reflect::get(&thrown, &property.into()).is_ok_and(|value| value.is_truthy());
    says("retryable") && !says("overloaded")
}
