//! The clinics' objects on the host: a SQLite database in memory for each, behind the product's own object.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    },
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use frontdesk::{
    app::App,
    clinic::ClinicObject,
    context::RequestContext,
    domain::{clinic_address::ClinicAddress, placement::Placement},
    frontdesk::Frontdesk,
    outbound::Deadline,
    ports::{
        ClinicStorage as _, ClinicTransaction, ClinicUnreachable, Clinics as ClinicsPort, Clock as _, DatabaseError,
        Rows, Statement,
    },
    store::{
        StoreError,
        clinic::{self, ClinicContext},
    },
};

use super::{
    Clock, Tasks,
    network::{Loss, Network},
    object_storage::ObjectStorage,
    sqlite::read_value,
};

/// All objects, each of which comes to be when it is first asked. One is called by its org's id, and one in a jurisdiction by that and
/// the jurisdiction, `id@eu`: whoever asks at a wrong address finds another object, and an empty one.
pub struct Clinics {
    placements: Mutex<BTreeMap<String, Placement>>,
    databases: Mutex<BTreeMap<String, ObjectStorage>>,
    /// Those that are awake, with what they have in memory.
    awake: Mutex<BTreeMap<String, Arc<ClinicObject>>>,
    frontdesk: Mutex<Option<Frontdesk>>,
    tasks: Arc<Tasks>,
    clock: Arc<Clock>,
    network: Arc<Network>,
    /// Nobody is reached.
    pub down: AtomicBool,
    /// How often an object was asked.
    pub hops: AtomicU32,
}

impl Clinics {
    pub fn new(clock: &Arc<Clock>, network: &Arc<Network>, tasks: &Arc<Tasks>) -> Self {
        Self {
            placements: Mutex::default(),
            databases: Mutex::default(),
            awake: Mutex::default(),
            frontdesk: Mutex::default(),
            tasks: tasks.clone(),
            clock: clock.clone(),
            network: network.clone(),
            down: AtomicBool::default(),
            hops: AtomicU32::default(),
        }
    }

    /// The program that runs in the objects, all of which share one isolate. They start anew.
    pub fn run(&self, frontdesk: &Frontdesk) {
        *self.frontdesk.lock().unwrap() = Some(frontdesk.clone());
        self.restart();
    }

    /// All objects lose what they have in memory, as those do that nobody asks for a while.
    pub fn restart(&self) {
        self.awake.lock().unwrap().clear();
    }

    fn database(&self, org: &str) -> ObjectStorage {
        let new = || ObjectStorage::new(&self.clock);
        self.databases.lock().unwrap().entry(org.to_owned()).or_insert_with(new).clone()
    }

    /// An object as it starts: with nothing in memory, and with its schema.
    fn start(&self, org: &str) -> ClinicObject {
        let frontdesk = self.frontdesk.lock().unwrap().clone().unwrap();
        frontdesk.clinic(Box::new(self.database(org)), self.tasks.clone(), org_of(org).parse().ok())
    }

    fn object(&self, org: &str) -> Arc<ClinicObject> {
        let mut awake = self.awake.lock().unwrap();
        awake.entry(org.to_owned()).or_insert_with(|| Arc::new(self.start(org))).clone()
    }

    /// The alarms that are due ring, once each.
    pub async fn ring_due(&self) {
        let now = self.clock.now();
        for org in self.orgs() {
            if self.alarm(&org).is_some_and(|at| at <= now) {
                self.ring(&org).await;
            }
        }
    }

    /// The alarm of an org's object rings, whatever it is set to: an alarm does not know of what a test writes with SQL.
    pub async fn ring(&self, org: &str) {
        // The runtime has no alarm any more while it rings.
        *self.database(org).alarm.lock().unwrap() = None;
        self.object(org).ring().await;
    }

    /// Where an object was asked for when it came to be; `None` if nobody has asked.
    pub fn placement(&self, org: &str) -> Option<Placement> {
        self.placements.lock().unwrap().get(org).copied()
    }

    /// The objects that there are.
    pub fn orgs(&self) -> Vec<String> {
        self.databases.lock().unwrap().keys().cloned().collect()
    }

    /// What an operator does with SQL in the object of an org.
    #[track_caller]
    pub fn try_execute(&self, org: &str, sql: &str) -> rusqlite::Result<()> {
        drop(self.start(org));
        self.database(org).connection.lock().unwrap().execute_batch(sql)
    }

