//! What a clinic's object does when something that the clinic has set may have changed, whoever changed it.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::{
    domain::{
        integration::{IntegrationStatus, Purpose},
        org::OrgStatus,
        route::RouteKey,
        webhook::WebhookEventType,
    },
    ports::{ClinicTransaction, Ports},
    store::{
        self, Batch, StoreError,
        clinic::{
            ClinicContext,
            due::{self, DueWork},
            follow,
            outbox::{self, WorkKind},
            reminders, seen, summary, webhooks,
        },
        integrations::{self, Account},
        webhooks as endpoints,
    },
};

/// The work that waits for an account of a purpose.
const WORK: [(Purpose, &[WorkKind]); 3] = [
    (Purpose::Calendar, &[WorkKind::SyncEvent, WorkKind::DeleteEvent]),
    (Purpose::Texts, &[WorkKind::SendText, WorkKind::Remind, WorkKind::NotifyStaff, WorkKind::EraseText]),
    (Purpose::Voice, &[WorkKind::EraseCall]),
];

/// Compares what the clinic has set with what the object has seen of it. Work that failed is due at once when an account is connected that
/// was not before, or by another credential; reminders get the moments that follow from another lead; the calendars of a clinic that is
/// active again are compared at once; and what is kept
/// of calls is looked through.
///
/// # Errors
/// When D1 or the object's database did not answer.
pub async fn reconfigure(ports: &Ports, context: &ClinicContext) -> Result<(), StoreError> {
    let mut batch = Batch::default();
    let route = batch.add(store::routes::select(&RouteKey::Org(context.org_id)));
    let accounts = batch.add(integrations::accounts(context.org_id));
    let subscribers = batch.add(endpoints::subscribers(context.org_id));
    let mut results = batch.run(ports.database.as_ref()).await?;
    let accounts = integrations::found_accounts(results.take(accounts))?;
    let subscribers = endpoints::found_subscribers(results.take(subscribers))?;
    let Some(route) = store::routes::found(results.take(route))? else { return Ok(()) };
    let now = ports.clock.now();
    context.clinic.transact(|transaction| {
        webhooks::replace_subscriptions(transaction, &subscribers)?;
        announce_broken(transaction, &accounts, now)?;
        for (purpose, kinds) in WORK {
            let connected = connected(&accounts, purpose);
            if seen::replace(transaction, purpose.as_str(), &connected)? && !connected.is_empty() {
                kinds.iter().try_for_each(|kind| transaction.run(outbox::revive_failed(*kind, now)).map(drop))?;
            }
        }
        if seen::replace(transaction, seen::STATUS, route.status.as_str())? && route.status == OrgStatus::Active {
            follow::all_due(now).into_iter().try_for_each(|statement| transaction.run(statement).map(drop))?;
        }
        let lead = route.text_settings.reminder_lead(context.org_id);
        let seconds = lead.map_or(0, |lead| lead.num_seconds()).to_string();
        let is_new = seen::replace(transaction, seen::REMINDER_LEAD, &seconds)?;
        if let Some(lead) = lead.filter(|_| is_new) {
            transaction.run(reminders::reschedule(lead, now))?;
        }
        // Calls may have been kept by settings that no poke saw, so retention looks at them whatever was set before.
        due::hasten(transaction, DueWork::Retention, now)?;
        // Whoever is not served any more, or by another account, has no use for channels.
        due::hasten(transaction, DueWork::Watch, now)?;
        seen::replace(transaction, seen::ZONE, route.zone.name())?;
        let budget = serde_json::to_string(&route.budget).map_err(|_| StoreError::Document("a budget"))?;
        let is_watched = !route.budget.is_empty() || seen::last(transaction, seen::BUDGET)?.is_some();
        if is_watched && seen::replace(transaction, seen::BUDGET, &budget)? {
            // What is used of another budget is told at once, whatever was told before.
            summary::forget(transaction)?;
        }
        Ok(())
    })
}

/// Tells other systems of accounts that a vendor refuses and did not when they were last looked at. That is noted in D1, whose trigger
/// pokes the object.
fn announce_broken(
    transaction: &dyn ClinicTransaction,
    accounts: &[Account],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let is_broken = |account: &&Account| account.status == IntegrationStatus::NeedsReconnect;
    let word = |account: &Account| format!("{}_{}", account.credential_id, account.updated_at);
    let broken: Vec<(String, &Account)> =
        accounts.iter().filter(is_broken).map(|account| (word(account), account)).collect();
    let before = seen::last(transaction, seen::BROKEN_ACCOUNTS)?.unwrap_or_default();
    let words: Vec<&str> = broken.iter().map(|(word, _)| word.as_str()).collect();
    seen::replace(transaction, seen::BROKEN_ACCOUNTS, &words.join(" "))?;
    for (word, account) in broken.iter().filter(|(word, _)| before.split(' ').all(|seen| seen != word)) {
        let data = json!({"purpose": account.purpose.as_str(), "service": account.service_type.as_str()});
        webhooks::announce(transaction, (WebhookEventType::IntegrationNeedsReconnect, word), &data, now)?;
    }
    Ok(())
}

/// The accounts of a purpose that are connected, as one word. One that was broken in between has changed since.
fn connected(accounts: &[Account], purpose: Purpose) -> String {
    let is_connected =
        |account: &&Account| account.purpose == purpose && account.status == IntegrationStatus::Connected;
    let word = |account: &Account| format!("{}@{}", account.credential_id, account.updated_at);
    accounts.iter().filter(is_connected).map(word).collect::<Vec<_>>().join(" ")
}
