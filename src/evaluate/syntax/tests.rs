use super::{Used, parse};

fn uses(body: &str) -> Vec<Used> {
    let text = format!("package s3.x\nimport data.lib.text\nimport data.lib.net as cidr\n{body}");
    let module = parse("x.rego", &text).unwrap();
    let mut uses: Vec<Used> = module.rules.into_iter().flat_map(|rule| rule.uses).map(|used| used.what).collect();
    uses.sort();
    uses.dedup();
    uses
}

fn input(path: &str) -> Used {
    Used::Input(path.to_string())
}

#[test]
fn every_place_of_a_rule_is_seen() {
    for body in [
        "pass if input.facts.X",
        "pass if input[\"facts\"][\"X\"]",
        "pass if input.facts[`X`].Y[0].Z",
        "pass if not input.facts.X",
        "pass := input.facts.X",
        "default pass := input.facts.X",
        "default f(_) := input.facts.X",
        "pass if { some x in [1]; {y | some y in [x]; y == input.facts.X} }",
        "pass if { every k, v in {1: 2} { k == v; v == input.facts.X } }",
        "pass if { every v in input.facts.X { v } }",
        "pass if { some i, input.facts.X in {1: 2} }",
        "pass if { some v in input.facts.X }",
        "pass if { x := {\"k\": [input.facts.X]}; x }",
        "pass if { x := [1, 2]; x[input.facts.X] }",
        "pass if { count(sort([input.facts.X])) > 0 }",
        "pass if { -1 == 1 - input.facts.X }",
        "pass if { {1} & {input.facts.X} == {1} | {2} }",
        "pass if 1 in input.facts.X",
        "pass if [input.facts.X][0]",
        "pass if {\"k\": input.facts.X}.k",
        "pass if sort([input.facts.X])[0] == 1",
        "pass := 1 if { false } else := input.facts.X",
        "pass := 1 if { false } else := 2 if { input.facts.X }",
        "fail contains input.facts.X if { true }",
        "f(x) := y if { y := x + input.facts.X }",
        "f(input.facts.X) := 1",
        "m[input.facts.X] := 1 if { true }",
        "m.a[input.facts.X] contains 1 if { true }",
        "pass if { x := object.get(input.facts.X, \"k\", 1); x }",
        "pass if { [x | x := {k: v | some k, v in input.facts.X}] }",
    ] {
        assert!(uses(body).contains(&input("facts.X")), "{body}: {:?}", uses(body));
    }
}

#[test]
fn tags_are_one_name_and_the_others_have_two_parts() {
    let found = uses("pass if { input.tags.Owner; input.tags[\"aws:x\"]; input.status.A.B; input.properties.C }");
    assert_eq!(found, [input("properties.C"), input("status.A"), input("tags")]);
}

#[test]
fn rules_libraries_and_parameters_are_followed() {
    let rule = |name: &str| Used::Rule(name.to_string());
    let library = |file: &str, rule: &str| Used::Library(file.to_string(), rule.to_string());
    assert_eq!(uses("pass if helper\nhelper if true"), [rule("helper")]);
    assert_eq!(uses("pass if f(1)\nf(x) := x"), [rule("f")]);
    assert_eq!(uses("pass if tree.a\ntree.a := 1"), [rule("tree")]);
    assert_eq!(uses("pass if text.short(\"x\")"), [library("text", "short")]);
    assert_eq!(uses("pass if data.lib.text.short(\"x\")"), [library("text", "short")]);
    assert_eq!(uses("pass if cidr.public"), [library("net", "public")]);
    assert_eq!(uses("import data.lib.net.public as open\npass if open(1)"), [library("net", "public")]);
    assert_eq!(uses("pass if data.params.days > 1"), [Used::Parameter("days".to_string())]);
    assert_eq!(uses("pass if { x := 1; x > 0 }"), []);
}

