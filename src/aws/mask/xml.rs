//! Secrets in XML answers: emptied rather than marked, since a marker is not what their form allows (base64).

use std::ops::Range;

/// The answer without the content of these elements; `None` if it is no XML.
pub(super) fn emptied(body: &[u8], elements: &[&str]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(body).ok()?;
    let document = roxmltree::Document::parse(text).ok()?;
    let secret = |node: &roxmltree::Node| node.is_element() && elements.contains(&node.tag_name().name());
    let contents: Vec<Range<usize>> = document
        .descendants()
        .filter(secret)
        .filter_map(|node| Some(node.first_child()?.range().start..node.last_child()?.range().end))
        .collect();
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    // In the order of the document; one within another was emptied with it.
    for content in contents {
        if content.start >= from {
            kept.push_str(&text[from..content.start]);
            from = content.end;
        }
    }
    kept.push_str(&text[from..]);
    Some(kept.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::emptied;

    #[test]
    fn the_content_goes_and_the_rest_stays() {
        let body = "<A><Seed>CANARY</Seed><B x=\"1\">b</B><Seed/><Seed><C>CANARY</C>CANARY</Seed></A>";
        let kept = String::from_utf8(emptied(body.as_bytes(), &["Seed"]).unwrap()).unwrap();
        assert_eq!(kept, "<A><Seed></Seed><B x=\"1\">b</B><Seed/><Seed></Seed></A>");
    }

    #[test]
    fn what_is_no_xml_is_not_kept() {
        for body in ["<A><Seed>CANARY</Seed>", "CANARY", "{\"Seed\": \"CANARY\"}", ""] {
            assert_eq!(emptied(body.as_bytes(), &["Seed"]), None);
        }
    }
}
