//! Tables of Athena: their columns, and what a query of them brings. Nothing but reads, and the start and the end of
//! queries, is sent.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_athena::Client;
use aws_sdk_athena::types::{QueryExecutionContext, QueryExecutionState, ResultConfiguration};
use sha2::{Digest, Sha256};
use tokio::time::{Instant, sleep};

use super::Refusal;
use super::answer::NoAnswer;
use super::interrupt::Interrupt;
use super::sdk;
use super::session::Session;
use crate::text::shown;

/// What configuration files and environment variables call the service.
const SERVICE_ID: &str = "Athena";
/// The catalogue that tables are in where nothing else is said.
pub(crate) const CATALOG: &str = "AwsDataCatalog";
/// How long to wait before asking whether a query is done, at first and at most.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const MOST_WAIT: Duration = Duration::from_secs(3);
/// How long a query may take: twice what Athena itself allows where nobody asked for more.
const LONGEST: Duration = Duration::from_secs(3600);
/// How many rows a page has, and how many pages are read.
const PAGE: i32 = 1000;
const MOST_PAGES: usize = 10_000;

/// Errors of the catalogue after which nothing else needs to be asked.
const FINAL: [&str; 6] = [
    "AccessDeniedException",
    "ExpiredTokenException",
    "InvalidSignatureException",
    "MetadataException",
    "ThrottlingException",
    "UnrecognizedClientException",
];

/// Where a table is, and how it is asked.
#[derive(Clone, Debug)]
pub(crate) struct Place<'t> {
    pub(crate) catalog: Option<&'t str>,
    pub(crate) database: &'t str,
    pub(crate) table: &'t str,
    pub(crate) workgroup: Option<&'t str>,
    pub(crate) output: Option<&'t str>,
}

/// Rows of texts, none for null.
pub(crate) type Rows = Vec<Vec<Option<String>>>;

/// What came of a query.
#[derive(Debug)]
pub(crate) struct Brought {
    pub(crate) rows: Result<Rows, String>,
    /// How many bytes were read for it, as far as Athena says.
    pub(crate) scanned: Option<u64>,
}

/// Athena in one region.
pub(crate) struct Athena {
    session: Arc<Session>,
    client: Client,
}

impl Athena {
    /// Athena in a region.
    ///
    /// # Errors
    /// There are no credentials at all, or an address that none may be sent to.
    pub(crate) fn open(session: &Arc<Session>, region: &str) -> Result<Self, Refusal> {
        let config = session.wait(sdk::config(session, SERVICE_ID, region))?;
        Ok(Athena { session: Arc::clone(session), client: Client::new(&config) })
    }

