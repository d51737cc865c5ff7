//! A Projects API on this machine: what the documentation says, and what goes wrong in practice.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The part of the path before the route: tests call the API as `http://127.0.0.1:…/{region}`.
    pub fn region(&self) -> &str {
        self.path.split('/').nth(1).unwrap_or_default()
    }
}

/// What is answered.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Status, further headers and body.
    Answer(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// So much of an answer, and then the end.
    Truncated(Vec<u8>),
    /// The connection is reset before anything is read.
    Reset,
    /// Nothing for so long, then another reply.
    Late(Duration, Box<Reply>),
    /// Bytes without end.
    Endless,
}

impl Reply {
    pub fn json(body: &Value) -> Self {
        Reply::status(200, body)
    }

    pub fn status(status: u16, body: &Value) -> Self {
        let kind = ("Content-Type", "application/json".to_owned());
        Reply::Answer(status, vec![kind], body.to_string().into_bytes())
    }

    pub fn text(status: u16, kind: &str, body: &str) -> Self {
        Reply::Answer(status, vec![("Content-Type", kind.to_owned())], body.as_bytes().to_vec())
    }

    pub fn with(self, name: &'static str, value: &str) -> Self {
        match self {
            Reply::Answer(status, mut headers, body) => {
                headers.push((name, value.to_owned()));
                Reply::Answer(status, headers, body)
            }
            other => other,
        }
    }
}

type Handler = dyn Fn(&Request, usize) -> Reply + Send + Sync;

/// A server until the test ends.
pub struct Api {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Api {
    /// Answers each request by the handler, which is also given how many came before it.
    pub fn start(handler: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (handler, seen): (Arc<Handler>, _) = (Arc::new(handler), Arc::clone(&requests));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (handler, seen) = (Arc::clone(&handler), Arc::clone(&seen));
                std::thread::spawn(move || {
                    // A client that goes away is no fault of the server.
                    let _ = serve(stream, handler.as_ref(), &seen);
                });
            }
        });
        Api { address, requests }
    }

    /// The documented API over some projects: pages, `after`, `limit`.
    pub fn of(projects: Vec<Value>) -> Self {
        Api::start(move |request, _| list(request, &projects))
    }

    pub fn url(&self) -> String {
        format!("http://{}/{{region}}", self.address)
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("not poisoned").clone()
    }
}

/// A project as the service describes it.
pub fn project(region: &str, id: &str, name: &str, tags: Value) -> Value {
    json!({
        "object": "organization.project", "id": id, "name": name, "status": "active", "created_at": 1_771_823_259,
        "arn": format!("arn:aws:bedrock-mantle:{region}:111122223333:project/{id}"), "tags": tags,
        "data_retention": { "mode": "inherit" }
    })
}

/// The page that a request asks for, of the projects of its region.
pub fn list(request: &Request, projects: &[Value]) -> Reply {
    if request.method != "GET" || !request.path.ends_with("/v1/organization/projects") {
        return Reply::status(404, &json!({"error": {"code": "not_found", "message": "no such route"}}));
    }
    let region = format!(":{}:", request.region());
    let is_here = |project: &&Value| project["arn"].as_str().is_some_and(|arn| arn.contains(&region));
    let here: Vec<&Value> = projects.iter().filter(is_here).collect();
    let start = match request.query("after") {
        None => 0,
        Some(after) => match here.iter().position(|project| project["id"] == after) {
            Some(at) => at + 1,
            None => here.len(),
        },
    };
    let limit: usize = request.query("limit").and_then(|limit| limit.parse().ok()).unwrap_or(20);
    let page: Vec<&&Value> = here.iter().skip(start).take(limit.min(100)).collect();
    Reply::json(&json!({
        "object": "list",
        "first_id": page.first().map(|project| project["id"].clone()),
        "last_id": page.last().map(|project| project["id"].clone()),
        "has_more": start + page.len() < here.len(),
        "data": page,
    }))
}

fn serve(mut stream: TcpStream, handler: &Handler, seen: &Mutex<Vec<Request>>) -> std::io::Result<()> {
    stream.peek(&mut [0])?;
    let Some(request) = read(&stream)? else { return Ok(()) };
    let before = {
        let mut seen = seen.lock().expect("not poisoned");
        seen.push(request.clone());
        seen.len() - 1
    };
    reply(&mut stream, handler(&request, before))
}

fn reply(stream: &mut TcpStream, answer: Reply) -> std::io::Result<()> {
    match answer {
        Reply::Answer(status, headers, body) => {
            write!(
                stream,
                "HTTP/1.1 {status} Status\r\nConnection: close\r\nContent-Length: {}\r\n",
                body.len()
            )?;
            for (name, value) in headers {
                write!(stream, "{name}: {value}\r\n")?;
            }
            stream.write_all(b"\r\n")?;
            stream.write_all(&body)
        }
        Reply::Truncated(body) => {
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len() + 100)?;
            stream.write_all(&body)
        }
        // The end comes before the head of an answer.
        Reply::Reset => stream.shutdown(std::net::Shutdown::Both),
        Reply::Late(time, then) => {
            std::thread::sleep(time);
            reply(stream, *then)
        }
        Reply::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
            let chunk = [b' '; 1 << 16];
            loop {
                stream.write_all(b"10000\r\n")?;
                stream.write_all(&chunk)?;
                stream.write_all(b"\r\n")?;
            }
        }
    }
}

fn read(stream: &TcpStream) -> std::io::Result<Option<Request>> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    if reader.read_line(&mut first)? == 0 {
        return Ok(None);
    }
    let mut words = first.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => headers.push((name.to_lowercase(), value.trim().to_owned())),
            None => break,
        }
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (name.to_owned(), value.to_owned())
    };
    let query = query.split('&').filter(|part| !part.is_empty()).map(pair).collect();
    let (method, path) = (method.to_owned(), path.to_owned());
    Ok(Some(Request { method, path, query, headers, body }))
}
