//! Once more when the database did not answer.

use std::future::Future;

use super::Declined;

/// Runs a change, and once more when the database did not answer: it may have done it, or not. Both runs have the request's key, so
/// the second one finds the receipt of a first one that was done; each is a change of its own, so what follows from the first one does
/// not follow again.
pub(super) async fn retry_unanswered<T, F>(run: impl Fn() -> F) -> Result<T, Declined>
where
    F: Future<Output = Result<T, Declined>>,
{
    match run().await {
        Err(declined) if declined.is_unanswered() => run().await,
        outcome => outcome,
    }
}