    /// The names and types of the columns of a table, those of its partitions last.
    ///
    /// # Errors
    /// Why they are not known.
    pub(crate) fn columns(
        &self,
        place: &Place<'_>,
        interrupt: &mut Interrupt,
    ) -> Result<Vec<(String, String)>, String> {
        self.session.wait(async {
            let asked = self
                .client
                .get_table_metadata()
                .catalog_name(place.catalog.unwrap_or(CATALOG))
                .database_name(place.database)
                .table_name(place.table)
                .set_work_group(place.workgroup.map(str::to_owned));
            let about = match sdk::answered(&self.session, || asked.clone().send()).await {
                Ok(answer) => answer.table_metadata,
                Err(why) => {
                    let is_final = why.status.is_none() || why.is_one_of(&FINAL);
                    return match is_final {
                        true => Err(advised(&why)),
                        // Where the catalogue does not tell, the engine may.
                        false => self.columns_by_query(place, interrupt).await.map_err(|_| advised(&why)),
                    };
                }
            };
            let mut columns = Vec::new();
            for column in about.iter().flat_map(|about| about.columns().iter().chain(about.partition_keys()))
            {
                columns.push((column.name().to_owned(), column.r#type().unwrap_or_default().to_owned()));
            }
            Ok(columns)
        })
    }

    async fn columns_by_query(
        &self,
        place: &Place<'_>,
        interrupt: &mut Interrupt,
    ) -> Result<Vec<(String, String)>, String> {
        let sql = format!(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = '{}' AND table_name = '{}' ORDER BY ordinal_position",
            place.database.to_ascii_lowercase(),
            place.table.to_ascii_lowercase()
        );
        let mut columns = Vec::new();
        for row in self.ask(place, &sql, interrupt).await.rows? {
            if let [Some(name), Some(kind)] = &row[..] {
                columns.push((name.clone(), kind.clone()));
            }
        }
        match columns.is_empty() {
            true => Err("the table is not there".to_owned()),
            false => Ok(columns),
        }
    }

    /// Asks a query, and waits for its rows. An interrupt stops it.
    pub(crate) fn query(&self, place: &Place<'_>, sql: &str, interrupt: &mut Interrupt) -> Brought {
        self.session.wait(self.ask(place, sql, interrupt))
    }

    async fn ask(&self, place: &Place<'_>, sql: &str, interrupt: &mut Interrupt) -> Brought {
        if interrupt.is_raised().await {
            return Brought {
                rows: Err("it was not asked, because of an interrupt".to_owned()),
                scanned: None,
            };
        }
        let id = match self.start(place, sql).await {
            Ok(id) => id,
            Err(why) => return Brought { rows: Err(why), scanned: None },
        };
        let mut scanned = None;
        let rows = async {
            self.wait_for(&id, &mut scanned).await?;
            self.rows(&id).await
        };
        let rows = match interrupt.unless(rows).await {
            Some(rows) => rows,
            None => Err("it was interrupted, and the query was stopped".to_owned()),
        };
        if rows.is_err() {
            self.stop(&id).await;
        }
        Brought { rows, scanned }
    }

    async fn start(&self, place: &Place<'_>, sql: &str) -> Result<String, String> {
        let context = QueryExecutionContext::builder()
            .database(place.database)
            .set_catalog(place.catalog.map(str::to_owned))
            .build();
        let output =
            place.output.map(|output| ResultConfiguration::builder().output_location(output).build());
        // The token stays the same, however often it is asked.
        let asked = self
            .client
            .start_query_execution()
            .query_string(sql)
            .client_request_token(token(sql, SystemTime::now()))
            .query_execution_context(context)
            .set_work_group(place.workgroup.map(str::to_owned))
            .set_result_configuration(output);
        let started = sdk::answered(&self.session, || asked.clone().send()).await;
        started
            .map_err(|why| advised(&why))?
            .query_execution_id
            .ok_or_else(|| "the answer names no query".to_owned())
    }

    /// Waits until a query has succeeded.
    async fn wait_for(&self, id: &str, scanned: &mut Option<u64>) -> Result<(), String> {
        let (begun, mut wait) = (Instant::now(), FIRST_WAIT);
        let asked = self.client.get_query_execution().query_execution_id(id);
        while begun.elapsed() < LONGEST {
            let answer = sdk::answered(&self.session, || asked.clone().send()).await;
            let answer = answer.map_err(|why| advised(&why))?;
            let about = answer
                .query_execution
                .unwrap_or_else(|| aws_sdk_athena::types::QueryExecution::builder().build());
            let bytes = about.statistics().and_then(|statistics| statistics.data_scanned_in_bytes());
            *scanned = bytes.and_then(|bytes| u64::try_from(bytes).ok()).or(*scanned);
            let status = about.status();
            let reason = status.and_then(|status| {
                let of_error = status.athena_error().and_then(|error| error.error_message());
                status.state_change_reason().or(of_error)
            });
            let reason = || self.session.wipe(&shown(reason.unwrap_or("Athena does not say why")));
            match status.and_then(|status| status.state()) {
                Some(QueryExecutionState::Succeeded) => return Ok(()),
                Some(QueryExecutionState::Failed) => return Err(format!("the query failed: {}", reason())),
                Some(QueryExecutionState::Cancelled) => {
                    return Err(format!("the query was cancelled: {}", reason()));
                }
                _ => sleep(wait).await,
            }
            wait = (wait * 3 / 2).min(MOST_WAIT);
        }
        Err(format!("the query was not done after {} minutes", LONGEST.as_secs() / 60))
    }

    async fn rows(&self, id: &str) -> Result<Rows, String> {
        let (mut rows, mut token) = (Rows::new(), None);
        for page in 0..MOST_PAGES {
            let asked = self.client.get_query_results().query_execution_id(id).max_results(PAGE);
            let asked = asked.set_next_token(token.clone());
            let answer = sdk::answered(&self.session, || asked.clone().send()).await;
            let answer = answer.map_err(|why| advised(&why))?;
            let Some(set) = answer.result_set else { return Err("the answer has no rows".to_owned()) };
            let about = set.result_set_metadata();
            let names = about.map(|about| about.column_info()).unwrap_or_default();
            for (number, row) in set.rows().iter().enumerate() {
                let cells: Vec<Option<String>> =
                    row.data().iter().map(|datum| datum.var_char_value().map(str::to_owned)).collect();
                // The first row of all has the names of the columns.
                let is_header = page == 0
                    && number == 0
                    && cells.len() == names.len()
                    && cells.iter().zip(names).all(|(cell, name)| cell.as_deref() == Some(name.name()));
                if !is_header {
                    rows.push(cells);
                }
            }
            let is_empty = set.rows().is_empty();
            let next = answer.next_token.filter(|next| !next.is_empty());
            match next {
                None => return Ok(rows),
                next if is_empty || next == token => return Err("the result does not advance".to_owned()),
                next => token = next,
            }
        }
        Err(format!("the result has no end: {MOST_PAGES} pages were read"))
    }

    /// Stops a query, so that it costs nothing more. One that has ended is left as it is.
    async fn stop(&self, id: &str) {
        // Why it cannot be stopped helps nobody: what went wrong before is said.
        let asked = self.client.stop_query_execution().query_execution_id(id);
        let _ = sdk::answered(&self.session, || asked.clone().send()).await;
    }
}

/// A token by which Athena knows a query that is sent again because its answer was lost: it is not run twice.
fn token(sql: &str, now: SystemTime) -> String {
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut hash = Sha256::new();
    hash.update(sql);
    hash.update(now.as_nanos().to_le_bytes());
    hash.update(std::process::id().to_le_bytes());
    let mut token = String::from("taglint-");
    for byte in &hash.finalize()[..16] {
        token += &format!("{byte:02x}");
    }
    token
}

/// What to do about a refusal, where its code tells.
fn advised(why: &NoAnswer) -> String {
    let advice = match why.error_code.as_deref() {
        Some("AccessDeniedException") => {
            "; it needs `athena:GetTableMetadata`, `athena:StartQueryExecution`, `athena:GetQueryExecution`, `athena:GetQueryResults`, `athena:StopQueryExecution`, `glue:GetTable`, `glue:GetPartitions`, and the buckets of the export and of results"
        }
        Some("ExpiredTokenException" | "ExpiredToken") => "; sign in again",
        Some("UnrecognizedClientException" | "InvalidSignatureException") => {
            "; see which credentials are in force, and the clock of this machine"
        }
        Some("InvalidRequestException") => {
            "; name the workgroup with `?workgroup=NAME`, and where results go with `?output=s3://BUCKET/PREFIX`"
        }
        Some("MetadataException") => "; see that database, table and region are right",
        _ => "",
    };
    format!("{}{advice}", why.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_questions_have_one_token() {
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let first = token("SELECT 1", now);
        assert!((32..=128).contains(&first.len()), "{first}");
        assert_ne!(first, token("SELECT 2", now));
        assert_ne!(first, token("SELECT 1", now + Duration::from_nanos(100)));
    }
}
