//! KV as the store of route documents.

use std::time::Duration;

use async_trait::async_trait;
use worker::{
    kv::{KvError, KvStore},
    send::SendFuture,
};

use super::within;
use crate::ports::{KeyValue, KeyValueError};

/// The least that KV allows: how long a location may answer from its own cache.
const CACHE_SECONDS: u64 = 30;
/// KV is there to be quick: after this, D1 is asked.
const LONGEST_READ: Duration = Duration::from_millis(500);

pub(super) struct Kv(pub(super) KvStore);

#[async_trait]
impl KeyValue for Kv {
    async fn get(&self, key: &str) -> Result<Option<String>, KeyValueError> {
        SendFuture::new(async move {
            let read = within(LONGEST_READ, self.0.get(key).cache_ttl(CACHE_SECONDS).text()).await;
            read.ok_or_else(|| KeyValueError("KV did not answer in time".into()))?.map_err(|error| failed(&error))
        })
        .await
    }

    async fn put(&self, key: &str, value: String) -> Result<(), KeyValueError> {
        SendFuture::new(async move {
            self.0.put(key, value).map_err(|error| failed(&error))?.execute().await.map_err(|error| failed(&error))
        })
        .await
    }

    async fn delete(&self, key: &str) -> Result<(), KeyValueError> {
        SendFuture::new(async move { self.0.delete(key).await.map_err(|error| failed(&error)) }).await
    }
}

fn failed(error: &KvError) -> KeyValueError {
    KeyValueError(error.to_string())
}
