//! How far the clinic is set up.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::attention;
use crate::{
    app::App,
    domain::{
        attention::AttentionCode,
        onboarding::{self, OnboardingStep, StepState},
    },
    http::{Error, auth::Reader, body::json as answer, error::Problem},
    store::clinic::{ClinicContext, calls, troubles},
};

/// How far the clinic is set up.
#[derive(Serialize, ToSchema)]
pub struct Onboarding {
    /// Whether every step is done.
    is_live: bool,
    /// In the order in which they are mostly taken; each can be taken at any time.
    steps: Vec<OnboardingRow>,
}

/// A step.
#[derive(Serialize, ToSchema)]
pub struct OnboardingRow {
    step: OnboardingStep,
    state: RowState,
    /// What is broken, as `GET /api/attention` names it.
    code: Option<AttentionCode>,
}

/// How a step stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowState {
    Done,
    Todo,
    /// It was done, and does not work.
    Broken,
}

impl From<(OnboardingStep, StepState)> for OnboardingRow {
    fn from((step, state): (OnboardingStep, StepState)) -> Self {
        let (state, code) = match state {
            StepState::Done => (RowState::Done, None),
            StepState::Todo => (RowState::Todo, None),
            StepState::Broken(code) => (RowState::Broken, Some(code)),
        };
        Self { step, state, code }
    }
}

/// Shows how far the clinic is set up.
#[utoipa::path(get, path = "/api/onboarding", tag = "overview", security(("token" = [])),
    responses((status = 200, body = Onboarding, description = "Six steps, computed now: number, hours, calendar, texts, voice, test call"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    reader: Reader,
) -> Result<Response, Error> {
    let facts = attention::facts(&app, reader.org_id).await?;
    let (troubles, was_called) = context
        .clinic
        .read(|transaction| Ok((troubles::all(transaction, context.now)?, calls::was_answered(transaction)?)))?;
    let steps = onboarding::steps(&facts, &troubles, was_called);
    let is_live = steps.iter().all(|(_, state)| *state == StepState::Done);
    let steps = steps.into_iter().map(OnboardingRow::from).collect();
    Ok(answer(StatusCode::OK, &Onboarding { is_live, steps }))
}
