//! A clinic's connection to its calendars, for one request.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Calendars,
    provider::{
        BusyCalendar, CalendarEvent, CalendarProvider, CalendarService, CalendarSettings, Changes, EventDraft,
        NewChannel, OpenChannel, ProviderError, Removal, Shown, Since,
    },
    reading::CalendarError,
};
use crate::{
    context::RequestContext,
    domain::{
        event_ref::EventRef,
        id::OrgId,
        integration::{IntegrationStatus, SealedCredential, Vendor},
        route::{Route, RouteKey},
        schedule::Interval,
    },
    integrations::Accounts,
    ports::{Rows, Statement},
    store::{self, StoreError, tokens::SealedToken},
};

/// The provider of one clinic. A connection that turns out to be dead is recorded as such, whatever was asked.
#[derive(Clone)]
pub(super) struct Connection {
    provider: Arc<dyn CalendarProvider>,
    accounts: Arc<Accounts>,
    context: RequestContext,
    pub(super) org_id: OrgId,
    pub(super) vendor: Vendor,
    pub(super) credential_id: String,
}

impl Calendars {
    /// The vendor that keeps the clinic's calendars, and the clinic's account there.
    fn account<'a>(
        &self,
        route: &'a Route,
    ) -> Result<(&Arc<dyn CalendarService>, &'a SealedCredential), CalendarError> {
        let account = |service| {
            let vendor = CalendarService::vendor(Arc::as_ref(service));
            Some((service, route.integrations.get(&vendor)?))
        };
        self.services.iter().find_map(account).ok_or(CalendarError::NotConnected)
    }

    /// The clinic's own calendar, for whoever has none to themselves.
    ///
    /// # Errors
    /// When the clinic has connected no calendar.
    pub(super) fn default_calendar(&self, route: &Route) -> Result<String, CalendarError> {
        let settings = self.account(route)?.1.settings_as::<CalendarSettings>();
        settings.map(|settings| settings.calendar_id).ok_or(CalendarError::NotConnected)
    }

    /// What the event is called that an appointment of this clinic needs from `revision` on.
    ///
    /// # Errors
    /// When the clinic has connected no calendar.
    pub fn event_id(&self, route: &Route, appointment_id: &str, revision: i64) -> Result<String, CalendarError> {
        self.account(route).map(|(service, _)| service.event_id(appointment_id, revision))
    }

    /// The clinic's connection.
    ///
    /// # Errors
    /// When the clinic has connected no calendar, or its connection is known to be dead.
    pub(super) fn connect(&self, context: &RequestContext, route: &Route) -> Result<Connection, CalendarError> {
        let (service, account) = self.account(route)?;
        if account.status == IntegrationStatus::NeedsReconnect {
            return Err(CalendarError::NeedsReconnect);
        }
        self.open(context, route.org_id, service, account).ok_or(CalendarError::NotConnected)
    }

    /// The clinic's connection at one vendor, even if it is known to be dead, and the clinic's own calendar there.
    pub(super) fn connect_at(
        &self,
        context: &RequestContext,
        route: &Route,
        vendor: &Vendor,
    ) -> Option<(Connection, String)> {
        let service = self.services.iter().find(|service| service.vendor() == *vendor)?;
        let account = route.integrations.get(vendor)?;
        let calendar_id = account.settings_as::<CalendarSettings>()?.calendar_id;
        Some((self.open(context, route.org_id, service, account)?, calendar_id))
    }

    fn open(
        &self,
        context: &RequestContext,
        org_id: OrgId,
        service: &Arc<dyn CalendarService>,
        account: &SealedCredential,
    ) -> Option<Connection> {
        Some(Connection {
            provider: Arc::clone(service).open(context, org_id, account)?,
            accounts: Arc::clone(&self.accounts),
            context: context.clone(),
            org_id,
            vendor: service.vendor(),
            credential_id: account.credential_id.clone(),
        })
    }

    /// The org's own route, and what `more` gave, in one batch. A token that another isolate left is taken over.
    pub(super) async fn load(
        &self,
        context: &RequestContext,
        org_id: OrgId,
        more: Vec<Statement>,
    ) -> Result<(Option<Route>, Vec<Rows>), StoreError> {
        let mut statements = vec![store::routes::select(&RouteKey::Org(org_id)), store::tokens::current(org_id)];
        statements.extend(more);
        let mut results = store::run(self.ports.database.as_ref(), statements).await?;
        let rest = results.split_off(2);
        let tokens = store::tokens::found(results.pop().unwrap_or_default())?;
        let route = store::routes::found(results.pop().unwrap_or_default())?;
        if let Some(Ok(connection)) = route.as_ref().map(|route| self.connect(context, route)) {
            connection.adopt_from(&tokens);
        }
        Ok((route, rest))
    }
}

