//! What cron runs every minute: whatever a request left undone, and whatever was changed in SQL.

use crate::{
    app::App,
    directory,
    log::{self, Level},
};

/// One sweep. It is idempotent, so that two at a time do no harm.
pub async fn run(app: &App) {
    let sink = app.ports.log.as_ref();
    match directory::publish_due(&app.ports).await {
        Ok(done) if done.published + done.postponed == 0 => {}
        Ok(done) => {
            let (published, postponed) = (done.published.to_string(), done.postponed.to_string());
            log::write(sink, Level::Info, "sweep", &[("published", &published), ("postponed", &postponed)]);
        }
        Err(error) => log::write(sink, Level::Error, "sweep.failed", &[("detail", &error.to_string())]),
    }
}
