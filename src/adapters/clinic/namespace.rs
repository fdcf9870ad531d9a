//! The clinics' objects from outside.

use std::time::Duration;

use async_trait::async_trait;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::{Method, ObjectNamespace, Request, RequestInit, Stub, send::SendFuture};

use crate::{
    adapters::within,
    config::Environment,
    domain::{
        clinic_address::ClinicAddress,
        placement::{Jurisdiction, Placement},
    },
    ports::{ClinicUnreachable, Clinics},
};

/// No answer may take longer.
const LONGEST: Duration = Duration::from_secs(8);
/// An object has one operation, so nothing is named by a URL.
const ADDRESS: &str = "https://clinic.invalid/";

#[wasm_bindgen]
extern "C" {
    /// A namespace with the parts that `worker` does not give.
    #[wasm_bindgen(extends = js_sys::Object)]
    type DividedNamespace;

    /// The part of the namespace in one jurisdiction. Its objects are others than those of the same names in the whole.
    #[wasm_bindgen(method, catch)]
    fn jurisdiction(this: &DividedNamespace, name: &str) -> Result<JsValue, JsValue>;
}

/// The namespace of all clinics' objects, each of which is named by the id of its org.
pub(in crate::adapters) struct Namespace {
    objects: ObjectNamespace,
    has_jurisdictions: bool,
}

#[async_trait]
impl Clinics for Namespace {
    async fn ask(&self, address: ClinicAddress, question: String) -> Result<String, ClinicUnreachable> {
        SendFuture::new(async move {
            let answered = within(LONGEST, self.ask_again_once(address, &question)).await;
            let answer = answered.ok_or_else(|| ClinicUnreachable("it did not answer in time".into()))?;
            answer.map_err(|error| ClinicUnreachable(error.to_string()))
        })
        .await
    }
}

impl Namespace {
    /// The namespace of a deployment. workerd has no jurisdictions when it runs by itself, so in the local environment, and nowhere else,
    /// every object is in the whole.
    pub(in crate::adapters) fn new(objects: ObjectNamespace, environment: Environment) -> Self {
        Self { objects, has_jurisdictions: environment != Environment::Local }
    }

    /// An object that moves or is replaced drops what it was asked, and takes it at once when it is asked again.
    async fn ask_again_once(&self, address: ClinicAddress, question: &str) -> worker::Result<String> {
        match self.ask_once(address, question).await {
            Err(error) if is_worth_asking_again(&error) => self.ask_once(address, question).await,
            answered => answered,
        }
    }

    /// A stub that has failed stays broken, so each try has its own.
    async fn ask_once(&self, address: ClinicAddress, question: &str) -> worker::Result<String> {
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_body(Some(JsValue::from_str(question)));
        let request = Request::new_with_init(ADDRESS, &init)?;
        let mut response = self.stub(address)?.fetch_with_request(request).await?;
        match response.status_code() {
            200 => response.text().await,
            status => Err(worker::Error::RustError(format!("it answered {status}"))),
        }
    }

    /// Leads to the object at an address. The hint counts when the object is made, which asking it for the first time does.
    fn stub(&self, address: ClinicAddress) -> worker::Result<Stub> {
        let name = address.org_id().to_string();
        match address.placement() {
            Placement::Within(jurisdiction) => self.within(jurisdiction)?.get_by_name(&name),
            Placement::Near(hint) => self.objects.get_by_name_with_location_hint(&name, hint.as_str()),
            Placement::Anywhere => self.objects.get_by_name(&name),
        }
    }

    /// The objects in a jurisdiction.
    fn within(&self, jurisdiction: Jurisdiction) -> worker::Result<ObjectNamespace> {
        if !self.has_jurisdictions {
            return Ok(self.objects.clone());
        }
        let whole = JsValue::from(self.objects.clone()).unchecked_into::<DividedNamespace>();
        Ok(ObjectNamespace::unchecked_from_js(whole.jurisdiction(jurisdiction.as_str())?))
    }
}

/// What the runtime says of an object that did not answer.
fn is_worth_asking_again(error: &worker::Error) -> bool {
    let thrown = error.to_js_value();
    let says = |property: &str| Reflect::get(&thrown, &property.into()).is_ok_and(|value| value.is_truthy());
    says("retryable") && !says("overloaded")
}