impl Connection {
    /// Takes over the token of this connection, if it is among those of the org.
    pub(super) fn adopt_from(&self, tokens: &[SealedToken]) {
        let own = |token: &&SealedToken| token.service_type == self.vendor && token.credential_id == self.credential_id;
        if let Some(token) = tokens.iter().find(own) {
            self.adopt(token);
        }
    }

    /// Asks for a minute of all of them: of a calendar that is not shared a provider says that it has no such event.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub(super) async fn prove_readable(&self, calendars: &[&str], now: DateTime<Utc>) -> Result<(), ProviderError> {
        let window = Interval { start: now, end: now + TimeDelta::minutes(1) };
        let read = self.busy(calendars, window).await?;
        read.into_iter().try_for_each(|calendar| calendar.busy.map(drop))
    }

    fn recorded<T>(&self, outcome: Result<T, ProviderError>) -> Result<T, ProviderError> {
        if let Err(error) = &outcome {
            self.count(error);
        }
        if let Err(ProviderError::Reconnect(reason)) = outcome {
            self.accounts.needs_reconnect(&self.context, self.org_id, (&self.vendor, &self.credential_id), reason);
        }
        outcome
    }

    fn count(&self, error: &ProviderError) {
        if let Some(errors) = &self.context.vendor_errors {
            errors.count(&self.vendor, error.kind(), self.accounts.now());
        }
    }
}

#[async_trait]
impl CalendarProvider for Connection {
    async fn busy(&self, calendars: &[&str], window: Interval) -> Result<Vec<BusyCalendar>, ProviderError> {
        let read = self.recorded(self.provider.busy(calendars, window).await)?;
        read.iter().filter_map(|calendar| calendar.busy.as_ref().err()).for_each(|error| self.count(error));
        Ok(read)
    }

    async fn put(&self, event: &EventDraft, shown: Shown) -> Result<String, ProviderError> {
        self.recorded(self.provider.put(event, shown).await)
    }

    async fn remove(&self, event: &EventRef) -> Result<Removal, ProviderError> {
        self.recorded(self.provider.remove(event).await)
    }

    async fn find(&self, calendar: &str, event: &EventRef) -> Result<Option<CalendarEvent>, ProviderError> {
        self.recorded(self.provider.find(calendar, event).await)
    }

    async fn changes(&self, calendar: &str, since: &Since) -> Result<Changes, ProviderError> {
        self.recorded(self.provider.changes(calendar, since).await)
    }

    async fn open_channel(&self, calendar: &str, channel: &NewChannel) -> Result<OpenChannel, ProviderError> {
        self.recorded(self.provider.open_channel(calendar, channel).await)
    }

    async fn close_channel(&self, channel_id: &str, resource_id: &str) -> Result<(), ProviderError> {
        self.recorded(self.provider.close_channel(channel_id, resource_id).await)
    }

    async fn try_writing(&self, calendar: &str) -> Result<(), ProviderError> {
        self.recorded(self.provider.try_writing(calendar).await)
    }

    fn is_warm(&self) -> bool {
        self.provider.is_warm()
    }

    fn adopt(&self, token: &SealedToken) {
        self.provider.adopt(token);
    }
}
