//! What the rest of the product does in an object. An object knows nothing of it, so the composition root hands it in.

use async_trait::async_trait;
use axum::body::Body;
use http::{Request, Response};

use crate::store::{StoreError, clinic::ClinicContext};

/// The product as one clinic's object needs it.
#[async_trait]
pub trait ClinicDesk: Send + Sync {
    /// Answers a request that was handed to the object. Whatever goes wrong is an answer too.
    async fn serve(&self, context: ClinicContext, request: Request<Body>) -> Response<Body>;

    /// Does some of the work that is due: the outbox's, and comparing calendars.
    ///
    /// # Errors
    /// When the object's database failed.
    async fn work(&self, context: &ClinicContext) -> Result<(), StoreError>;

    /// Gets ready for the questions of a call that has begun. What fails makes them slower, and no less right.
    async fn wake(&self, context: &ClinicContext);

    /// Acts on what the clinic has set.
    ///
    /// # Errors
    /// When D1 or the object's database did not answer.
    async fn reconfigure(&self, context: &ClinicContext) -> Result<(), StoreError>;
}