#[test]
fn what_cannot_be_followed_is_refused() {
    for (body, word) in [
        ("pass if input", "`input`"),
        ("pass if { x := input; x }", "`input`"),
        ("pass if input.properties", "`input.properties`"),
        ("pass if { p := input.properties; p.X }", "`input.properties`"),
        ("pass if input.tags", "`input.tags`"),
        ("pass if input.region == \"x\"", "`input.region`"),
        ("pass if input[\"arn\"]", "`input.arn`"),
        ("pass if { k := \"X\"; input.properties[k] }", "`input.properties[...]`"),
        ("pass if { some k; input.tags[k] == \"x\" }", "`input.tags[...]`"),
        ("pass if { some k; input[k].X }", "`input[...].X`"),
        ("pass if input.properties[0]", "`input.properties[...]`"),
        ("pass if { some k, v in input.facts; v }", "`input.facts`"),
        ("pass if object.get(input, \"facts\", {})", "`input`"),
        ("pass if object.get(input, [\"facts\", \"X\"], {})", "`input`"),
        ("pass if object.get(input.facts, \"X\", {})", "`input.facts`"),
        ("pass if { walk(input, [p, v]); v }", "`input`"),
        ("pass if { walk(input.facts.X, [p, v]); v }", "`walk`"),
        ("pass if { f(input) }\nf(x) := x", "`input`"),
        ("pass if { \"X\" in input.facts }", "`input.facts`"),
        ("pass if helper with input as {}\nhelper if true", "`with`"),
        ("pass if { helper with input.facts.X as 1 }\nhelper if true", "`with`"),
        ("pass if { helper with count as f }\nhelper if true\nf(x) := x", "`with`"),
        ("pass if data.params", "`data.params`"),
        ("pass if { some k; data.params[k] }", "`data.params[...]`"),
        ("pass if data.s3.other.pass", "`data.s3.other.pass`"),
        ("pass if data.s3.x.helper\nhelper if true", "`data.s3.x.helper`"),
        ("pass if data", "`data`"),
        ("pass if data.lib.text", "`data.lib.text`"),
        ("pass if { some r; data.lib.text[r] }", "`data.lib.text[...]`"),
        ("pass if text", "`text`"),
        ("pass if { some r; text[r] }", "`text[...]`"),
        ("import data.params\npass if params.x", "import `data.params`"),
        ("import input.facts as f\npass if f.X", "import `input.facts`"),
        ("import input as resource\npass if resource.facts.X", "import `input`"),
        ("import data.s3.other\npass if other.pass", "import `data.s3.other`"),
        ("import data.lib\npass if lib.text.short(1)", "import `data.lib`"),
        ("pass if rand.intn(\"x\", 2) == 1", "`rand.intn`"),
        ("rand := 1\npass if rand.intn(\"x\", 2) == 1", "`rand.intn`"),
        ("pass if { print(\"x\") }", "`print`"),
        ("pass if { trace(\"x\") }", "`trace`"),
        ("trace := 1\npass if { trace(\"x\") }", "`trace`"),
        ("pass if time.now_ns() > 1", "`time.now_ns`"),
        ("pass if http.send({})", "`http.send`"),
        ("pass if opa.runtime()", "`opa.runtime`"),
        ("pass if no_such_function(1)", "`no_such_function`"),
        ("pass if __builtin_host_await(1, 2)", "`__builtin_host_await`"),
        ("helper := 1\npass if helper(1)", "`helper`"),
        ("pass if {", "expect"),
        ("pass { true }", "`if`"),
    ] {
        // The first line of the body is line 4 of the file.
        let text = format!("package s3.x\nimport data.lib.text\n\n{body}");
        let error = parse("x.rego", &text).expect_err(body);
        assert!(error.what.contains(word), "{body}: {error}");
        assert!(error.line.is_some_and(|line| line >= 4) && !error.hint.is_empty(), "{body}: {error}");
    }
}

#[test]
fn clauses_begin_where_they_say_also_beyond_ascii() {
    let text =
        "package s3.x\n\n# naïve …\npass if true\n\nfail contains \"…\" if {\n\tfalse\n}\n\nfail contains 2 if true\n";
    let module = parse("x.rego", text).unwrap();
    let begun: Vec<&str> = module.rules.iter().map(|rule| &text[rule.start..rule.start + 12]).collect();
    assert_eq!(begun, ["pass if true", "fail contains", "fail contains"].map(|start| &start[..12]));
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    let nested = |depth| format!("package s3.x\npass if {}1{} == 1", "[x | x := ".repeat(depth), "]".repeat(depth));
    assert!(parse("x.rego", &nested(6)).is_ok());
    assert!(parse("x.rego", &nested(20)).unwrap_err().what.contains("too deep"));
    let long = format!("package s3.x\npass if input.facts.X{} == 1", ".a".repeat(300));
    assert!(parse("x.rego", &long).is_err());
}
