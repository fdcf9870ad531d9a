//! How much of a body is read: nothing before the headers allow it, and no more than a proof needs.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;

use super::*;

const CHUNK: usize = 64 * 1024;
const MIB: usize = 1024 * 1024;

/// A body of `size` bytes, in chunks, and how many bytes of it were read.
fn counted(size: usize) -> (Body, Arc<AtomicUsize>) {
    let read = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&read);
    let chunks = (0..size / CHUNK).map(move |_| {
        counter.fetch_add(CHUNK, SeqCst);
        Ok::<_, std::convert::Infallible>(Bytes::from(vec![b' '; CHUNK]))
    });
    (Body::from_stream(stream::iter(chunks)), read)
}

async fn sent(desk: &Desk, method: &str, path: &str, headers: &[(&str, &str)], size: usize) -> (Answer, usize) {
    let (body, read) = counted(size);
    let mut request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = desk.raw(request.body(body).unwrap()).await;
    (answer, read.load(SeqCst))
}

#[tokio::test]
async fn who_proves_nothing_hears_that_whatever_the_size_of_the_body() {
    let desk = cold().await;
    for size in [0, CHUNK, 8 * MIB] {
        let (answer, read) = sent(&desk, "POST", WEBHOOK, &[("x-any", "1")], size).await;
        refused(answer);
        assert_eq!(read, 0, "without credentials nothing is read");
        for junk in [JUNK[0], ("x-signature", "0000")] {
            let (answer, read) = sent(&desk, "POST", WEBHOOK, &[junk], size).await;
            refused(answer);
            assert!(read <= MIB + CHUNK, "{read} bytes were read");
        }
    }
}

#[tokio::test]
async fn who_shows_the_platforms_secret_is_told_that_a_body_is_too_large() {
    let desk = cold().await;
    let shared = [("x-vapi-secret", "canary-shared-secret")];
    let (answer, read) = sent(&desk, "POST", WEBHOOK, &shared, 8 * MIB).await;
    answer.problem(413, "too_large", None);
    assert!(read <= MIB + CHUNK, "{read} bytes were read");
}

/// Every operation that takes a token and a body, by the API's own description.
#[tokio::test]
async fn no_body_is_read_before_the_token() {
    let desk = cold().await;
    let document: Value = serde_json::from_str(include_str!("../../../openapi.json")).unwrap();
    let mut operations = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation["security"][0].get("token").is_none() {
                continue;
            }
            operations += 1;
            let (path, method) = (path.replace("{service}", "google").replace("{id}", ORG), method.to_uppercase());
            let path = path.replace("{phone}", NUMBER);
            for token in ["Bearer no.valid.token", "Basic eDp4", ""] {
                let (answer, read) = sent(&desk, &method, &path, &[("authorization", token)], 8 * MIB).await;
                answer.problem(401, "unauthorized", None);
                assert_eq!(read, 0, "{method} {path}");
            }
        }
    }
    assert!(operations > 40, "{operations} operations were tried");
}

/// A path that is nobody's, and a method that a path does not take.
#[tokio::test]
async fn what_nobody_answers_is_not_read() {
    let desk = cold().await;
    for (method, path, status) in [("POST", "/nowhere", 404), ("PUT", "/health", 405), ("PUT", WEBHOOK, 405)] {
        let (answer, read) = sent(&desk, method, path, &JUNK, 8 * MIB).await;
        assert_eq!((answer.status.as_u16(), read), (status, 0), "{method} {path}");
    }
}
