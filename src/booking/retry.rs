//! Retries a change once if the database gave no answer. Both attempts carry the same key, so a first attempt that did commit is found by
//! its receipt.

use std::future::Future;

use super::Declined;

/// Runs a change, and once more if the database gave no answer. Each run is a change of its own: when the first one did commit, the second
/// finds its receipt and writes nothing, so nothing follows twice.
pub(super) async fn retry_unanswered<T, F>(run: impl Fn() -> F) -> Result<T, Declined>
where
    F: Future<Output = Result<T, Declined>>,
{
    match run().await {
        Err(declined) if declined.is_unanswered() => run().await,
        outcome => outcome,
    }
}
