//! Twilio's numbers, once a test has given an account some: listed page by page with links as Twilio makes them, and changed.

use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

use frontdesk::ports::OutboundRequest;
use serde_json::{Value, json};

use super::Reply;

/// The numbers of all accounts, in the order in which they were bought.
#[derive(Default)]
pub struct TwilioNumbers {
    all: Mutex<Vec<Value>>,
    /// The forms with which numbers were changed.
    forms: Mutex<Vec<HashMap<String, String>>>,
    /// The most numbers that a page has, whatever is asked for; 0 for as many as are asked for.
    pub page: AtomicUsize,
    /// What the first page says of the next, in place of the truth.
    pub link: Mutex<Option<String>>,
}

impl TwilioNumbers {
    /// Adds a number with what is particular about it.
    pub fn add(&self, number: &str, fields: &Value) {
        let mut all = self.all.lock().unwrap();
        let mut resource = json!({"sid": format!("PN{:032x}", all.len()), "phone_number": number, "friendly_name": "A line",
            "capabilities": {"voice": true, "sms": true}, "sms_url": "", "sms_method": "POST", "sms_application_sid": ""});
        resource.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        all.push(resource);
    }

    /// The forms with which numbers were changed since the last time.
    pub fn forms(&self) -> Vec<HashMap<String, String>> {
        std::mem::take(&mut self.forms.lock().unwrap())
    }

    /// The answer to a request about numbers; `None` as long as there are none.
    pub fn answer(&self, request: &OutboundRequest) -> Option<Reply> {
        let (path, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
        let (_, which) = path.split_once("/IncomingPhoneNumbers")?;
        let mut all = self.all.lock().unwrap();
        if all.is_empty() {
            return None;
        }
        if request.method == http::Method::GET {
            return Some(self.listed(path, query, &all));
        }
        let sid = which.strip_prefix('/').unwrap().strip_suffix(".json").unwrap();
        let number = all.iter_mut().find(|number| number["sid"] == sid).unwrap();
        let form: HashMap<String, String> = serde_urlencoded::from_bytes(request.body.as_ref().unwrap()).unwrap();
        for (name, field) in
            [("SmsUrl", "sms_url"), ("SmsMethod", "sms_method"), ("SmsApplicationSid", "sms_application_sid")]
        {
            if let Some(value) = form.get(name) {
                number[field] = json!(value);
            }
        }
        self.forms.lock().unwrap().push(form);
        Some(Reply::Json(200, number.clone()))
    }

    fn listed(&self, path: &str, query: &str, all: &[Value]) -> Reply {
        let query: HashMap<String, String> = serde_urlencoded::from_str(query).unwrap();
        assert!(query.keys().all(|name| ["PhoneNumber", "PageSize", "Page"].contains(&name.as_str())), "{query:?}");
        let part = query.get("PhoneNumber").map_or("", String::as_str);
        let found: Vec<&Value> =
            all.iter().filter(|number| number["phone_number"].as_str().unwrap().contains(part)).collect();
        let asked: usize = query["PageSize"].parse().unwrap();
        let size = Some(self.page.load(SeqCst)).filter(|size| *size > 0).unwrap_or(asked);
        let page: usize = query.get("Page").map_or(0, |page| page.parse().unwrap());
        let shown: Vec<&Value> = found.iter().skip(page * size).take(size).copied().collect();
        let path = path.split_once("://").unwrap().1.split_once('/').unwrap().1;
        let next = (found.len() > (page + 1) * size).then(|| format!("/{path}?PageSize={asked}&Page={}", page + 1));
        let next = self.link.lock().unwrap().clone().or(next);
        Reply::Json(200, json!({"incoming_phone_numbers": shown, "next_page_uri": next, "page": page}))
    }
}
