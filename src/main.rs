//! Arguments in, exit code out; the only file that exits.
use aplomb::aws::session::*;
#[tokio::main]
async fn main() {
    let a: Vec<String> = std::env::args().collect();
    let source = match a[1].as_str() {
        "live" => Source::Live { record: Some(a[2].clone().into()) },
        "resume" => Source::Resume { path: a[2].clone().into(), allow_stale: false, retry_denied: false },
        _ => Source::Replay { path: a[2].clone().into() },
    };
    let options = Options { known_services: aplomb::collect::services(), endpoint_url: a.get(3).cloned(), ..Default::default() };
    let list = aplomb::collect::read_list(&aplomb::collect::services());
    let session = match Session::open(source, options, list).await { Ok(s) => s, Err(e) => { println!("{}", aplomb::error::Error::from(e)); std::process::exit(3) } };
    let inventory = aplomb::collect::collect(&session).await.unwrap();
    println!("{inventory:#?}");
    eprintln!("{:?}", session.counts());
    eprintln!("{:?}", session.finish());
}