    /// The same, of what has to succeed.
    #[track_caller]
    pub fn execute(&self, org: &str, sql: &str) {
        self.try_execute(org, sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// One value of an org's object, as text.
    #[track_caller]
    pub fn value(&self, org: &str, sql: &str) -> String {
        drop(self.start(org));
        let database = self.database(org);
        let connection = database.connection.lock().unwrap();
        read_value(&connection, sql)
    }

    /// When the object of an org wakes up.
    pub fn alarm(&self, org: &str) -> Option<DateTime<Utc>> {
        *self.database(org).alarm.lock().unwrap()
    }

    /// The runtime forgets the alarm of an org's object.
    pub fn lose_alarm(&self, org: &str) {
        *self.database(org).alarm.lock().unwrap() = None;
    }

    /// Something within one transaction of an org's object.
    pub fn within(
        &self,
        org: &str,
        work: impl Fn(&dyn ClinicTransaction) -> Result<Rows, DatabaseError>,
    ) -> Result<Rows, DatabaseError> {
        drop(self.start(org));
        let mut rows = Rows::default();
        let mut keep = |transaction: &dyn ClinicTransaction| work(transaction).map(|found| rows = found);
        self.database(org).transaction(&mut keep).map(|()| rows)
    }

    /// What the product itself does in one transaction of an org's object.
    #[track_caller]
    pub fn transact<T>(
        &self,
        org: &str,
        work: impl Fn(&dyn ClinicTransaction) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        drop(self.start(org));
        clinic::transact(&self.database(org), work)
    }

    /// What a statement of the product's gives in an org's object.
    #[track_caller]
    pub fn query(&self, org: &str, statement: &Statement) -> Rows {
        self.transact(org, |transaction| Ok(transaction.run(statement.clone())?)).unwrap()
    }

    /// The program in the objects, to be asked for one of its parts.
    pub fn app(&self) -> Arc<App> {
        self.frontdesk.lock().unwrap().as_ref().unwrap().app().clone()
    }

    /// What belongs to a request that arrives in an org's object now and has to be answered by `deadline`.
    pub fn context(&self, org: &str, deadline: DateTime<Utc>) -> ClinicContext {
        drop(self.start(org));
        let request = RequestContext {
            background: self.tasks.clone(),
            tiers: Arc::default(),
            now: self.clock.now(),
            deadline: Deadline::at(deadline),
            sender: None,
            rehearsal: false,
            vendor_errors: None,
        };
        let database = clinic::ClinicDatabase::new(Box::new(self.database(org)));
        ClinicContext::new(request, org_of(org).parse().unwrap(), Arc::new(database))
    }

    /// How a statement would be run in an object's database: one line for each table that it reads.
    #[track_caller]
    pub fn plan(&self, org: &str, sql: &str) -> Vec<String> {
        drop(self.start(org));
        super::sqlite::plan(&self.database(org).connection.lock().unwrap(), sql)
    }

    /// Every row of every object.
    pub fn dump(&self) -> String {
        self.databases
            .lock()
            .unwrap()
            .values()
            .map(|database| super::sqlite::dump(&database.connection.lock().unwrap()))
            .collect()
    }
}

#[async_trait]
impl ClinicsPort for Clinics {
    async fn ask(&self, address: ClinicAddress, question: String) -> Result<String, ClinicUnreachable> {
        self.hops.fetch_add(1, SeqCst);
        // As at the edge, where an object that moves or is replaced drops what it was asked.
        match self.ask_once(address, &question).await {
            Err(_) => self.ask_once(address, &question).await,
            answered => answered,
        }
    }
}

impl Clinics {
    async fn ask_once(&self, address: ClinicAddress, question: &str) -> Result<String, ClinicUnreachable> {
        let object = called(address);
        let loss = self.network.leave().await;
        if self.down.load(SeqCst) || loss == Some(Loss::Question) {
            return Err(ClinicUnreachable("the network is down".into()));
        }
        self.placements.lock().unwrap().entry(object.clone()).or_insert(address.placement());
        let answer = self.object(&object).answer(question).await;
        self.network.travel().await;
        match loss {
            Some(Loss::Answer) => Err(ClinicUnreachable("the network connection was lost".into())),
            _ => Ok(answer),
        }
    }
}

/// What the object at an address is called in tests.
fn called(address: ClinicAddress) -> String {
    match address.placement() {
        Placement::Within(jurisdiction) => format!("{}@{}", address.org_id(), jurisdiction.as_str()),
        Placement::Near(_) | Placement::Anywhere => address.org_id().to_string(),
    }
}

fn org_of(object: &str) -> &str {
    object.split('@').next().unwrap_or_default()
}
