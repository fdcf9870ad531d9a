//! The clinics' objects from outside.

use std::time::Duration;

use async_trait::async_trait;
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use worker::{
    ObjectNamespace,
    send::{SendFuture, SendWrapper},
};

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

#[wasm_bindgen]
extern "C" {
    /// A namespace with the parts that `worker` does not give.
    #[wasm_bindgen(extends = Object)]
    #[derive(Clone)]
    type ClinicNamespace;

    /// The part of the namespace in one jurisdiction. Its objects are others than those of the same names in the whole.
    #[wasm_bindgen(method, catch)]
    fn jurisdiction(this: &ClinicNamespace, name: &str) -> Result<ClinicNamespace, JsValue>;

    /// Leads to an object.
    #[wasm_bindgen(method, catch, js_name = getByName)]
    fn get_by_name(this: &ClinicNamespace, name: &str, options: &JsValue) -> Result<ClinicStub, JsValue>;

    /// What leads to an object, and has the object's own methods.
    #[wasm_bindgen(extends = Object)]
    type ClinicStub;

    /// Calls `Clinic::ask` by RPC, at a third of what `fetch` costs with its request, its response and their headers.
    #[wasm_bindgen(method, catch)]
    fn ask(this: &ClinicStub, question: &str) -> Result<Promise, JsValue>;
}

/// The namespace of all clinics' objects, each of which is named by the id of its org.
pub(in crate::adapters) struct Namespace {
    objects: SendWrapper<ClinicNamespace>,
    has_jurisdictions: bool,
}

#[async_trait]
impl Clinics for Namespace {
    async fn ask(&self, address: ClinicAddress, question: String) -> Result<String, ClinicUnreachable> {
        SendFuture::new(async move {
            let answered = within(LONGEST, self.ask_again_once(address, &question)).await;
            let answer = answered.ok_or_else(|| ClinicUnreachable("it did not answer in time".into()))?;
            answer.map_err(|thrown| ClinicUnreachable(worker::Error::from(thrown).to_string()))
        })
        .await
    }
}

impl Namespace {
    /// The namespace of a deployment. workerd has no jurisdictions when it runs by itself, so in the local environment, and nowhere else,
    /// every object is in the whole.
    pub(in crate::adapters) fn new(objects: ObjectNamespace, environment: Environment) -> Self {
        let objects = SendWrapper::new(JsValue::from(objects).unchecked_into());
        Self { objects, has_jurisdictions: environment != Environment::Local }
    }

    /// An object that moves or is replaced drops what it was asked, and takes it at once when it is asked again.
    async fn ask_again_once(&self, address: ClinicAddress, question: &str) -> Result<String, JsValue> {
        match self.ask_once(address, question).await {
            Err(thrown) if is_worth_asking_again(&thrown) => self.ask_once(address, question).await,
            answered => answered,
        }
    }

    /// A stub that has failed stays broken, so each try has its own.
    async fn ask_once(&self, address: ClinicAddress, question: &str) -> Result<String, JsValue> {
        let answer = JsFuture::from(self.stub(address)?.ask(question)?).await?;
        answer.as_string().ok_or_else(|| JsValue::from_str("it answered no text"))
    }

    /// Leads to the object at an address. The hint counts when the object is made, which asking it for the first time does.
    fn stub(&self, address: ClinicAddress) -> Result<ClinicStub, JsValue> {
        let name = address.org_id().to_string();
        match address.placement() {
            Placement::Within(jurisdiction) => self.within(jurisdiction)?.get_by_name(&name, &JsValue::UNDEFINED),
            Placement::Near(hint) => {
                let options = Object::new();
                Reflect::set(&options, &"locationHint".into(), &hint.as_str().into())?;
                self.objects.get_by_name(&name, &options)
            }
            Placement::Anywhere => self.objects.get_by_name(&name, &JsValue::UNDEFINED),
        }
    }

    /// The objects in a jurisdiction.
    fn within(&self, jurisdiction: Jurisdiction) -> Result<ClinicNamespace, JsValue> {
        if self.has_jurisdictions {
            self.objects.jurisdiction(jurisdiction.as_str())
        } else {
            Ok(ClinicNamespace::clone(&self.objects))
        }
    }
}

/// What the runtime says of an object that did not answer.
fn is_worth_asking_again(thrown: &JsValue) -> bool {
    let says = |property: &str| Reflect::get(thrown, &property.into()).is_ok_and(|value| value.is_truthy());
    says("retryable") && !says("overloaded")
}
