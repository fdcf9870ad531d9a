//! The bare Rust Worker of the benchmark.
//!
//! It reads what any authenticated lookup has to read (method, path and `Authorization` header) and answers a
//! constant of the size and shape of Frontdesk's own answer. What it costs is the price of the Rust boundary.

use worker::{Context, Env, Method, Request, Response, Result, event};

const LOOKUP: &str = "/api/inbound/phone-lookup/";
const ANSWER: &str = r#"{"success":true,"org_id":"00000000-0000-4000-8000-000000000000","clinic_name":"Clinic 0000000","inbound_phone_number":"+15550000000"}"#;

#[event(fetch)]
async fn fetch(request: Request, _env: Env, _context: Context) -> Result<Response> {
    let authorised = request.headers().get("authorization")?.is_some();
    if request.method() != Method::Get || !request.path().starts_with(LOOKUP) || !authorised {
        return Response::error("not found", 404);
    }
    let json = Response::builder().with_header("content-type", "application/json")?;
    Ok(json.fixed(ANSWER.as_bytes().to_vec()))
}
